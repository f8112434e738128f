package dev.barlake.lake;

import dev.barlake.model.BarBlock;
import dev.barlake.model.BarSeries;
import dev.barlake.model.Bars;
import java.io.IOException;
import java.time.LocalDate;
import java.util.Map;
import java.util.function.IntToDoubleFunction;
import java.util.function.IntToLongFunction;
import org.apache.parquet.column.ColumnDescriptor;
import org.apache.parquet.column.ColumnWriteStore;
import org.apache.parquet.column.ColumnWriter;
import org.apache.parquet.column.ParquetProperties;
import org.apache.parquet.column.ParquetProperties.WriterVersion;
import org.apache.parquet.crypto.FileEncryptionProperties;
import org.apache.parquet.hadoop.ColumnChunkPageWriteStore;
import org.apache.parquet.hadoop.ParquetFileWriter;
import org.apache.parquet.hadoop.ParquetWriter;
import org.apache.parquet.io.api.Binary;

/**
 * Writes bars as Parquet, column by column: through Parquet's record interface each value costs
 * several calls more than through its columns.
 */
final class BarWriter {
  /**
   * Rows of a page. Parquet looks after each record whether a page is full; told to look after this
   * many only, it looks just when all columns have as many.
   */
  private static final int PAGE_ROWS = 20_000;

  private static final long MICROS = 1000;
  private static final FileEncryptionProperties PLAIN = null;
  private static final ParquetProperties PROPERTIES = properties();

  private final Bars bars;
  private final ColumnWriteStore columns;
  private int from;
  private int to;

  private BarWriter(Bars bars, ColumnWriteStore columns) {
    this.bars = bars;
    this.columns = columns;
  }

  /** A whole Parquet file; its bytes are the same for the same block and footer. */
  static byte[] write(BarBlock block, Map<String, String> footer) throws IOException {
    ParquetBytes.Output output = new ParquetBytes.Output();
    try (ParquetFileWriter file =
        new ParquetFileWriter(
            output,
            BarSchema.ALL,
            ParquetFileWriter.Mode.CREATE,
            ParquetWriter.DEFAULT_BLOCK_SIZE,
            ParquetWriter.MAX_PADDING_SIZE_DEFAULT,
            PLAIN,
            PROPERTIES)) {
      file.start();
      if (!block.bars().isEmpty()) {
        writeRowGroup(block, file);
      }
      file.end(footer);
    }
    return output.toByteArray();
  }

  private static void writeRowGroup(BarBlock block, ParquetFileWriter file) throws IOException {
    ZstdCodec.Compressor compressor = new ZstdCodec.Compressor();
    try (ColumnChunkPageWriteStore pages =
            new ColumnChunkPageWriteStore(
                compressor,
                BarSchema.ALL,
                PROPERTIES.getAllocator(),
                PROPERTIES.getColumnIndexTruncateLength(),
                PROPERTIES.getPageWriteChecksumEnabled());
        ColumnWriteStore columns = PROPERTIES.newColumnWriteStore(BarSchema.ALL, pages)) {
      new BarWriter(block.bars(), columns).writeAll(block.series());
      columns.flush();
      file.startBlock(block.bars().size());
      pages.flushToFileWriter(file);
      file.endBlock();
    } finally {
      compressor.release();
    }
  }

  private void writeAll(BarSeries series) {
    Binary ticker = Binary.fromString(series.ticker());
    for (from = 0; from < bars.size(); from = to) {
      to = Math.min(bars.size(), from + PAGE_ROWS);
      tickers(ticker);
      longs(BarSchema.WINDOW_START, row -> Math.multiplyExact(bars.windowStart(row), MICROS));
      doubles(BarSchema.OPEN, bars::open);
      doubles(BarSchema.HIGH, bars::high);
      doubles(BarSchema.LOW, bars::low);
      doubles(BarSchema.CLOSE, bars::close);
      doubles(BarSchema.VOLUME, bars::volume);
      vwaps();
      transactions();
      overTheCounter();
      tradeDates(series);
      longs(BarSchema.FETCHED_AT, row -> Math.multiplyExact(bars.fetchedAt(row), MICROS));
      for (int row = from; row < to; row++) {
        columns.endRecord();
      }
    }
  }

  private void tickers(Binary ticker) {
    ColumnWriter column = columns.getColumnWriter(BarSchema.TICKER);
    for (int row = from; row < to; row++) {
      column.write(ticker, 0, 0);
    }
  }

  private void longs(ColumnDescriptor descriptor, IntToLongFunction values) {
    ColumnWriter column = columns.getColumnWriter(descriptor);
    for (int row = from; row < to; row++) {
      column.write(values.applyAsLong(row), 0, 0);
    }
  }

  private void doubles(ColumnDescriptor descriptor, IntToDoubleFunction values) {
    ColumnWriter column = columns.getColumnWriter(descriptor);
    for (int row = from; row < to; row++) {
      column.write(values.applyAsDouble(row), 0, 0);
    }
  }

  private void vwaps() {
    ColumnWriter column = columns.getColumnWriter(BarSchema.VWAP);
    for (int row = from; row < to; row++) {
      double vwap = bars.vwap(row);
      if (Double.isNaN(vwap)) {
        column.writeNull(0, 0);
      } else {
        column.write(vwap, 0, 1);
      }
    }
  }

  private void transactions() {
    ColumnWriter column = columns.getColumnWriter(BarSchema.TRANSACTIONS);
    for (int row = from; row < to; row++) {
      long transactions = bars.transactions(row);
      if (transactions == -1) {
        column.writeNull(0, 0);
      } else {
        column.write(transactions, 0, 1);
      }
    }
  }

  private void overTheCounter() {
    ColumnWriter column = columns.getColumnWriter(BarSchema.OTC);
    for (int row = from; row < to; row++) {
      column.write(bars.otc(row), 0, 0);
    }
  }

  /** Asks the zone once a day: the bars are in order. */
  private void tradeDates(BarSeries series) {
    ColumnWriter column = columns.getColumnWriter(BarSchema.TRADE_DATE);
    long nextMidnight = Long.MIN_VALUE;
    int day = 0;
    for (int row = from; row < to; row++) {
      long start = bars.windowStart(row);
      if (start >= nextMidnight) {
        LocalDate date = series.tradeDate(start);
        day = Math.toIntExact(date.toEpochDay());
        nextMidnight = date.plusDays(1).atStartOfDay(series.zone()).toInstant().toEpochMilli();
      }
      column.write(day, 0, 0);
    }
  }

  private static ParquetProperties properties() {
    ParquetProperties.Builder builder =
        ParquetProperties.builder()
            .withWriterVersion(WriterVersion.PARQUET_2_0)
            .withPageWriteChecksumEnabled(true)
            .withPageRowCountLimit(PAGE_ROWS)
            .withMinRowCountForPageSizeCheck(PAGE_ROWS)
            .withMaxRowCountForPageSizeCheck(PAGE_ROWS)
            .estimateRowCountForPageSizeCheck(false);
    for (ColumnDescriptor column : BarSchema.WITHOUT_DICTIONARY) {
      builder.withDictionaryEncoding(column.getPath()[0], false);
    }
    return builder.build();
  }
}
