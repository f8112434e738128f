package dev.barlake.market;

import dev.barlake.parquet.BarSchema;
import java.io.IOException;
import java.lang.invoke.MethodHandles;
import java.lang.invoke.VarHandle;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.util.List;
import org.apache.parquet.bytes.ByteBufferAllocator;
import org.apache.parquet.bytes.BytesInput;
import org.apache.parquet.column.ColumnDescriptor;
import org.apache.parquet.column.Encoding;
import org.apache.parquet.column.page.DictionaryPage;
import org.apache.parquet.column.statistics.SizeStatistics;
import org.apache.parquet.column.statistics.Statistics;
import org.apache.parquet.column.statistics.geospatial.GeospatialStatistics;
import org.apache.parquet.column.values.ValuesWriter;
import org.apache.parquet.column.values.delta.DeltaBinaryPackingValuesWriterForInteger;
import org.apache.parquet.column.values.delta.DeltaBinaryPackingValuesWriterForLong;
import org.apache.parquet.column.values.rle.RunLengthBitPackingHybridEncoder;
import org.apache.parquet.column.values.rle.RunLengthBitPackingHybridValuesWriter;
import org.apache.parquet.hadoop.ColumnChunkPageWriteStore;
import org.apache.parquet.io.api.Binary;

/**
 * Writes one row group, a page of a column at a time, as {@code BarWriter} does for the bars of one
 * ticker.
 */
final class RowGroupWriter {
  /** Rows of a page, in all columns. */
  private static final int PAGE_ROWS = 20_000;

  private static final int SLAB = 1024;
  private static final int PAGE = 1 << 20;
  private static final GeospatialStatistics NO_PLACES = null;
  private static final VarHandle DOUBLE =
      MethodHandles.byteArrayViewVarHandle(double[].class, ByteOrder.LITTLE_ENDIAN);

  private final MarketRows rows;
  private final ColumnChunkPageWriteStore pages;
  private final ByteBufferAllocator allocator;
  private int from;
  private int to;

  RowGroupWriter(MarketRows rows, ColumnChunkPageWriteStore pages, ByteBufferAllocator allocator) {
    this.rows = rows;
    this.pages = pages;
    this.allocator = allocator;
  }

  /**
   * @param day of all rows, since the epoch
   * @param fetchedAt of all rows, in microseconds since the epoch
   */
  void write(int day, long fetchedAt) throws IOException {
    pages.getPageWriter(BarSchema.TICKER).writeDictionaryPage(tickerDictionary());
    int ticker = 0;
    for (from = 0; from < rows.size; from = to) {
      to = Math.min(rows.size, from + PAGE_ROWS);
      ticker = tickers(ticker);
      longs(BarSchema.WINDOW_START, rows.windowStart);
      doubles(BarSchema.OPEN, rows.open);
      doubles(BarSchema.HIGH, rows.high);
      doubles(BarSchema.LOW, rows.low);
      doubles(BarSchema.CLOSE, rows.close);
      doubles(BarSchema.VOLUME, rows.volume);
      vwaps();
      transactions();
      overTheCounter();
      tradeDates(day);
      fetchedAt(fetchedAt);
    }
  }

  private DictionaryPage tickerDictionary() {
    int length = 0;
    for (int i = 0; i < rows.tickers; i++) {
      length += Integer.BYTES + rows.ticker[i].length;
    }
    ByteBuffer names = ByteBuffer.allocate(length).order(ByteOrder.LITTLE_ENDIAN);
    for (int i = 0; i < rows.tickers; i++) {
      names.putInt(rows.ticker[i].length).put(rows.ticker[i]);
    }
    return new DictionaryPage(BytesInput.from(names.array()), rows.tickers, Encoding.PLAIN);
  }

  /** Runs of dictionary indexes; returns the ticker of the next page's first row. */
  private int tickers(int first) throws IOException {
    int width = Math.max(1, 32 - Integer.numberOfLeadingZeros(rows.tickers - 1));
    int bytes = (width + 7) / 8;
    ByteBuffer runs = ByteBuffer.allocate(1 + (rows.tickers - first) * (5 + bytes));
    runs.put((byte) width);
    Statistics<?> statistics = statistics(BarSchema.TICKER);
    statistics.updateStats(name(first));
    long length = 0;
    int ticker = first;
    for (int row = from; row < to; ) {
      int end = Math.min(to, rows.endRow(ticker));
      varInt(runs, (end - row) << 1);
      for (int b = 0; b < bytes; b++) {
        runs.put((byte) (ticker >>> (8 * b)));
      }
      length += (long) rows.ticker[ticker].length * (end - row);
      statistics.updateStats(name(ticker));
      ticker = end == rows.endRow(ticker) ? ticker + 1 : ticker;
      row = end;
    }
    SizeStatistics sizes =
        new SizeStatistics(BarSchema.TICKER.getPrimitiveType(), length, List.of(), List.of());
    page(
        BarSchema.TICKER,
        BytesInput.empty(),
        Encoding.RLE_DICTIONARY,
        BytesInput.from(runs.array(), 0, runs.position()),
        statistics,
        sizes);
    return ticker;
  }

  private Binary name(int ticker) {
    return Binary.fromConstantByteArray(rows.ticker[ticker]);
  }

  private static void varInt(ByteBuffer to, int value) {
    int rest = value;
    while ((rest & ~0x7f) != 0) {
      to.put((byte) ((rest & 0x7f) | 0x80));
      rest >>>= 7;
    }
    to.put((byte) rest);
  }

  private void longs(ColumnDescriptor column, long[] values) throws IOException {
    long min = Long.MAX_VALUE;
    long max = Long.MIN_VALUE;
    try (ValuesWriter delta = new DeltaBinaryPackingValuesWriterForLong(SLAB, PAGE, allocator)) {
      for (int row = from; row < to; row++) {
        long value = values[row];
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

  private void doubles(ColumnDescriptor column, double[] values) throws IOException {
    byte[] plain = new byte[(to - from) * Double.BYTES];
    double min = Double.POSITIVE_INFINITY;
    double max = Double.NEGATIVE_INFINITY;
    for (int row = from; row < to; row++) {
      double value = values[row];
      DOUBLE.set(plain, (row - from) * Double.BYTES, value);
      min = Math.min(min, value);
      max = Math.max(max, value);
    }
    Statistics<?> statistics = statistics(column);
    statistics.updateStats(min);
    statistics.updateStats(max);
    page(column, BytesInput.empty(), Encoding.PLAIN, BytesInput.from(plain), statistics);
  }

  private void vwaps() throws IOException {
    byte[] plain = new byte[(to - from) * Double.BYTES];
    int length = 0;
    Statistics<?> statistics = statistics(BarSchema.VWAP);
    try (RunLengthBitPackingHybridEncoder present = present()) {
      for (int row = from; row < to; row++) {
        double vwap = rows.vwap[row];
        if (Double.isNaN(vwap)) {
          present.writeInt(0);
          statistics.incrementNumNulls();
        } else {
          present.writeInt(1);
          DOUBLE.set(plain, length, vwap);
          length += Double.BYTES;
          statistics.updateStats(vwap);
        }
      }
      BytesInput values = BytesInput.from(plain, 0, length);
      page(BarSchema.VWAP, present.toBytes(), Encoding.PLAIN, values, statistics);
    }
  }

  private void transactions() throws IOException {
    Statistics<?> statistics = statistics(BarSchema.TRANSACTIONS);
    try (RunLengthBitPackingHybridEncoder present = present();
        ValuesWriter delta = new DeltaBinaryPackingValuesWriterForLong(SLAB, PAGE, allocator)) {
      for (int row = from; row < to; row++) {
        long transactions = rows.transactions[row];
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
        new RunLengthBitPackingHybridValuesWriter(1, SLAB, PAGE, allocator)) {
      for (int row = from; row < to; row++) {
        values.writeBoolean(rows.otc[row]);
        statistics.updateStats(rows.otc[row]);
      }
      page(BarSchema.OTC, BytesInput.empty(), values.getEncoding(), values.getBytes(), statistics);
    }
  }

  private void tradeDates(int day) throws IOException {
    Statistics<?> statistics = statistics(BarSchema.TRADE_DATE);
    statistics.updateStats(day);
    try (ValuesWriter delta = new DeltaBinaryPackingValuesWriterForInteger(SLAB, PAGE, allocator)) {
      for (int row = from; row < to; row++) {
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

  private void fetchedAt(long micros) throws IOException {
    Statistics<?> statistics = statistics(BarSchema.FETCHED_AT);
    statistics.updateStats(micros);
    try (ValuesWriter delta = new DeltaBinaryPackingValuesWriterForLong(SLAB, PAGE, allocator)) {
      for (int row = from; row < to; row++) {
        delta.writeLong(micros);
      }
      page(
          BarSchema.FETCHED_AT,
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
    SizeStatistics sizes = SizeStatistics.newBuilder(column.getPrimitiveType(), 0, 0).build();
    page(column, present, encoding, values, statistics, sizes);
  }

  private void page(
      ColumnDescriptor column,
      BytesInput present,
      Encoding encoding,
      BytesInput values,
      Statistics<?> statistics,
      SizeStatistics sizes)
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
            sizes,
            NO_PLACES);
  }

  private static Statistics<?> statistics(ColumnDescriptor column) {
    return Statistics.createStats(column.getPrimitiveType());
  }

  private RunLengthBitPackingHybridEncoder present() {
    return new RunLengthBitPackingHybridEncoder(1, SLAB, PAGE, allocator);
  }
}
