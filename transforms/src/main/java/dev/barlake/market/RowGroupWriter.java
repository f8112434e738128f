package dev.barlake.market;

import dev.barlake.parquet.BarPages;
import dev.barlake.parquet.BarSchema;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.util.Arrays;
import java.util.List;
import org.apache.parquet.bytes.BytesInput;
import org.apache.parquet.column.Encoding;
import org.apache.parquet.column.page.DictionaryPage;
import org.apache.parquet.column.statistics.SizeStatistics;
import org.apache.parquet.column.statistics.Statistics;
import org.apache.parquet.hadoop.ColumnChunkPageWriteStore;
import org.apache.parquet.io.api.Binary;

/** Writes one row group of a file of the whole market. */
final class RowGroupWriter {
  private final MarketRows rows;
  private final ColumnChunkPageWriteStore group;

  RowGroupWriter(MarketRows rows, ColumnChunkPageWriteStore group) {
    this.rows = rows;
    this.group = group;
  }

  /**
   * @param day of all rows, since the epoch
   * @param fetchedAt of all rows, in microseconds since the epoch
   */
  void write(int day, long fetchedAt) throws IOException {
    group.getPageWriter(BarSchema.TICKER).writeDictionaryPage(tickerDictionary());
    BarPages pages = new BarPages(group);
    int[] days = new int[Math.min(rows.size, BarPages.ROWS)];
    long[] fetched = new long[days.length];
    Arrays.fill(days, day);
    Arrays.fill(fetched, fetchedAt);
    int ticker = 0;
    for (int from = 0; from < rows.size; from += BarPages.ROWS) {
      int to = Math.min(rows.size, from + BarPages.ROWS);
      pages.rows(to - from);
      ticker = tickers(pages, ticker, from, to);
      pages.longs(BarSchema.WINDOW_START, rows.windowStart, from);
      pages.doubles(BarSchema.OPEN, rows.open, from);
      pages.doubles(BarSchema.HIGH, rows.high, from);
      pages.doubles(BarSchema.LOW, rows.low, from);
      pages.doubles(BarSchema.CLOSE, rows.close, from);
      pages.doubles(BarSchema.VOLUME, rows.volume, from);
      pages.doublesOrNull(BarSchema.VWAP, rows.vwap, from);
      pages.longsOrNull(BarSchema.TRANSACTIONS, rows.transactions, from);
      pages.booleans(BarSchema.OTC, rows.otc, from);
      pages.ints(BarSchema.TRADE_DATE, days, 0);
      pages.longs(BarSchema.FETCHED_AT, fetched, 0);
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
  private int tickers(BarPages pages, int first, int from, int to) throws IOException {
    int width = Math.max(1, 32 - Integer.numberOfLeadingZeros(rows.tickers - 1));
    int bytes = (width + 7) / 8;
    ByteBuffer runs = ByteBuffer.allocate(1 + (rows.tickers - first) * (5 + bytes));
    runs.put((byte) width);
    Statistics<?> statistics = BarPages.statistics(BarSchema.TICKER);
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
    pages.page(
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
}
