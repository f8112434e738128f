package dev.barlake.marketapi;

import dev.barlake.retry.Backoff;
import dev.barlake.retry.Timing;
import java.time.Duration;
import java.util.EnumMap;
import java.util.Map;

/** What one request has been through, and whether it is sent once more. Not thread-safe. */
final class Tries {
  private static final int QUOTA_ATTEMPTS = 10;
  private static final int DOUBT_ATTEMPTS = 4;
  private static final int MISSING_ATTEMPTS = 2;

  /** A server that has just answered wrongly is given a moment. */
  private static final Duration SECOND_THOUGHT = Duration.ofSeconds(1);

  private final Backoff standard;
  private final Map<Fault, Backoff.Attempts> attempts = new EnumMap<>(Fault.class);

  Tries(Timing timing) {
    standard = Backoff.standard(timing);
  }

  /** Whether the request has been sent before. */
  boolean any() {
    return !attempts.isEmpty();
  }

  /** How often the request failed. */
  int faults() {
    return attempts.values().stream().mapToInt(Backoff.Attempts::faults).sum();
  }

  /** Counts a fault; whether to send the request again, after {@link #pause}. */
  boolean failed(Fault fault) {
    Backoff.Attempts same = of(fault);
    boolean patient = same.failed();
    return switch (fault) {
      case FATAL, REFUSED -> false;
      case OUTAGE, GARBLED -> patient;
      // A minute's budget that is used up passes, but maybe not within the patience.
      case QUOTA -> patient || same.faults() < QUOTA_ATTEMPTS;
      case DOUBT -> {
        // It did answer.
        of(Fault.OUTAGE).worked();
        yield same.faults() < DOUBT_ATTEMPTS;
      }
      case MISSING -> same.faults() < MISSING_ATTEMPTS;
    };
  }

  /** Waits after a fault of this kind, longer from one to the next. */
  void pause(Fault fault) throws InterruptedException {
    of(fault).pause();
  }

  private Backoff.Attempts of(Fault fault) {
    return attempts.computeIfAbsent(fault, this::fresh);
  }

  private Backoff.Attempts fresh(Fault fault) {
    boolean answered = fault == Fault.DOUBT || fault == Fault.MISSING;
    return answered
        ? standard.withPauses(SECOND_THOUGHT, Duration.ofSeconds(10)).attempts()
        : standard.attempts();
  }
}
