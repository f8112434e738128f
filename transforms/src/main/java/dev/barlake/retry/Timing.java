package dev.barlake.retry;

import java.time.Clock;
import java.time.Duration;
import java.util.concurrent.ThreadLocalRandom;
import java.util.function.DoubleSupplier;
import java.util.function.LongSupplier;

/**
 * The clocks, the sleep and the random numbers that retrying uses. Tests bring their own, so that
 * they neither wait nor depend on chance.
 *
 * @param clock wall clock
 * @param nanos monotonic clock
 * @param random from 0 (inclusive) to 1 (exclusive)
 */
public record Timing(Clock clock, LongSupplier nanos, Sleeper sleeper, DoubleSupplier random) {
  public static final Timing SYSTEM =
      new Timing(
          Clock.systemUTC(),
          System::nanoTime,
          duration -> Thread.sleep(duration.toMillis(), duration.toNanosPart() % 1_000_000),
          () -> ThreadLocalRandom.current().nextDouble());

  /** Stands for {@link Thread#sleep}. */
  @FunctionalInterface
  public interface Sleeper {
    void sleep(Duration duration) throws InterruptedException;
  }
}
