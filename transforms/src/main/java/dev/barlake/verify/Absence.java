package dev.barlake.verify;

import dev.barlake.lake.Lake;
import dev.barlake.model.BarSeries;
import dev.barlake.model.Bars;
import java.time.LocalDate;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.NavigableMap;
import java.util.Optional;
import java.util.TreeMap;

/**
 * How unlikely it is that whole trading dates have no bar, given how much the dates beside them
 * traded. A ticker that is new, or gone, has such dates on one side only, and is not held to them;
 * but at the end of what the lake has nobody knows the other side yet.
 */
final class Absence {
  /** Dates differ more than minutes do; assumed, since a ticker seldom has many empty dates. */
  private static final double STEADY = 8;

  private static final double SHARE = 0.35;

  private final NavigableMap<LocalDate, Long> trades = new TreeMap<>();
  private final boolean isLast;

  private Absence(boolean isLast) {
    this.isLast = isLast;
  }

  /**
   * Counts the trades of a period's dates; if the first or the last has none, those of the periods
   * beside it too.
   */
  static Absence of(Lake lake, PeriodBars held, long period, List<LocalDate> dates) {
    BarSeries series = held.series();
    PeriodBars after = null;
    Map<LocalDate, Long> own = new TreeMap<>();
    dates.forEach(date -> own.put(date, count(held.bars(date))));
    boolean emptyEnd = !dates.isEmpty() && own.get(dates.get(dates.size() - 1)) == 0;
    if (emptyEnd) {
      after = PeriodBars.read(lake, series, period + 1);
    }
    Absence absence = new Absence(after == null || after.version().isEmpty());
    absence.trades.putAll(own);
    if (after != null) {
      absence.add(after, period + 1);
    }
    if (!dates.isEmpty() && own.get(dates.get(0)) == 0) {
      absence.add(PeriodBars.read(lake, series, period - 1), period - 1);
    }
    return absence;
  }

  private void add(PeriodBars held, long period) {
    for (LocalDate date : TradingDates.of(held.series(), period)) {
      if (held.covers(date)) {
        trades.put(date, count(held.bars(date)));
      }
    }
  }

  private static long count(Bars bars) {
    long trades = 0;
    for (int row = 0; row < bars.size(); row++) {
      trades += Math.max(1, bars.transactions(row));
    }
    return trades;
  }

  /** How unlikely the silence is that a date is in; empty if the date has bars. */
  Optional<Gap> of(PeriodBars held, LocalDate date) {
    if (trades.getOrDefault(date, 1L) > 0) {
      return Optional.empty();
    }
    List<LocalDate> dates = new ArrayList<>(trades.keySet());
    int start = dates.indexOf(date);
    int end = start + 1;
    while (start > 0 && trades.get(dates.get(start - 1)) == 0) {
      start--;
    }
    while (end < dates.size() && trades.get(dates.get(end)) == 0) {
      end++;
    }
    double before = mean(dates.subList(Math.max(0, start - SilenceModel.NEIGHBOURS), start));
    double after = mean(dates.subList(end, Math.min(dates.size(), end + SilenceModel.NEIGHBOURS)));
    double level = end == dates.size() && isLast ? before : Math.min(before, after);
    double log10 = (end - start) * -STEADY * Math.log10(1 + level * SHARE / STEADY);
    return Optional.of(new Gap(held.whole(date).from(), held.whole(date).to(), log10));
  }

  private double mean(List<LocalDate> dates) {
    return dates.stream().mapToLong(trades::get).average().orElse(0);
  }
}
