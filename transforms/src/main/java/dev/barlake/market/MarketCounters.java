package dev.barlake.market;

import java.util.concurrent.atomic.LongAdder;

/** Live counts of this process, for progress. */
public final class MarketCounters {
  private static final LongAdder DATES = new LongAdder();
  private static final LongAdder ROWS = new LongAdder();

  private MarketCounters() {}

  static void done(MarketReceipt receipt) {
    DATES.increment();
    if (receipt.source() != null) {
      ROWS.add(receipt.source().rows());
    }
  }

  /** Dates that were dealt with, well or not. */
  public static long dates() {
    return DATES.sum();
  }

  public static long rows() {
    return ROWS.sum();
  }
}
