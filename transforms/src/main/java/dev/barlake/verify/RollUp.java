package dev.barlake.verify;

import dev.barlake.model.BarSeries;
import dev.barlake.model.Bars;

/**
 * The bars of longer windows, on another scale, that minutes of one date add up to. The number of
 * trades is known only if it is of all of them.
 */
final class RollUp {
  private RollUp() {}

  /** Whether minutes add up to bars of a series: to minutes and hours they do. */
  static boolean isFor(BarSeries series) {
    return switch (series.timespan()) {
      case MINUTE, HOUR -> true;
      default -> false;
    };
  }

  /**
   * What minutes of a date are as bars of a series.
   *
   * @param midnight at which the date begins in the series' zone, epoch ms
   * @param factor what prices are multiplied by, and volumes divided by
   */
  static Bars of(Bars minutes, BarSeries series, long midnight, double factor) {
    long length = series.windowEnd(midnight) - midnight;
    if (length == 60_000L && factor == 1) {
      return minutes;
    }
    Bars.Builder bars = new Bars.Builder(minutes.size());
    for (int row = 0; row < minutes.size(); ) {
      long start = midnight + (minutes.windowStart(row) - midnight) / length * length;
      int first = row;
      double high = minutes.high(row);
      double low = minutes.low(row);
      double volume = 0;
      long transactions = 0;
      for (; row < minutes.size() && minutes.windowStart(row) < start + length; row++) {
        high = Math.max(high, minutes.high(row));
        low = Math.min(low, minutes.low(row));
        volume += minutes.volume(row);
        boolean known = transactions >= 0 && minutes.transactions(row) >= 0;
        transactions = known ? transactions + minutes.transactions(row) : -1;
      }
      bars.add(
          start,
          minutes.open(first) * factor,
          high * factor,
          low * factor,
          minutes.close(row - 1) * factor,
          volume / factor,
          Double.NaN,
          transactions,
          minutes.otc(first),
          0);
    }
    return bars.build();
  }
}
