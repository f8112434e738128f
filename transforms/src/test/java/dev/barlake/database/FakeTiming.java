package dev.barlake.database;

import dev.barlake.retry.Timing;
import java.time.Clock;
import java.time.Duration;
import java.util.List;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.concurrent.atomic.AtomicLong;

/** Time that passes only when somebody sleeps, which takes none; every sleep is remembered. */
public final class FakeTiming {
  private final List<Duration> sleeps = new CopyOnWriteArrayList<>();
  private final AtomicLong nanos = new AtomicLong();
  private final int speed;

  private FakeTiming(int speed) {
    this.speed = speed;
  }

  static FakeTiming create() {
    return new FakeTiming(1);
  }

  /** Of which so many times as much passes as is slept. */
  public static FakeTiming faster(int speed) {
    return new FakeTiming(speed);
  }

  public Timing timing() {
    return new Timing(Clock.systemUTC(), nanos::get, this::sleep, () -> 0.5);
  }

  private void sleep(Duration duration) {
    sleeps.add(duration);
    nanos.addAndGet(duration.toNanos() * speed);
  }

  public List<Duration> sleeps() {
    return sleeps;
  }

  public Duration elapsed() {
    return Duration.ofNanos(nanos.get());
  }
}
