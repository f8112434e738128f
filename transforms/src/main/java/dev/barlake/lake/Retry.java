package dev.barlake.lake;

import java.time.Duration;
import java.util.concurrent.ThreadLocalRandom;
import java.util.function.DoubleSupplier;
import java.util.function.LongSupplier;
import java.util.function.Supplier;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * How long and how often a store is asked again: for two minutes where it does not answer, so that
 * a minute's outage is survived, and nearly without end where another writer was faster, since each
 * such loss means that somebody's write got through.
 */
final class Retry {
  private static final Logger LOG = LoggerFactory.getLogger(Retry.class);

  private static final Duration PATIENCE = Duration.ofMinutes(2);
  private static final Duration LONGEST_PAUSE = Duration.ofSeconds(10);
  private static final Duration LONGEST_RACE_PAUSE = Duration.ofSeconds(1);
  private static final int MOST_RACES = 1000;

  /** So many pass within a second or two; then somebody may wonder what is waited for. */
  private static final int QUIET_FAULTS = 3;

  /** Stands for {@link Thread#sleep}, so that tests need not wait. */
  interface Pause {
    void sleep(Duration duration) throws InterruptedException;
  }

  private final LongSupplier nanoTime;
  private final Pause pause;
  private final DoubleSupplier random;

  Retry(LongSupplier nanoTime, Pause pause, DoubleSupplier random) {
    this.nanoTime = nanoTime;
    this.pause = pause;
    this.random = random;
  }

  static Retry real() {
    return new Retry(
        System::nanoTime,
        duration -> Thread.sleep(duration.toMillis()),
        () -> ThreadLocalRandom.current().nextDouble());
  }

  /** The call's result, as soon as the store answers; for calls that may be repeated. */
  <T> T untilAnswered(Supplier<T> call) {
    Attempts attempts = attempts();
    while (true) {
      try {
        return call.get();
      } catch (StoreUnavailableException e) {
        attempts.unavailable(e);
      }
    }
  }

  Attempts attempts() {
    return new Attempts();
  }

  /** The attempts of one operation. */
  final class Attempts {
    private long firstFault;
    private int faults;
    private int races;

    /** Waits after a fault, longer from one to the next; throws it when patience is over. */
    void unavailable(StoreUnavailableException fault) {
      if (faults == 0) {
        firstFault = nanoTime.getAsLong();
      }
      if (nanoTime.getAsLong() - firstFault >= PATIENCE.toNanos()) {
        throw new LakeException(
            fault.getMessage() + " (asked again for " + PATIENCE.toSeconds() + " s)", fault);
      }
      if (faults == QUIET_FAULTS) {
        LOG.info("{}; it is asked again for {} s", fault.getMessage(), PATIENCE.toSeconds());
      }
      // At least half of the pause, so that the last attempt is at the patience's end.
      sleep(growing(Duration.ofMillis(200), faults++, LONGEST_PAUSE), 0.5);
    }

    /** Waits after another writer was faster: the more often, the longer and the more scattered. */
    void lostRace(String uri) {
      faults = 0;
      if (++races > MOST_RACES) {
        throw new LakeException(
            "Cannot write %s: other writers were faster %d times in a row; run fewer at a time"
                .formatted(uri, MOST_RACES));
      }
      sleep(growing(Duration.ofMillis(10), races, LONGEST_RACE_PAUSE), 0);
    }

    private Duration growing(Duration first, int times, Duration longest) {
      Duration grown = first.multipliedBy(1L << Math.min(times, 20));
      return grown.compareTo(longest) < 0 ? grown : longest;
    }

    private void sleep(Duration longest, double least) {
      double share = least + (1 - least) * random.getAsDouble();
      try {
        pause.sleep(Duration.ofNanos((long) (longest.toNanos() * share)));
      } catch (InterruptedException e) {
        Thread.currentThread().interrupt();
        throw new LakeException("Cannot wait for the lake's store: interrupted", e);
      }
    }
  }
}
