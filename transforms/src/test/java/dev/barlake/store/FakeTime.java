package dev.barlake.store;

import dev.barlake.retry.Timing;
import java.time.Clock;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;

/** Time that passes only when somebody sleeps, or is told to; every sleep is remembered. */
public final class FakeTime {
  private final List<Duration> sleeps = new ArrayList<>();
  private Runnable afterSleep = () -> {};
  private long nanos;

  public synchronized List<Duration> sleeps() {
    return List.copyOf(sleeps);
  }

  synchronized void pass(Duration duration) {
    nanos += duration.toNanos();
  }

  /** Does something at the end of each sleep. */
  public void afterSleep(Runnable action) {
    afterSleep = action;
  }

  /** Pauses are as long as they may be. */
  public Timing timing() {
    return new Timing(Clock.systemUTC(), this::nanos, this::sleep, () -> 1.0);
  }

  private synchronized long nanos() {
    return nanos;
  }

  private void sleep(Duration duration) {
    synchronized (this) {
      sleeps.add(duration);
      nanos += duration.toNanos();
    }
    afterSleep.run();
  }
}
