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
import org.apache.parquet.bytes.BytesInput;
import org.apache.parquet.column.Encoding;
import org.apache.parquet.column.page.DictionaryPage;
import org.apache.parquet.column.statistics.SizeStatistics;
import org.apache.parquet.column.statistics.Statistics;
import org.apache.parquet.hadoop.ColumnChunkPageWriteStore;
import org.apache.parquet.hadoop.ParquetFileWriter;
import org.apache.parquet.io.api.Binary;

/** Writes the bars of one series as a Parquet file of at most one row group. */
final class BarWriter {
  private static final long MICROS = 1000;

  private final Bars bars;
  private final ColumnChunkPageWriteStore group;

  private BarWriter(Bars bars, ColumnChunkPageWriteStore group) {
    this.bars = bars;
    this.group = group;
  }

  /** A whole Parquet file; its bytes are the same for the same block and footer. */
  static byte[] write(BarBlock block, Map<String, String> footer) throws IOException {
    ParquetBytes.Output output = new ParquetBytes.Output();
    try (ParquetFileWriter file = BarPages.begin(output)) {
      if (!block.bars().isEmpty()) {
        writeRowGroup(block, file);
      }
      file.end(footer);
    }
    return output.toByteArray();
  }

  private static void writeRowGroup(BarBlock block, ParquetFileWriter file) throws IOException {
    ZstdCodec.Compressor compressor = new ZstdCodec.Compressor();
    try (ColumnChunkPageWriteStore group = BarPages.group(compressor)) {
      new BarWriter(block.bars(), group).writeAll(block.series());
      file.startBlock(block.bars().size());
      group.flushToFileWriter(file);
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
    group
        .getPageWriter(BarSchema.TICKER)
        .writeDictionaryPage(new DictionaryPage(BytesInput.from(dictionary), 1, Encoding.PLAIN));
    BarPages pages = new BarPages(group);
    Page page = new Page(Math.min(bars.size(), BarPages.ROWS));
    for (int from = 0; from < bars.size(); from += BarPages.ROWS) {
      page.of(from, Math.min(bars.size() - from, BarPages.ROWS));
      pages.rows(page.rows);
      tickers(pages, ticker, page.rows);
      pages.longs(BarSchema.WINDOW_START, page.longs(row -> micros(bars.windowStart(row))), 0);
      pages.doubles(BarSchema.OPEN, page.doubles(bars::open), 0);
      pages.doubles(BarSchema.HIGH, page.doubles(bars::high), 0);
      pages.doubles(BarSchema.LOW, page.doubles(bars::low), 0);
      pages.doubles(BarSchema.CLOSE, page.doubles(bars::close), 0);
      pages.doubles(BarSchema.VOLUME, page.doubles(bars::volume), 0);
      pages.doublesOrNull(BarSchema.VWAP, page.doubles(bars::vwap), 0);
      pages.longsOrNull(BarSchema.TRANSACTIONS, page.longs(bars::transactions), 0);
      pages.booleans(BarSchema.OTC, page.flags(bars), 0);
      pages.ints(BarSchema.TRADE_DATE, page.tradeDays(bars, series), 0);
      pages.longs(BarSchema.FETCHED_AT, page.longs(row -> micros(bars.fetchedAt(row))), 0);
    }
  }

  private static long micros(long millis) {
    return Math.multiplyExact(millis, MICROS);
  }

  /** All of them the dictionary's one entry: a run of indexes that take no bits. */
  private static void tickers(BarPages pages, Binary ticker, int rows) throws IOException {
    Statistics<?> statistics = BarPages.statistics(BarSchema.TICKER);
    statistics.updateStats(ticker);
    BytesInput indexes =
        BytesInput.concat(BytesInput.from(new byte[1]), BytesInput.fromUnsignedVarInt(rows << 1));
    SizeStatistics sizes =
        new SizeStatistics(
            BarSchema.TICKER.getPrimitiveType(),
            (long) ticker.length() * rows,
            List.of(),
            List.of());
    pages.page(
        BarSchema.TICKER, BytesInput.empty(), Encoding.RLE_DICTIONARY, indexes, statistics, sizes);
  }

  /** The values of a page's rows, a column at a time. */
  private static final class Page {
    private final double[] doubles;
    private final long[] longs;
    private final int[] days;
    private final boolean[] flags;
    private int from;
    private int rows;

    Page(int most) {
      doubles = new double[most];
      longs = new long[most];
      days = new int[most];
      flags = new boolean[most];
    }

    void of(int first, int count) {
      from = first;
      rows = count;
    }

    double[] doubles(IntToDoubleFunction values) {
      for (int i = 0; i < rows; i++) {
        doubles[i] = values.applyAsDouble(from + i);
      }
      return doubles;
    }

    long[] longs(IntToLongFunction values) {
      for (int i = 0; i < rows; i++) {
        longs[i] = values.applyAsLong(from + i);
      }
      return longs;
    }

    boolean[] flags(Bars bars) {
      for (int i = 0; i < rows; i++) {
        flags[i] = bars.otc(from + i);
      }
      return flags;
    }

    /** Since the epoch. Asks the zone once a day: the bars are in order. */
    int[] tradeDays(Bars bars, BarSeries series) {
      long nextMidnight = Long.MIN_VALUE;
      int day = 0;
      for (int i = 0; i < rows; i++) {
        long start = bars.windowStart(from + i);
        if (start >= nextMidnight) {
          LocalDate date = series.tradeDate(start);
          day = Math.toIntExact(date.toEpochDay());
          nextMidnight = date.plusDays(1).atStartOfDay(series.zone()).toInstant().toEpochMilli();
        }
        days[i] = day;
      }
      return days;
    }
  }
}
