package dev.barlake.marketapi;

import dev.barlake.retry.Backoff;
import dev.barlake.retry.Timing;
import java.net.URI;
import java.time.Duration;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * What all callers of an API know of its outage, so that they bear it together and not each on its
 * own. Thread-safe.
 *
 * <p>While several requests fail and none succeeds, one caller at a time tries, with growing
 * pauses; the others wait. Once that has lasted for the whole patience, the API counts as down:
 * callers fail at once, and one request every half minute tries whether it is back. Any success
 * ends it.
 *
 * <p>One request alone is no outage, however often it fails: a server may break on a single range,
 * and that must not stop the others.
 */
final class Outage {
  private static final Logger LOG = LoggerFactory.getLogger(Outage.class);
  private static final Duration PROBE_INTERVAL = Duration.ofSeconds(30);

  private final Timing timing;
  private final Backoff backoff;
  private final Backoff.Attempts probes;
  private URI first;
  private boolean several;
  private boolean down;
  private long since;
  private long nextProbe;
  private String last = "";

  Outage(Timing timing) {
    this.timing = timing;
    backoff = Backoff.standard(timing);
    probes = backoff.attempts();
  }

  /**
   * How long to wait before asking again for a turn; zero if the caller may send now.
   *
   * @throws DownException if nobody may
   */
  synchronized Duration untilTurn() throws DownException {
    if (!several) {
      return Duration.ZERO;
    }
    long left = nextProbe - timing.nanos().getAsLong();
    if (left <= 0) {
      probeAfter(down ? PROBE_INTERVAL : nextPause());
      return Duration.ZERO;
    }
    if (down) {
      throw new DownException(
          "not asked, since the API has been down for %d s (%s)".formatted(seconds(), last));
    }
    return Duration.ofNanos(left);
  }

  /** A request failed and may be tried again. */
  synchronized void failed(URI uri, String why) {
    last = why;
    if (first == null) {
      first = uri;
      since = timing.nanos().getAsLong();
    } else if (!several && !uri.equals(first)) {
      several = true;
      probeAfter(nextPause());
      LOG.info("The API fails; it is tried for {} s: {}", backoff.patience().toSeconds(), why);
    }
  }

  /** A request was given up after the whole patience, or a probe came back without an answer. */
  synchronized void gaveUp() {
    boolean longEnough = timing.nanos().getAsLong() - since >= backoff.patience().toNanos();
    if (several && longEnough && !down) {
      down = true;
      probeAfter(PROBE_INTERVAL);
      LOG.warn("The API counts as down after {} s: {}", seconds(), last);
    }
  }

  /** A request was answered, be it with a refusal. */
  synchronized void worked() {
    if (several) {
      LOG.info("The API answers again after {} s", seconds());
    }
    first = null;
    several = false;
    down = false;
    probes.worked();
  }

  synchronized boolean isDown() {
    return down;
  }

  private Duration nextPause() {
    probes.failed();
    return probes.nextPause();
  }

  private void probeAfter(Duration pause) {
    nextProbe = timing.nanos().getAsLong() + pause.toNanos();
  }

  private long seconds() {
    return Duration.ofNanos(timing.nanos().getAsLong() - since).toSeconds();
  }

  /** Nothing was sent, since it would be in vain. */
  static final class DownException extends Exception {
    private static final long serialVersionUID = 1L;

    private DownException(String message) {
      super(message, null, false, false);
    }
  }
}
