package dev.barlake.parquet;

import dev.barlake.model.BarBlock;
import dev.barlake.model.BarSeries;
import dev.barlake.model.Bars;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.time.LocalDate;
import java.util.List;
import java.util.Map;
import java.util.function.IntToDoubleFunction;
import java.util.function.IntToLongFunction;
import org.apache.parquet.bytes.ByteBufferAllocator;
import org.apache.parquet.bytes.BytesInput;
import org.apache.parquet.column.ColumnDescriptor;
import org.apache.parquet.column.Encoding;
import org.apache.parquet.column.ParquetProperties;
import org.apache.parquet.column.ParquetProperties.WriterVersion;
import org.apache.parquet.column.page.DictionaryPage;
import org.apache.parquet.column.statistics.SizeStatistics;
import org.apache.parquet.column.statistics.Statistics;
import org.apache.parquet.column.statistics.geospatial.GeospatialStatistics;
import org.apache.parquet.column.values.ValuesWriter;
import org.apache.parquet.column.values.delta.DeltaBinaryPackingValuesWriterForInteger;
import org.apache.parquet.column.values.delta.DeltaBinaryPackingValuesWriterForLong;
import org.apache.parquet.column.values.rle.RunLengthBitPackingHybridEncoder;
import org.apache.parquet.column.values.rle.RunLengthBitPackingHybridValuesWriter;
import org.apache.parquet.crypto.FileEncryptionProperties;
import org.apache.parquet.hadoop.ColumnChunkPageWriteStore;
import org.apache.parquet.hadoop.ParquetFileWriter;
import org.apache.parquet.hadoop.ParquetWriter;
import org.apache.parquet.io.api.Binary;

/**
 * Writes bars as Parquet, a page of a column at a time: through Parquet's record interface, and
 * still through its columns, each value costs several calls and comparisons more.
 */
final class BarWriter {
  /** Rows of a page, in all columns. */
  private static final int PAGE_ROWS = 20_000;

  private static final long MICROS = 1000;
  private static final FileEncryptionProperties PLAIN = null;
  private static final GeospatialStatistics NO_PLACES = null;
  private static final ParquetProperties PROPERTIES =
      ParquetProperties.builder()
          .withWriterVersion(WriterVersion.PARQUET_2_0)
          .withPageWriteChecksumEnabled(true)
          .build();
  private static final ByteBufferAllocator ALLOCATOR = PROPERTIES.getAllocator();
  private static final int SLAB = 1024;
  private static final int PAGE = PROPERTIES.getPageSizeThreshold();

  private final Bars bars;
  private final ColumnChunkPageWriteStore pages;
  private int from;
  private int to;

  private BarWriter(Bars bars, ColumnChunkPageWriteStore pages) {
    this.bars = bars;
    this.pages = pages;
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
            PROPERTIES.getPageWriteChecksumEnabled())) {
      new BarWriter(block.bars(), pages).writeAll(block.series());
      file.startBlock(block.bars().size());
      pages.flushToFileWriter(file);
      file.endBlock();
    } finally {
      compressor.release();
    }
  }

  private void writeAll(BarSeries series) throws IOException {
    Binary ticker = Binary.fromString(series.ticker());
    byte[] dictionary =
        ByteBuffer.allocate(Integer.BYTES + ticker.length())
            .order(ByteOrder.LITTLE_ENDIAN)
            .putInt(ticker.length())
            .put(ticker.toByteBuffer())
            .array();
    pages
        .getPageWriter(BarSchema.TICKER)
        .writeDictionaryPage(new DictionaryPage(BytesInput.from(dictionary), 1, Encoding.PLAIN));
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
    }
  }

  /** All of them the dictionary's one entry: a run of indexes that take no bits. */
  private void tickers(Binary ticker) throws IOException {
    Statistics<?> statistics = statistics(BarSchema.TICKER);
    statistics.updateStats(ticker);
    BytesInput indexes =
        BytesInput.concat(
            BytesInput.from(new byte[1]), BytesInput.fromUnsignedVarInt((to - from) << 1));
    SizeStatistics sizes =
        new SizeStatistics(
            BarSchema.TICKER.getPrimitiveType(),
            (long) ticker.length() * (to - from),
            List.of(),
            List.of());
    pages
        .getPageWriter(BarSchema.TICKER)
        .writePageV2(
            to - from,
            0,
            to - from,
            BytesInput.empty(),
            BytesInput.empty(),
            Encoding.RLE_DICTIONARY,
            indexes,
            statistics,
            sizes,
            NO_PLACES);
  }

  private void longs(ColumnDescriptor column, IntToLongFunction values) throws IOException {
    long min = Long.MAX_VALUE;
    long max = Long.MIN_VALUE;
    try (ValuesWriter delta = new DeltaBinaryPackingValuesWriterForLong(SLAB, PAGE, ALLOCATOR)) {
      for (int row = from; row < to; row++) {
        long value = values.applyAsLong(row);
        delta.writeLong(value);
        min = Math.min(min, value);
        max = Math.max(max, value);
      }
      Statistics<?> statistics = statistics(column);
      statistics.updateStats(min);
      statistics.updateStats(max);
      page(column, BytesInput.empty(), delta.getEncoding(), delta.getBytes(), statistics);
    }
  }

  private void doubles(ColumnDescriptor column, IntToDoubleFunction values) throws IOException {
    byte[] bytes = new byte[(to - from) * Double.BYTES];
    ByteBuffer plain = ByteBuffer.wrap(bytes).order(ByteOrder.LITTLE_ENDIAN);
    double min = Double.POSITIVE_INFINITY;
    double max = Double.NEGATIVE_INFINITY;
    for (int row = from; row < to; row++) {
      double value = values.applyAsDouble(row);
      plain.putDouble(value);
      min = Math.min(min, value);
      max = Math.max(max, value);
    }
    Statistics<?> statistics = statistics(column);
    statistics.updateStats(min);
    statistics.updateStats(max);
    page(
        column,
        BytesInput.empty(),
        Encoding.PLAIN,
        BytesInput.from(bytes, 0, plain.position()),
        statistics);
  }

  private void vwaps() throws IOException {
    byte[] bytes = new byte[(to - from) * Double.BYTES];
    ByteBuffer plain = ByteBuffer.wrap(bytes).order(ByteOrder.LITTLE_ENDIAN);
    Statistics<?> statistics = statistics(BarSchema.VWAP);
    try (RunLengthBitPackingHybridEncoder present = present()) {
      for (int row = from; row < to; row++) {
        double vwap = bars.vwap(row);
        if (Double.isNaN(vwap)) {
          present.writeInt(0);
          statistics.incrementNumNulls();
        } else {
          present.writeInt(1);
          plain.putDouble(vwap);
          statistics.updateStats(vwap);
        }
      }
      page(
          BarSchema.VWAP,
          present.toBytes(),
          Encoding.PLAIN,
          BytesInput.from(bytes, 0, plain.position()),
          statistics);
    }
  }

  private void transactions() throws IOException {
    Statistics<?> statistics = statistics(BarSchema.TRANSACTIONS);
    try (RunLengthBitPackingHybridEncoder present = present();
        ValuesWriter delta = new DeltaBinaryPackingValuesWriterForLong(SLAB, PAGE, ALLOCATOR)) {
      for (int row = from; row < to; row++) {
        long transactions = bars.transactions(row);
        if (transactions == -1) {
          present.writeInt(0);
          statistics.incrementNumNulls();
        } else {
          present.writeInt(1);
          delta.writeLong(transactions);
          statistics.updateStats(transactions);
        }
      }
      page(
          BarSchema.TRANSACTIONS,
          present.toBytes(),
          delta.getEncoding(),
          delta.getBytes(),
          statistics);
    }
  }

  private void overTheCounter() throws IOException {
    Statistics<?> statistics = statistics(BarSchema.OTC);
    try (ValuesWriter values =
        new RunLengthBitPackingHybridValuesWriter(1, SLAB, PAGE, ALLOCATOR)) {
      for (int row = from; row < to; row++) {
        boolean otc = bars.otc(row);
        values.writeBoolean(otc);
        statistics.updateStats(otc);
      }
      page(BarSchema.OTC, BytesInput.empty(), values.getEncoding(), values.getBytes(), statistics);
    }
  }

  /** Asks the zone once a day: the bars are in order. */
  private void tradeDates(BarSeries series) throws IOException {
    Statistics<?> statistics = statistics(BarSchema.TRADE_DATE);
    try (ValuesWriter delta = new DeltaBinaryPackingValuesWriterForInteger(SLAB, PAGE, ALLOCATOR)) {
      long nextMidnight = Long.MIN_VALUE;
      int day = 0;
      for (int row = from; row < to; row++) {
        long start = bars.windowStart(row);
        if (start >= nextMidnight) {
          LocalDate date = series.tradeDate(start);
          day = Math.toIntExact(date.toEpochDay());
          nextMidnight = date.plusDays(1).atStartOfDay(series.zone()).toInstant().toEpochMilli();
          statistics.updateStats(day);
        }
        delta.writeInteger(day);
      }
      page(
          BarSchema.TRADE_DATE,
          BytesInput.empty(),
          delta.getEncoding(),
          delta.getBytes(),
          statistics);
    }
  }

  private void page(
      ColumnDescriptor column,
      BytesInput present,
      Encoding encoding,
      BytesInput values,
      Statistics<?> statistics)
      throws IOException {
    pages
        .getPageWriter(column)
        .writePageV2(
            to - from,
            Math.toIntExact(statistics.getNumNulls()),
            to - from,
            BytesInput.empty(),
            present,
            encoding,
            values,
            statistics,
            SizeStatistics.newBuilder(column.getPrimitiveType(), 0, 0).build(),
            NO_PLACES);
  }

  private static Statistics<?> statistics(ColumnDescriptor column) {
    return Statistics.createStats(column.getPrimitiveType());
  }

  private static RunLengthBitPackingHybridEncoder present() {
    return new RunLengthBitPackingHybridEncoder(1, SLAB, PAGE, ALLOCATOR);
  }
}
