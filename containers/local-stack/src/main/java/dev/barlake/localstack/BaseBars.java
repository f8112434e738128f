package dev.barlake.localstack;

import java.util.Arrays;

/**
 * The base bars of one ticker on one local date, in columns and in time order; filled anew for each
 * date.
 *
 * <p>Prices are counted in 0.0001, volumes in 0.000001: whole numbers add up exactly and print
 * fast.
 */
final class BaseBars {
  static final long PRICE_UNITS = 10_000;
  static final long VOLUME_UNITS = 1_000_000;

  int size;

  /** Local second of the day by the clock on the wall. */
  int[] second = new int[1024];

  /** Window start, epoch milliseconds. */
  long[] start = new long[1024];

  long[] open = new long[1024];
  long[] high = new long[1024];
  long[] low = new long[1024];
  long[] close = new long[1024];
  long[] volume = new long[1024];
  long[] vwap = new long[1024];
  long[] transactions = new long[1024];

  /** Makes room for one more bar and returns its index. */
  int add() {
    if (size == start.length) {
      int capacity = size * 2;
      second = Arrays.copyOf(second, capacity);
      start = Arrays.copyOf(start, capacity);
      open = Arrays.copyOf(open, capacity);
      high = Arrays.copyOf(high, capacity);
      low = Arrays.copyOf(low, capacity);
      close = Arrays.copyOf(close, capacity);
      volume = Arrays.copyOf(volume, capacity);
      vwap = Arrays.copyOf(vwap, capacity);
      transactions = Arrays.copyOf(transactions, capacity);
    }
    return size++;
  }

  /** Brings the prices of one bar to the scale after splits. */
  void rescalePrices(int i, long from, long to) {
    open[i] = price((double) open[i] * from / to);
    high[i] = price((double) high[i] * from / to);
    low[i] = price((double) low[i] * from / to);
    close[i] = price((double) close[i] * from / to);
    vwap[i] = price((double) vwap[i] * from / to);
  }

  /** Brings its volume there. */
  void rescaleVolume(int i, long from, long to) {
    volume[i] = Math.round((double) volume[i] * to / from);
  }

  /** Nothing costs nothing: a price of at least one unit. */
  static long price(double units) {
    return Math.max(1, Math.round(units));
  }
}
