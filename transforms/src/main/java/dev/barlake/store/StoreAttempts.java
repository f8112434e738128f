package dev.barlake.store;

import dev.barlake.retry.Backoff;
import dev.barlake.retry.Timing;
import java.time.Duration;
import java.util.function.Supplier;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * The attempts of one operation on a store. A store that does not answer is asked again as {@link
 * Backoff} has it. If another writer was faster, there are nearly no bounds: each such loss means
 * that somebody's write got through. Not thread-safe.
 */
public final class StoreAttempts {
  private static final Logger LOG = LoggerFactory.getLogger(StoreAttempts.class);

  private static final Duration FIRST_RACE_PAUSE = Duration.ofMillis(20);
  private static final Duration LONGEST_RACE_PAUSE = Duration.ofSeconds(1);
  private static final int MOST_RACES = 1000;

  /** So many pass within a second or two; then somebody may wonder what is waited for. */
  private static final int QUIET_FAULTS = 3;

  private final Timing timing;
  private final Duration patience;
  private final Backoff.Attempts faults;
  private int races;

  public StoreAttempts(Timing timing) {
    Backoff backoff = Backoff.standard(timing);
    this.timing = timing;
    this.patience = backoff.patience();
    this.faults = backoff.attempts();
  }

  /** The call's result, as soon as the store answers; for calls that may be repeated. */
  public static <T> T untilAnswered(Timing timing, Supplier<T> call) {
    StoreAttempts attempts = new StoreAttempts(timing);
    while (true) {
      try {
        return call.get();
      } catch (StoreUnavailableException e) {
        attempts.unavailable(e);
      }
    }
  }

  /**
   * Waits after a fault.
   *
   * @throws StoreException caused by the fault once patience is over
   */
  public void unavailable(StoreUnavailableException fault) {
    if (!faults.failed()) {
      throw new StoreException(
          fault.getMessage() + " (asked again for " + patience.toSeconds() + " s)", fault);
    }
    if (faults.faults() == QUIET_FAULTS + 1) {
      LOG.info("{}; it is asked again for {} s", fault.getMessage(), patience.toSeconds());
    }
    waiting(faults::pause);
  }

  /**
   * Waits after another writer was faster: the more often, the longer and the more scattered. The
   * store has answered, so earlier faults are over.
   */
  public void lostRace(String uri) {
    faults.worked();
    if (++races > MOST_RACES) {
      throw new StoreException(
          "Cannot write %s: other writers were faster %d times in a row; run fewer at a time"
              .formatted(uri, MOST_RACES));
    }
    Duration grown = FIRST_RACE_PAUSE.multipliedBy(1L << Math.min(races - 1, 20));
    Duration longest = grown.compareTo(LONGEST_RACE_PAUSE) < 0 ? grown : LONGEST_RACE_PAUSE;
    long nanos = (long) (longest.toNanos() * timing.random().getAsDouble());
    waiting(() -> timing.sleeper().sleep(Duration.ofNanos(nanos)));
  }

  private static void waiting(Wait wait) {
    try {
      wait.run();
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
      throw new StoreException("Cannot wait for the lake's store: interrupted", e);
    }
  }

  private interface Wait {
    void run() throws InterruptedException;
  }
}
