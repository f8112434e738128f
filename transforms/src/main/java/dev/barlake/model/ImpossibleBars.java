package dev.barlake.model;

import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;

/**
 * Counts bars that cannot be, by kind: {@code negativeVolume}, {@code lowAboveHigh} (or open or
 * close outside of the two), {@code priceNotPositive}, {@code outsideCalendar} (on a day on which
 * the market was closed), and {@code offGrid} (a day's bar that does not start at midnight, a
 * minute's that does not start at a full minute). They are stored as sent: what the vendor said is
 * the record.
 */
public final class ImpossibleBars {
  /** How many of one storage period are reported. */
  private static final int SHOWN = 3;

  private final BarSeries series;
  private final Map<String, Integer> counts = new TreeMap<>();
  private final List<String> first = new ArrayList<>();

  private ImpossibleBars(BarSeries series) {
    this.series = series;
  }

  /** Looks at the bars of a series. */
  public static ImpossibleBars of(BarSeries series, Bars bars) {
    ImpossibleBars found = new ImpossibleBars(series);
    boolean dated = series.timespan().isIntraday() || series.timespan() == Timespan.DAY;
    long nextMidnight = Long.MIN_VALUE;
    boolean closed = false;
    for (int row = 0; row < bars.size(); row++) {
      long start = bars.windowStart(row);
      if (dated && start >= nextMidnight) {
        var date = series.tradeDate(start);
        closed = !series.market().isTradingDay(date);
        nextMidnight = date.plusDays(1).atStartOfDay(series.zone()).toInstant().toEpochMilli();
      }
      found.look(bars, row, closed);
    }
    return found;
  }

  private void look(Bars bars, int row, boolean closed) {
    double high = bars.high(row);
    double low = bars.low(row);
    if (bars.volume(row) < 0) {
      found("negativeVolume", bars, row);
    }
    if (low > high || !within(low, bars.open(row), high) || !within(low, bars.close(row), high)) {
      found("lowAboveHigh", bars, row);
    }
    if (!(low > 0 && bars.open(row) > 0 && bars.close(row) > 0)) {
      found("priceNotPositive", bars, row);
    }
    if (closed) {
      found("outsideCalendar", bars, row);
    }
    if (!series.isOnGrid(bars.windowStart(row))) {
      found("offGrid", bars, row);
    }
  }

  private static boolean within(double low, double price, double high) {
    return low <= price && price <= high;
  }

  private void found(String kind, Bars bars, int row) {
    counts.merge(kind, 1, Integer::sum);
    if (first.size() < SHOWN) {
      first.add("%s %s: %s".formatted(kind, series, bars.get(row)));
    }
  }

  /** How many there are of each kind; empty if all are possible. */
  public Map<String, Integer> counts() {
    return counts;
  }

  /** The first few of them, for people. */
  public List<String> first() {
    return first;
  }
}
