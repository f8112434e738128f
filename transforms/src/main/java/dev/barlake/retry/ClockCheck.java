package dev.barlake.retry;

import java.time.Duration;
import java.time.Instant;
import java.time.temporal.ChronoUnit;
import java.util.concurrent.atomic.AtomicBoolean;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Compares this machine's clock with the time that a server sends. Of two bars with one window
 * start the one fetched later is kept, so a machine whose clock is behind would lose corrections.
 * Thread-safe.
 */
public final class ClockCheck {
  private static final Logger LOG = LoggerFactory.getLogger(ClockCheck.class);

  /** More than this is not the network's delay. */
  private static final Duration WARNED = Duration.ofMinutes(2);

  /** S3 and most signatures allow no more either. */
  private static final Duration REFUSED = Duration.ofMinutes(15);

  private final AtomicBoolean warned = new AtomicBoolean();

  /**
   * Judges one answer: more than 2 minutes apart are logged, once; more than 15 are refused.
   *
   * @param host of the server; one on a loopback address has this machine's clock: only logged
   * @param serverTime when the server says it answered
   * @param here this machine's time at that moment
   * @throws WrongClockException if the clock is not to be worked with
   */
  public void judge(String host, Instant serverTime, Instant here) {
    Duration apart = Duration.between(here, serverTime).abs();
    if (apart.compareTo(WARNED) <= 0) {
      return;
    }
    String message =
        "This machine's clock says %s, but %s says %s: set the clock of this machine (NTP), since bars are kept by the time of their fetch"
            .formatted(
                here.truncatedTo(ChronoUnit.SECONDS),
                host,
                serverTime.truncatedTo(ChronoUnit.SECONDS));
    if (apart.compareTo(REFUSED) > 0 && !isLoopback(host)) {
      throw new WrongClockException(message);
    }
    if (!warned.getAndSet(true)) {
      LOG.warn("{}", message);
    }
  }

  /** Without asking a name server. */
  private static boolean isLoopback(String host) {
    return host.equals("localhost")
        || host.startsWith("127.")
        || host.equals("::1")
        || host.equals("[::1]");
  }

  /** This machine's clock is wrong. The message has both times and what to do. */
  public static final class WrongClockException extends RuntimeException {
    WrongClockException(String message) {
      super(message);
    }
  }
}
