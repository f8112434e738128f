package dev.barlake.market;

import java.util.concurrent.Semaphore;

/**
 * How many dates of minutes are worked on at a time in this process: each holds the object as it
 * came, the file that becomes of it, and a row group, some 110 MB together.
 */
final class DateMemory {
  private static final long BYTES = 110L << 20;

  /** Of the heap, what all else takes. */
  private static final long REST = 60L << 20;

  private static final Semaphore DATES = new Semaphore(dates(Runtime.getRuntime().maxMemory()));
  private static final DateMemory TAKEN = new DateMemory(true);
  private static final DateMemory NONE = new DateMemory(false);

  private final boolean taken;

  private DateMemory(boolean taken) {
    this.taken = taken;
  }

  /** At least one: a heap that is too small ends the process, and says so. */
  static int dates(long heap) {
    return (int) Math.max(1, Math.min(64, (heap - REST) / BYTES));
  }

  /** Waits until there is memory for one more date. */
  static DateMemory take(MarketTree tree) throws InterruptedException {
    if (tree.isDaily()) {
      return NONE;
    }
    DATES.acquire();
    return TAKEN;
  }

  void release() {
    if (taken) {
      DATES.release();
    }
  }
}
