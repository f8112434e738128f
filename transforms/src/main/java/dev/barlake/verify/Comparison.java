package dev.barlake.verify;

import dev.barlake.model.Bars;
import java.time.Instant;

/**
 * The bars of a date beside those of a witness, row by row: times, prices and volume, and vwap and
 * the number of trades if both have them.
 */
final class Comparison {
  /** Of a price the vendor gives four decimals. */
  private static final double PRICE = 0.0001;

  private static final double SHARE = 1e-6;

  private final boolean exact;
  private int missing;
  private int extra;
  private int different;
  private long from = -1;
  private long to = -1;
  private String first = "";

  /**
   * @param exact whether values must be the same, else the same but for the vendor's rounding
   */
  private Comparison(boolean exact) {
    this.exact = exact;
  }

  static Comparison of(Bars lake, Bars witness, boolean exact) {
    Comparison comparison = new Comparison(exact);
    comparison.run(lake, witness);
    return comparison;
  }

  private void run(Bars lake, Bars witness) {
    int row = 0;
    int other = 0;
    while (row < lake.size() || other < witness.size()) {
      long start = row < lake.size() ? lake.windowStart(row) : Long.MAX_VALUE;
      long wanted = other < witness.size() ? witness.windowStart(other) : Long.MAX_VALUE;
      if (start == wanted) {
        if (!same(lake, row, witness, other)) {
          different++;
          note(start, difference(lake, row, witness, other));
        }
        row++;
        other++;
      } else if (start < wanted) {
        extra++;
        note(start, "the witness has no bar");
        row++;
      } else {
        missing++;
        note(wanted, "no bar");
        other++;
      }
    }
  }

  private void note(long start, String what) {
    if (from < 0) {
      from = start;
      first = "%s: %s".formatted(Instant.ofEpochMilli(start), what);
    }
    to = start;
  }

  private boolean same(Bars lake, int row, Bars witness, int other) {
    return near(lake.open(row), witness.open(other), PRICE)
        && near(lake.high(row), witness.high(other), PRICE)
        && near(lake.low(row), witness.low(other), PRICE)
        && near(lake.close(row), witness.close(other), PRICE)
        && near(lake.volume(row), witness.volume(other), 1)
        && sameVwap(lake.vwap(row), witness.vwap(other))
        && (lake.transactions(row) < 0
            || witness.transactions(other) < 0
            || lake.transactions(row) == witness.transactions(other));
  }

  /** Flat files have none; if both have it, it is the vendor's mean of other digits. */
  private static boolean sameVwap(double a, double b) {
    return Double.isNaN(a) || Double.isNaN(b) || Math.abs(a - b) <= Math.max(PRICE, 1e-4 * b);
  }

  private boolean near(double a, double b, double least) {
    double tolerance = exact ? 0 : Math.max(least, SHARE * Math.abs(b));
    return Math.abs(a - b) <= tolerance;
  }

  private static String difference(Bars lake, int row, Bars witness, int other) {
    return "close %s and volume %s, the witness has %s and %s"
        .formatted(lake.close(row), lake.volume(row), witness.close(other), witness.volume(other));
  }

  boolean agrees() {
    return missing + extra + different == 0;
  }

  /** What the witness makes of it. */
  Finding finding(Check check, long expected) {
    if (agrees()) {
      Verdict agreed = expected == 0 ? Verdict.SILENT : Verdict.VERIFIED;
      return new Finding(agreed, check, expected, "", -1, -1);
    }
    String text =
        "%d missing, %d more than the witness, %d different; first %s"
            .formatted(missing, extra, different, first);
    Verdict verdict = missing > 0 ? Verdict.MISSING : Verdict.SUSPECT;
    return new Finding(verdict, check, expected, text, from, to);
  }
}
