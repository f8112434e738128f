package dev.barlake.retry;

import java.time.Duration;
import java.util.function.Supplier;

/**
 * How long something that does not work is tried again, and how long to wait between two attempts.
 * The API, the lake's store and the database share this one policy: two minutes from the first
 * fault, with pauses that double up to a longest one, each between half of itself and all of it by
 * chance.
 *
 * <p>Immutable and thread-safe. Each operation takes its own {@link Attempts}, which are not.
 */
public final class Backoff {
  /** How long something is tried before it counts as down. */
  public static final Duration PATIENCE = Duration.ofMinutes(2);

  private static final Duration FIRST_PAUSE = Duration.ofMillis(200);
  private static final Duration LONGEST_PAUSE = Duration.ofSeconds(10);

  private final Duration firstPause;
  private final Duration longestPause;
  private final Duration patience;
  private final Timing timing;

  private Backoff(Duration firstPause, Duration longestPause, Duration patience, Timing timing) {
    this.firstPause = firstPause;
    this.longestPause = longestPause;
    this.patience = patience;
    this.timing = timing;
  }

  /** The policy: from 200 ms to 10 s between attempts, for {@link #PATIENCE}. */
  public static Backoff standard(Timing timing) {
    return new Backoff(FIRST_PAUSE, LONGEST_PAUSE, PATIENCE, timing);
  }

  /** The same with other pauses. */
  public Backoff withPauses(Duration first, Duration longest) {
    return new Backoff(first, longest, patience, timing);
  }

  /** The same with more or less patience. */
  public Backoff withPatience(Duration wanted) {
    return new Backoff(firstPause, longestPause, wanted, timing);
  }

  public Duration patience() {
    return patience;
  }

  /** The attempts of one operation, which has not failed yet. */
  public Attempts attempts() {
    return new Attempts();
  }

  /** Counts the faults of one operation in a row. Not thread-safe. */
  public final class Attempts {
    private long firstFault;
    private int faults;

    /**
     * Counts a fault. Call it for each, and {@link #pause} before the next attempt.
     *
     * @return whether to try again; false once patience is over
     */
    public boolean failed() {
      long now = timing.nanos().getAsLong();
      if (faults++ == 0) {
        firstFault = now;
      }
      return now - firstFault < patience.toNanos();
    }

    /** Forgets the faults: the operation worked, or what stopped it was none of these. */
    public void worked() {
      faults = 0;
    }

    /** How many faults there were in a row. */
    public int faults() {
      return faults;
    }

    /**
     * Waits after a fault, longer from one to the next. At least half of the pause, so that the
     * attempts are spread over the whole patience.
     */
    public void pause() throws InterruptedException {
      timing.sleeper().sleep(nextPause());
    }

    /**
     * Waits in the same way. If the thread is interrupted meanwhile, it stays so.
     *
     * @param interrupted what is thrown then
     */
    public void pauseOr(Supplier<? extends RuntimeException> interrupted) {
      try {
        pause();
      } catch (InterruptedException e) {
        Thread.currentThread().interrupt();
        throw interrupted.get();
      }
    }

    /** How long the next pause is, drawn anew at each call; for callers that wait by themselves. */
    public Duration nextPause() {
      Duration grown = firstPause.multipliedBy(1L << Math.min(Math.max(0, faults - 1), 20));
      Duration longest = grown.compareTo(longestPause) < 0 ? grown : longestPause;
      double share = 0.5 + 0.5 * timing.random().getAsDouble();
      return Duration.ofNanos((long) (longest.toNanos() * share));
    }
  }
}
