package dev.barlake.market;

import java.io.IOException;
import java.util.Arrays;

/**
 * Puts rows that come by ticker and time into row groups. Of two rows of one ticker and start the
 * later stands, and is counted: as repeated if they are the same, else as contradicted.
 */
final class SortedRows {
  /**
   * A ticker begins a new group from here on: a filter on one ticker then reads one group, about a
   * thirty-fifth of a full day.
   */
  private static final int GROUP = 64_000;

  /** With room for the rest of a ticker. */
  private static final int CAPACITY = GROUP + 8_000;

  private final MarketFileWriter file;
  private final MarketRows rows = new MarketRows(CAPACITY);
  private final MarketRows other = new MarketRows(1);
  private final ImpossibleRows impossible = new ImpossibleRows();
  private byte[] ticker = {};
  private long start = Long.MIN_VALUE;
  private long repeated;
  private long contradicted;

  SortedRows(MarketFileWriter file) {
    this.file = file;
  }

  /**
   * Adds the row that a reader stands on.
   *
   * @return false if it does not come after the row before it; it is not added then
   */
  boolean add(BarRow row) throws IOException {
    if (row.ticker == ticker || Arrays.equals(row.ticker, ticker)) {
      if (row.windowStart == start) {
        replaceLast(row);
        return true;
      }
      if (row.windowStart < start) {
        return false;
      }
      if (rows.isFull()) {
        flush();
        rows.begin(ticker);
      }
    } else if (Arrays.compareUnsigned(row.ticker, ticker) > 0) {
      begin(row.ticker);
    } else {
      return false;
    }
    start = row.windowStart;
    put(rows, row);
    return true;
  }

  private void begin(byte[] name) throws IOException {
    if (rows.size >= GROUP) {
      flush();
    }
    ticker = name;
    rows.begin(name);
  }

  private static void put(MarketRows rows, BarRow row) {
    rows.add(
        row.windowStart,
        row.open,
        row.high,
        row.low,
        row.close,
        row.volume,
        row.vwap,
        row.transactions,
        row.otc);
  }

  private void replaceLast(BarRow row) {
    other.clear();
    put(other, row);
    int last = rows.size - 1;
    if (rows.same(last, other, 0)) {
      repeated++;
    } else {
      contradicted++;
      rows.set(last, other, 0);
    }
  }

  private void flush() throws IOException {
    impossible.look(rows);
    file.add(rows);
    rows.clear();
  }

  /** Writes what is left. */
  void end() throws IOException {
    if (rows.size > 0) {
      flush();
    }
  }

  long repeated() {
    return repeated;
  }

  /** Bars that cannot be, as far as rows are written. */
  ImpossibleRows impossible() {
    return impossible;
  }

  long contradicted() {
    return contradicted;
  }
}
