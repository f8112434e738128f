package dev.barlake.aggregates;

import dev.barlake.model.BarSeries;
import dev.barlake.model.Bars;
import dev.barlake.model.Market;
import dev.barlake.model.TimeRange;
import dev.barlake.model.Timespan;
import java.time.LocalDate;
import java.util.ArrayList;
import java.util.List;

/**
 * The stretches of time in each of which a series that trades has a bar: the trading dates, or of
 * longer windows the windows. Only those whose trading lies wholly in a range and is over.
 */
final class Slots {
  private Slots() {}

  /**
   * The slots of a range, ascending.
   *
   * @param now epoch ms; what is not over yet may be silent
   */
  static List<TimeRange> in(BarSeries series, TimeRange range, long now) {
    boolean dated =
        series.timespan().isIntraday()
            || (series.timespan() == Timespan.DAY && series.multiplier() == 1);
    return dated ? dates(series, range, now) : windows(series, range, now);
  }

  /** A range may start and end in the midst of a day: earlier fetches of that day ended there. */
  private static List<TimeRange> dates(BarSeries series, TimeRange range, long now) {
    Market market = series.market();
    List<TimeRange> slots = new ArrayList<>();
    LocalDate date = series.tradeDate(range.from() - 1).plusDays(1);
    for (long start = midnight(date, series); ; ) {
      long end = midnight(date.plusDays(1), series);
      if (market.closeOf(date) > Math.min(range.to(), now)) {
        return slots;
      }
      if (market.isTradingDay(date)) {
        slots.add(new TimeRange(start, end));
      }
      date = date.plusDays(1);
      start = end;
    }
  }

  /** Which day a window of several units starts on is not known, but each such length has one. */
  private static List<TimeRange> windows(BarSeries series, TimeRange range, long now) {
    Timespan unit = series.timespan();
    List<TimeRange> slots = new ArrayList<>();
    TimeRange whole = series.windowsIn(range);
    for (long start = whole.from(); start < whole.to(); ) {
      long end = unit.plus(start, series.multiplier(), series.zone());
      if (end > whole.to() || end > range.to() || end > now) {
        return slots;
      }
      if (hasTradingDay(series, start, end)) {
        slots.add(new TimeRange(start, end));
      }
      start = end;
    }
    return slots;
  }

  private static boolean hasTradingDay(BarSeries series, long from, long to) {
    LocalDate end = series.tradeDate(to - 1);
    for (LocalDate date = series.tradeDate(from); !date.isAfter(end); date = date.plusDays(1)) {
      if (series.market().isTradingDay(date)) {
        return true;
      }
    }
    return false;
  }

  private static long midnight(LocalDate date, BarSeries series) {
    return date.atStartOfDay(series.zone()).toInstant().toEpochMilli();
  }

  /** Whether no bar starts in a slot. */
  static boolean isSilent(TimeRange slot, Bars bars) {
    int row = bars.firstAtOrAfter(slot.from());
    return row == bars.size() || bars.windowStart(row) >= slot.to();
  }
}
