package dev.barlake.marketapi;

import dev.barlake.retry.Timing;
import java.time.Clock;
import java.time.Duration;
import java.time.Instant;
import java.time.ZoneOffset;
import java.util.ArrayList;
import java.util.List;

/** Time that passes only when somebody sleeps; every sleep is remembered. */
final class FakeTime {
  static final Instant NOW = Instant.parse("2026-11-02T12:00:00Z");

  private final List<Duration> sleeps = new ArrayList<>();
  private long nanos;

  synchronized long nanos() {
    return nanos;
  }

  synchronized void sleep(Duration duration) {
    sleeps.add(duration);
    nanos += duration.toNanos();
  }

  synchronized List<Duration> sleeps() {
    return List.copyOf(sleeps);
  }

  /** Back-off waits come out at half of their cap. */
  Timing timing() {
    return new Timing(Clock.fixed(NOW, ZoneOffset.UTC), this::nanos, this::sleep, () -> 0.5);
  }
}
