package dev.barlake.retry;

import java.net.InetAddress;
import java.net.UnknownHostException;
import java.time.Duration;
import java.time.Instant;

/**
 * Compares this machine's clock with the {@code Date} that a server sends.
 *
 * <p>Of two fetches of one bar the later one counts, by this machine's clock. A clock that is far
 * behind makes corrections look old, and they are dropped without a word.
 */
public final class ClockCheck {
  /** Beyond this the clocks disagree by more than the network and a busy server explain. */
  static final Duration TOLERATED = Duration.ofMinutes(2);

  /** Beyond this the times in the lake would be wrong enough to matter. */
  static final Duration BEARABLE = Duration.ofMinutes(15);

  /** What to do about the difference. */
  public enum Verdict {
    FINE,
    /** Log it once. */
    WARN,
    /** End the run. */
    REFUSE
  }

  /**
   * A verdict and the sentence for it.
   *
   * @param sentence both times and the way out; empty if the verdict is FINE
   */
  public record Judgement(Verdict verdict, String sentence) {}

  private ClockCheck() {}

  /**
   * Judges the difference of two clocks.
   *
   * @param host of the server; one on a loopback address has this machine's clock, so that a
   *     difference is somebody's trial and never refused
   * @param theirs the server's time when it answered
   * @param ours this machine's time when the answer came
   */
  public static Judgement judge(String host, Instant theirs, Instant ours) {
    Duration off = Duration.between(theirs, ours);
    if (off.abs().compareTo(TOLERATED) <= 0) {
      return new Judgement(Verdict.FINE, "");
    }
    boolean refused = off.abs().compareTo(BEARABLE) > 0 && !isLoopback(host);
    String sentence =
        "this machine's clock says %s, that of %s says %s: %d s %s; set this machine's clock (NTP)"
            .formatted(
                ours, host, theirs, off.abs().toSeconds(), off.isNegative() ? "behind" : "ahead");
    return new Judgement(refused ? Verdict.REFUSE : Verdict.WARN, sentence);
  }

  private static boolean isLoopback(String host) {
    try {
      return InetAddress.getByName(host).isLoopbackAddress();
    } catch (UnknownHostException e) {
      return false;
    }
  }
}
