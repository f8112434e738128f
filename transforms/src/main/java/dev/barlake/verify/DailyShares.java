package dev.barlake.verify;

import dev.barlake.model.Bars;
import java.time.LocalDate;
import java.util.Map;
import java.util.TreeMap;

/**
 * What share of the day bar's volume the shorter bars of each date add up to. It is seldom one:
 * late reports, odd lots and auctions count in one and not in the other, and how much differs from
 * ticker to ticker. So a date is held against the ticker's own dates, by their median and spread.
 */
final class DailyShares {
  /** A history of fewer dates is none. */
  private static final int HISTORY = 5;

  /** The least spread that is believed, as a logarithm: a tenth of a percent. */
  private static final double LEAST_SPREAD = 1e-3;

  /** Of a median of absolute deviations, to be a standard deviation of a normal distribution. */
  private static final double NORMAL = 1.4826;

  private final Map<LocalDate, Double> logs = new TreeMap<>();

  /**
   * @param factor of the bars' volumes to the raw ones
   */
  void add(LocalDate date, Bars bars, Bars day, double factor) {
    double sum = 0;
    for (int row = 0; row < bars.size(); row++) {
      sum += bars.volume(row);
    }
    if (sum > 0 && !day.isEmpty() && day.volume(0) > 0) {
      logs.put(date, Math.log(sum * factor / day.volume(0)));
    }
  }

  /** How many standard deviations a date's share is below the median; 0 if nothing is known. */
  double shortfall(LocalDate date) {
    if (logs.size() < HISTORY || !logs.containsKey(date)) {
      return 0;
    }
    double[] sorted = logs.values().stream().mapToDouble(Double::doubleValue).sorted().toArray();
    double median = sorted[sorted.length / 2];
    double[] deviations =
        logs.values().stream().mapToDouble(log -> Math.abs(log - median)).sorted().toArray();
    double spread = Math.max(LEAST_SPREAD, NORMAL * deviations[deviations.length / 2]);
    return (median - logs.get(date)) / spread;
  }
}
