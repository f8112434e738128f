package dev.barlake.verify;

import dev.barlake.model.BarSeries;
import dev.barlake.model.Bars;
import dev.barlake.model.ImpossibleBars;
import dev.barlake.model.Timespan;
import java.time.Duration;
import java.time.Instant;
import java.util.Comparator;
import java.util.Optional;
import java.util.stream.Stream;

/**
 * Decides on one series and date: the tests in the order of their certainty, the first one wins.
 */
final class DayTests {
  /**
   * The chance below which a silence is no accident, as its logarithm: of two million windows a
   * day, of which the model is right, one in five hundred days has such a one.
   */
  static final double IMPOSSIBLE = -9;

  /** Trades of a day's bar from which on shorter bars must exist. */
  private static final long TELLING_TRADES = 50;

  /** Standard deviations of the daily share that, with another sign, make a date suspect. */
  private static final double SHORT = 6;

  private static final double PRICE = 0.0001;

  private final Evidence evidence;
  private final PeriodBars held;
  private final BarSeries series;
  private final Bars bars;

  private DayTests(Evidence evidence) {
    this.evidence = evidence;
    this.held = evidence.held();
    this.series = held.series();
    this.bars = evidence.bars();
  }

  static Finding decide(Evidence evidence) {
    DayTests tests = new DayTests(evidence);
    return Stream.<java.util.function.Supplier<Optional<Finding>>>of(
            tests::file,
            tests::pending,
            tests::coverage,
            () -> tests.minutes().filter(finding -> finding.verdict() == Verdict.MISSING),
            () -> tests.days().filter(finding -> finding.verdict() == Verdict.MISSING),
            tests::impossible,
            tests::epoch,
            tests::minutes,
            tests::days,
            tests::sibling,
            tests::daily,
            tests::silence,
            tests::absence)
        .map(java.util.function.Supplier::get)
        .flatMap(Optional::stream)
        .findFirst()
        .orElseGet(() -> Finding.of(Verdict.CONSISTENT, Check.NONE));
  }

  private Optional<Finding> file() {
    return held.damage().isEmpty()
        ? Optional.empty()
        : Optional.of(Finding.of(Verdict.SUSPECT, Check.FILE, held.damage()));
  }

  private Optional<Finding> pending() {
    return evidence.over()
        ? Optional.empty()
        : Optional.of(Finding.of(Verdict.PENDING, Check.NONE));
  }

  private Optional<Finding> coverage() {
    if (held.covers(evidence.date())) {
      return Optional.empty();
    }
    if (evidence.wasAsked()) {
      return Optional.of(
          Finding.of(
              Verdict.MISSING,
              Check.COVERAGE,
              held.version().isEmpty()
                  ? "the lake had the date, and has no file of it"
                  : "the lake had the date, and its file does not cover it"));
    }
    String text = held.touches(evidence.date()) ? "only a part of the date was asked for" : "";
    return Optional.of(Finding.of(Verdict.NEVER_ASKED, Check.COVERAGE, text));
  }

  private Optional<Finding> impossible() {
    ImpossibleBars found = ImpossibleBars.of(series, bars);
    return found.counts().isEmpty()
        ? Optional.empty()
        : Optional.of(
            Finding.of(
                Verdict.SUSPECT,
                Check.BARS,
                "%s; first %s".formatted(found.counts(), found.first().get(0))));
  }

  private Optional<Finding> epoch() {
    String wanted = evidence.splits();
    return !series.adjusted() || wanted == null || wanted.equals(held.splits())
        ? Optional.empty()
        : Optional.of(
            Finding.of(
                Verdict.SUSPECT,
                Check.EPOCH,
                "adjusted under the splits %s, the series is under %s"
                    .formatted(held.splits(), wanted)));
  }

  private Optional<Finding> minutes() {
    if (evidence.minutes().isEmpty()
        || !RollUp.isFor(series)
        || evidence.isOtcAndNotIn(evidence.minutes().get())) {
      return Optional.empty();
    }
    double factor = held.factor(evidence.date());
    long midnight = held.whole(evidence.date()).from();
    Bars expected = RollUp.of(evidence.minutes().get(), series, midnight, factor);
    boolean exact = factor == 1 && series.multiplier() == 1 && series.timespan() == Timespan.MINUTE;
    return Optional.of(
        Comparison.of(bars, expected, exact).finding(Check.MINUTES, expected.size()));
  }

  private Optional<Finding> days() {
    boolean daily = series.timespan() == Timespan.DAY && series.multiplier() == 1;
    if (evidence.day().isEmpty() || !daily || evidence.isOtcAndNotIn(evidence.day().get())) {
      return Optional.empty();
    }
    double factor = held.factor(evidence.date());
    Bars day = evidence.day().get();
    Bars expected = Scaled.of(day, factor);
    return Optional.of(
        Comparison.of(bars, expected, factor == 1).finding(Check.DAYS, expected.size()));
  }

  private Optional<Finding> sibling() {
    return evidence
        .sibling()
        .map(expected -> Comparison.of(bars, expected, false))
        .filter(comparison -> !comparison.agrees())
        .map(comparison -> comparison.finding(Check.SIBLING, evidence.sibling().get().size()))
        .map(finding -> finding.as(Verdict.SUSPECT));
  }

  /** The day's bar is a witness of shorter bars, but an uncertain one: see {@link DailyShares}. */
  private Optional<Finding> daily() {
    if (evidence.day().isEmpty()
        || !series.timespan().isIntraday()
        || evidence.isOtcAndNotIn(evidence.day().get())) {
      return Optional.empty();
    }
    Bars day = evidence.day().get();
    if (bars.isEmpty()) {
      return day.isEmpty()
          ? Optional.of(new Finding(Verdict.SILENT, Check.DAILY, 0, "", -1, -1))
          : Optional.of(day)
              .filter(bar -> bar.transactions(0) >= TELLING_TRADES)
              .map(
                  bar ->
                      Finding.of(
                          Verdict.MISSING,
                          Check.DAILY,
                          "no bar, and the day's bar has %,d trades"
                              .formatted(bar.transactions(0))));
    }
    boolean isShort = evidence.shares().shortfall(evidence.date()) >= SHORT;
    if (evidence.gaps().isEmpty() || day.isEmpty() || !(isShort || isOutside(day))) {
      return Optional.empty();
    }
    Gap gap = worst();
    String sign =
        isOutside(day)
            ? "the day's bar reaches from %s to %s, these do not".formatted(day.low(0), day.high(0))
            : "less of the day's volume than on other dates";
    return Optional.of(
        new Finding(
            Verdict.SUSPECT, Check.DAILY, -1, text(gap) + ", and " + sign, gap.start(), gap.end()));
  }

  /**
   * Whether the day's bar has a price that no bar of the date reaches. Trades before and after the
   * session never set the vendor's day bar, but an answer that counts them is no fault of these
   * bars.
   */
  private boolean isOutside(Bars day) {
    double factor = held.factor(evidence.date());
    double high = Double.NEGATIVE_INFINITY;
    double low = Double.POSITIVE_INFINITY;
    for (int row = 0; row < bars.size(); row++) {
      high = Math.max(high, bars.high(row));
      low = Math.min(low, bars.low(row));
    }
    return day.high(0) * factor > high + PRICE || day.low(0) * factor < low - PRICE;
  }

  private Optional<Finding> silence() {
    return evidence.gaps().isEmpty() || worst().log10() > IMPOSSIBLE
        ? Optional.empty()
        : Optional.of(
            new Finding(
                Verdict.SUSPECT, Check.SILENCE, -1, text(worst()), worst().start(), worst().end()));
  }

  private Gap worst() {
    return evidence.gaps().stream().min(Comparator.comparingDouble(Gap::log10)).orElseThrow();
  }

  static String text(Gap gap) {
    return "no bar for %d minutes from %s, the chance is 10^%.0f"
        .formatted(
            Duration.ofMillis(gap.end() - gap.start()).toMinutes(),
            Instant.ofEpochMilli(gap.start()),
            gap.log10());
  }

  private Optional<Finding> absence() {
    return evidence
        .absence()
        .filter(absence -> absence.log10() <= IMPOSSIBLE)
        .map(
            absence ->
                new Finding(
                    Verdict.SUSPECT,
                    Check.SILENCE,
                    -1,
                    "no bar on a trading date, the chance is 10^%.0f".formatted(absence.log10()),
                    absence.start(),
                    absence.end()));
  }
}
