package dev.barlake.marketapi;

import java.time.Clock;
import java.time.Duration;
import java.util.concurrent.ThreadLocalRandom;
import java.util.function.DoubleSupplier;
import java.util.function.LongSupplier;

/**
 * Time and chance, so that tests need neither.
 *
 * @param clock wall clock
 * @param nanos monotonic clock
 * @param random from 0 (inclusive) to 1 (exclusive)
 */
record Timing(Clock clock, LongSupplier nanos, Sleeper sleeper, DoubleSupplier random) {
  static final Timing SYSTEM =
      new Timing(
          Clock.systemUTC(),
          System::nanoTime,
          duration -> Thread.sleep(duration.toMillis(), duration.toNanosPart() % 1_000_000),
          () -> ThreadLocalRandom.current().nextDouble());

  @FunctionalInterface
  interface Sleeper {
    void sleep(Duration duration) throws InterruptedException;
  }
}
