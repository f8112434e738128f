package dev.barlake.verify;

import java.util.concurrent.atomic.AtomicLong;

/** How far the verifications of this process are, for a line of progress. */
public final class VerifyCounters {
  private static final AtomicLong SERIES = new AtomicLong();

  private VerifyCounters() {}

  static void done(VerifyTask task) {
    SERIES.addAndGet(task.targets().size());
  }

  /** How many series were looked at in one storage period each, since this process began. */
  public static long series() {
    return SERIES.get();
  }
}
