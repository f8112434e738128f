package dev.barlake.marketapi;

import dev.barlake.retry.Timing;
import java.time.Duration;
import java.util.concurrent.locks.ReentrantLock;

/**
 * Lets at most so many requests go within any minute, evenly spaced but for a burst of a second's
 * worth. Fair: whoever came first goes first.
 *
 * <p>Requests are scheduled by slots and not by waiting after each, so that slow callers do not
 * make the budget smaller.
 */
final class TokenBucket {
  /** Half a second longer than the vendor's, since requests do not arrive as evenly as they go. */
  private static final long MINUTE = Duration.ofMillis(60_500).toNanos();

  private final Timing timing;
  private final long interval;
  private final long burst;
  private final ReentrantLock turn = new ReentrantLock(true);
  private long nextSlot;
  private volatile long pausedUntil;

  TokenBucket(int requestsPerMinute, Timing timing) {
    this.timing = timing;
    burst = Math.max(1, requestsPerMinute / 60);
    // A burst may come at the end of an evenly spaced minute: both together are within the budget.
    interval = MINUTE / (requestsPerMinute - burst + 1) + 1;
    nextSlot = timing.nanos().getAsLong() - (burst - 1) * interval;
    pausedUntil = timing.nanos().getAsLong();
  }

  /** Waits for a slot. */
  void take() throws InterruptedException {
    turn.lockInterruptibly();
    try {
      long now = timing.nanos().getAsLong();
      for (long left = untilFree(now); left > 0; left = untilFree(now)) {
        timing.sleeper().sleep(Duration.ofNanos(left));
        now = timing.nanos().getAsLong();
      }
      nextSlot = Math.max(nextSlot, now - (burst - 1) * interval) + interval;
    } finally {
      turn.unlock();
    }
  }

  private long untilFree(long now) {
    return Math.max(nextSlot - now, pausedUntil - now);
  }

  /** How long nobody may go yet, since the vendor said so; zero if it did not. */
  Duration paused() {
    return Duration.ofNanos(Math.max(0, pausedUntil - timing.nanos().getAsLong()));
  }

  /** Whether somebody waits for a slot. */
  boolean isBusy() {
    return turn.isLocked();
  }

  /** Lets nobody go for a while: the vendor said that it was too much. */
  void pause(Duration duration) {
    long until = timing.nanos().getAsLong() + duration.toNanos();
    synchronized (this) {
      if (until - pausedUntil > 0) {
        pausedUntil = until;
      }
    }
  }
}
