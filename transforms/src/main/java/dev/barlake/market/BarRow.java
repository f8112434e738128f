package dev.barlake.market;

/** One bar of a ticker, on its way from a source to a date's file; filled again for the next. */
class BarRow {
  /** In UTF-8; not to be written to. */
  byte[] ticker = {};

  /** Microseconds since the epoch. */
  long windowStart;

  double open;
  double high;
  double low;
  double close;
  double volume;

  /** NaN if the source does not say. */
  double vwap = Double.NaN;

  /** -1 if the source does not say. */
  long transactions = -1;

  boolean otc;

  /** Another object with the same values. */
  BarRow copy() {
    BarRow copy = new BarRow();
    copy.ticker = ticker;
    copy.windowStart = windowStart;
    copy.open = open;
    copy.high = high;
    copy.low = low;
    copy.close = close;
    copy.volume = volume;
    copy.vwap = vwap;
    copy.transactions = transactions;
    copy.otc = otc;
    return copy;
  }
}
