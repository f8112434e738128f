package dev.barlake.lake;

import dev.barlake.retry.Timing;
import java.time.Clock;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;

/** Time that passes only when somebody sleeps, or is told to; every sleep is remembered. */
final class FakeTime {
  private final List<Duration> sleeps = new ArrayList<>();
  private Runnable afterSleep = () -> {};
  private long nanos;

  synchronized List<Duration> sleeps() {
    return List.copyOf(sleeps);
  }

  synchronized void pass(Duration duration) {
    nanos += duration.toNanos();
  }

  /** Does something at the end of each sleep. */
  void afterSleep(Runnable action) {
    afterSleep = action;
  }

  /** Pauses are as long as they may be. */
  Timing timing() {
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
