package dev.barlake.market;

import java.util.Arrays;

/**
 * Bars of many tickers in columns, filled once and cleared for the next: a row group of a date's
 * file. A ticker is written down once for the rows that follow each other.
 *
 * <p>{@code windowStart} is in microseconds since the epoch; {@code vwap} is NaN and {@code
 * transactions} is -1 if there is none.
 */
final class MarketRows {
  int size;
  final long[] windowStart;
  final double[] open;
  final double[] high;
  final double[] low;
  final double[] close;
  final double[] volume;
  final double[] vwap;
  final long[] transactions;
  final boolean[] otc;

  /** Tickers in the order of their rows, and the first row of each. */
  int tickers;

  byte[][] ticker = new byte[1024][];
  int[] firstRow = new int[1024];

  /** Room for so many rows. */
  MarketRows(int capacity) {
    windowStart = new long[capacity];
    open = new double[capacity];
    high = new double[capacity];
    low = new double[capacity];
    close = new double[capacity];
    volume = new double[capacity];
    vwap = new double[capacity];
    transactions = new long[capacity];
    otc = new boolean[capacity];
  }

  void clear() {
    size = 0;
    tickers = 0;
  }

  boolean isFull() {
    return size == open.length;
  }

  /** The rows from here on, at first none, are of another ticker. */
  void begin(byte[] name) {
    if (tickers == ticker.length) {
      ticker = Arrays.copyOf(ticker, 2 * tickers);
      firstRow = Arrays.copyOf(firstRow, 2 * tickers);
    }
    ticker[tickers] = name;
    firstRow[tickers++] = size;
  }

  /** The row after the last one of a ticker. */
  int endRow(int index) {
    return index + 1 < tickers ? firstRow[index + 1] : size;
  }

  /** Adds a row of the ticker that began last. */
  void add(
      long start,
      double newOpen,
      double newHigh,
      double newLow,
      double newClose,
      double newVolume,
      double newVwap,
      long newTransactions,
      boolean newOtc) {
    int row = size++;
    windowStart[row] = start;
    open[row] = newOpen;
    high[row] = newHigh;
    low[row] = newLow;
    close[row] = newClose;
    volume[row] = newVolume;
    vwap[row] = newVwap;
    transactions[row] = newTransactions;
    otc[row] = newOtc;
  }

  /** Whether two rows hold the same bar, whatever their tickers are. */
  boolean same(int row, MarketRows other, int otherRow) {
    return windowStart[row] == other.windowStart[otherRow]
        && open[row] == other.open[otherRow]
        && high[row] == other.high[otherRow]
        && low[row] == other.low[otherRow]
        && close[row] == other.close[otherRow]
        && volume[row] == other.volume[otherRow]
        && Double.compare(vwap[row], other.vwap[otherRow]) == 0
        && transactions[row] == other.transactions[otherRow]
        && otc[row] == other.otc[otherRow];
  }

  /** Puts a row of another block in the place of one of these. */
  void set(int row, MarketRows other, int otherRow) {
    windowStart[row] = other.windowStart[otherRow];
    open[row] = other.open[otherRow];
    high[row] = other.high[otherRow];
    low[row] = other.low[otherRow];
    close[row] = other.close[otherRow];
    volume[row] = other.volume[otherRow];
    vwap[row] = other.vwap[otherRow];
    transactions[row] = other.transactions[otherRow];
    otc[row] = other.otc[otherRow];
  }
}
