package dev.barlake.verify;

import java.io.Serializable;
import java.time.LocalDate;
import java.util.Comparator;
import java.util.List;

/**
 * A row of the verdicts: one series on one trading date.
 *
 * @param expected bars that a witness has; -1 if there is no witness
 * @param found bars that the lake has
 * @param text the first thing that was found, for people; empty if there is nothing to say
 * @param from where it begins, epoch ms; -1 if it has no place within the date
 * @param to where it ends, epoch ms; -1 as well
 * @param together the first instant of the silence that many tickers share, epoch ms; -1 if there
 *     is none
 * @param gaps the least likely windows without a bar, at most a few
 * @param witnesses what the date was held against, each with its edition; empty if nothing
 * @param bars names the content of the partition file, and the tests that it was put to
 * @param firstAsked when the vendor's first answer with the gap came, epoch ms; -1 if there was
 *     only one answer
 * @param asked when the vendor last answered for the whole date, epoch ms; -1 if it did not
 * @param verified when this verdict was made, epoch ms
 */
public record VerdictRow(
    String ticker,
    boolean adjusted,
    LocalDate date,
    Verdict verdict,
    Check check,
    long expected,
    long found,
    String text,
    long from,
    long to,
    long together,
    List<Gap> gaps,
    String witnesses,
    String bars,
    long firstAsked,
    long asked,
    long verified,
    String run)
    implements Serializable {
  private static final double MINUTE = 60_000;

  /** The order of rows in a file. */
  static final Comparator<VerdictRow> ORDER =
      Comparator.comparing(VerdictRow::ticker).thenComparing(VerdictRow::adjusted);

  public VerdictRow {
    gaps = List.copyOf(gaps);
  }

  /** The same with another decision. */
  VerdictRow with(Finding finding, long newTogether, long newFirstAsked) {
    return new VerdictRow(
        ticker,
        adjusted,
        date,
        finding.verdict(),
        finding.check(),
        finding.expected(),
        found,
        finding.text(),
        finding.from(),
        finding.to(),
        newTogether,
        gaps,
        witnesses,
        bars,
        newFirstAsked,
        asked,
        verified,
        run);
  }

  /**
   * How bad it is, to show or ask about the worst first: bars that are missing, the more of them
   * the worse; then silence, the less likely the worse.
   */
  public double badness() {
    double lacking = expected >= 0 ? Math.abs(expected - found) : (to - from) / MINUTE;
    double unlikely = gaps.stream().mapToDouble(gap -> -gap.log10()).max().orElse(0);
    double scale = check == Check.EPOCH || check == Check.FILE ? 1e6 : 0;
    return (verdict == Verdict.MISSING ? 1e9 : 0) + scale + 1e3 * lacking + unlikely;
  }

  /** The decision alone. */
  Finding finding() {
    return new Finding(verdict, check, expected, text, from, to);
  }

  /** Whether both are of one series; dates are not compared. */
  boolean isOf(VerdictRow other) {
    return ticker.equals(other.ticker) && adjusted == other.adjusted;
  }
}
