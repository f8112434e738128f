package dev.barlake.lake;

import dev.barlake.model.Bar;
import dev.barlake.model.BarSeries;
import dev.barlake.model.SplitEpoch;
import dev.barlake.model.Timespan;
import java.time.LocalDate;
import java.util.Comparator;
import java.util.List;
import java.util.stream.Collectors;

/**
 * What a vendor sends of thirty days, by arithmetic of its own. A day is its number, 0 is January
 * 1, 2024. Every seventh day has no trade.
 */
final class DailyTruth {
  static final int DAYS = 30;
  static final BarSeries SERIES = new BarSeries("KO", 1, Timespan.DAY, true);
  static final long YEAR = SERIES.storagePeriod().numberOf(LocalDate.of(2024, 1, 1));

  /** Prices are sent with four decimals. */
  static final double ROUNDING = 0.5e-4;

  private static final LocalDate FIRST = LocalDate.of(2024, 1, 1);

  private DailyTruth() {}

  /**
   * {@code from} shares became {@code to}.
   *
   * @param day the first on the new scale
   */
  record Split(int day, int from, int to) {}

  static long start(int day) {
    return FIRST.plusDays(day).atStartOfDay(SERIES.zone()).toInstant().toEpochMilli();
  }

  static int day(long start) {
    return (int) FIRST.until(SERIES.tradeDate(start), java.time.temporal.ChronoUnit.DAYS);
  }

  static boolean trades(int day) {
    return day % 7 != 6;
  }

  /** What an epoch calls these splits. */
  static String name(List<Split> splits) {
    return splits.isEmpty()
        ? SplitEpoch.NO_SPLITS
        : splits.stream()
            .sorted(Comparator.comparing(Split::day).thenComparing(Split::to))
            .map(split -> FIRST.plusDays(split.day()) + " " + split.from() + ":" + split.to())
            .collect(Collectors.joining(", "));
  }

  /** What a raw price of a day is multiplied by. */
  static double factor(List<Split> splits, int day) {
    double factor = 1;
    for (Split split : splits) {
      factor *= day < split.day() ? (double) split.from() / split.to() : 1;
    }
    return factor;
  }

  /** The bar before it is rounded; each revision has other values. */
  static Bar exact(int day, int revision, List<Split> splits, long fetchedAt) {
    double factor = factor(splits, day);
    double open = 1000 + day * 37 % 100;
    double close = open + 0.3 * revision;
    return new Bar(
        start(day),
        open * factor,
        (open + 5) * factor,
        (open - 5) * factor,
        close * factor,
        (1_000_000 + 1000.0 * day + 10 * revision) / factor,
        (open + 0.1) * factor,
        500 + day + revision,
        false,
        fetchedAt);
  }

  /** The bar as it is sent. */
  static Bar sent(int day, int revision, List<Split> splits, long fetchedAt) {
    Bar exact = exact(day, revision, splits, fetchedAt);
    return new Bar(
        exact.windowStart(),
        rounded(exact.open()),
        rounded(exact.high()),
        rounded(exact.low()),
        rounded(exact.close()),
        exact.volume(),
        rounded(exact.vwap()),
        exact.transactions(),
        exact.otc(),
        exact.fetchedAt());
  }

  private static double rounded(double price) {
    return Math.round(price * 1e4) / 1e4;
  }
}
