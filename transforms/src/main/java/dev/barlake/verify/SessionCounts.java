package dev.barlake.verify;

import dev.barlake.model.BarSeries;
import dev.barlake.model.Bars;
import dev.barlake.model.TimeRange;

/** How many trades the windows of a regular session have. */
final class SessionCounts {
  private SessionCounts() {}

  /**
   * One number a window; 0 if there is no bar. The vendor leaves the number of trades out now and
   * then; the bar before is taken for it.
   *
   * @param session whose start is on the grid of the series' windows
   */
  static long[] of(Bars bars, TimeRange session, long windowMillis) {
    long[] counts = new long[(int) ((session.to() - session.from()) / windowMillis)];
    long last = 1;
    int row = bars.firstAtOrAfter(session.from());
    for (; row < bars.size() && bars.windowStart(row) < session.to(); row++) {
      int window = (int) ((bars.windowStart(row) - session.from()) / windowMillis);
      if (window < counts.length) {
        last = bars.transactions(row) >= 0 ? Math.max(1, bars.transactions(row)) : last;
        counts[window] = last;
      }
    }
    return counts;
  }

  /** Windows of minutes that fit the session; of others silence is not judged. */
  static boolean fits(BarSeries series) {
    long millis = windowMillis(series);
    return millis > 0 && 30 * 60_000L % millis == 0;
  }

  /** 0 if the series' windows are not minutes. */
  static long windowMillis(BarSeries series) {
    return switch (series.timespan()) {
      case MINUTE -> series.multiplier() * 60_000L;
      default -> 0;
    };
  }
}
