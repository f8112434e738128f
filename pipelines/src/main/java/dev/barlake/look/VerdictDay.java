package dev.barlake.look;

import com.fasterxml.jackson.databind.node.ArrayNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import dev.barlake.lake.Lake;
import dev.barlake.model.BarSeries;
import dev.barlake.model.Bars;
import dev.barlake.model.TimeRange;
import dev.barlake.model.Timespan;
import dev.barlake.store.DamagedFileException;
import dev.barlake.verify.VerdictRow;
import java.time.LocalDate;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.OptionalLong;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import java.util.stream.IntStream;

/**
 * The bars of a day that has a finding, for the page to draw: zone; unit, in seconds; from and to,
 * what is to be seen, and gap, what is shaded or null, in units since the epoch; bars, how many
 * there are, and each, how many one point stands for; decimals; and t, high, low, close as {@link
 * Deltas}. Of bars of days it is the dates about it.
 */
final class VerdictDay {
  /** With more days or more points in all of them the page would be too large. */
  private static final int MOST_DAYS = 60;

  private static final int MOST_POINTS = 15_000;
  private static final int MOST_POINTS_A_DAY = 1_000;
  private static final int DAYS_ABOUT = 20;
  private static final Pattern WINDOW = Pattern.compile("(\\d+)([a-z]+)");

  private final Lake lake;
  private final ArrayNode days;
  private int points;

  /**
   * Begins with none.
   *
   * @param days where they are written
   */
  VerdictDay(Lake lake, ArrayNode days) {
    this.lake = lake;
    this.days = days;
  }

  /** Writes the day of a verdict; says which it is, or -1 if there are enough. */
  int add(String window, VerdictRow row) {
    if (days.size() >= MOST_DAYS || points >= MOST_POINTS) {
      return -1;
    }
    Matcher parts = WINDOW.matcher(window);
    if (!parts.matches() || Timespan.named(parts.group(2)).isEmpty()) {
      return -1;
    }
    BarSeries series =
        new BarSeries(
            row.ticker(),
            Integer.parseInt(parts.group(1)),
            Timespan.named(parts.group(2)).get(),
            row.adjusted());
    write(series, row, days.addObject());
    return days.size() - 1;
  }

  private void write(BarSeries series, VerdictRow row, ObjectNode json) {
    boolean intraday = series.timespan().isIntraday();
    int about = intraday ? 0 : DAYS_ABOUT;
    TimeRange whole =
        new TimeRange(
            midnight(series, row.date().minusDays(about)),
            midnight(series, row.date().plusDays(about + 1)));
    Bars bars = read(series, whole);
    TimeRange seen =
        series
            .market()
            .regularSession(row.date())
            .filter(session -> intraday)
            .map(session -> session.span(of(series, bars, session)))
            .orElse(whole);
    long unit = series.timespan() == Timespan.SECOND ? 1_000 : 60_000;
    json.put("zone", series.zone().getId()).put("unit", unit / 1_000);
    Optional<TimeRange> gap = gap(series, row, bars);
    gap.ifPresent(g -> json.putArray("gap").add(g.from() / unit).add(g.to() / unit));
    TimeRange all = gap.map(seen::span).orElse(seen);
    json.put("from", all.from() / unit).put("to", all.to() / unit);
    write(bars, unit, json);
  }

  private static TimeRange of(BarSeries series, Bars bars, TimeRange none) {
    return bars.isEmpty()
        ? none
        : new TimeRange(bars.windowStart(0), series.windowEnd(bars.windowStart(bars.size() - 1)));
  }

  /** What the finding names; else the date if it has no bar. */
  private static Optional<TimeRange> gap(BarSeries series, VerdictRow row, Bars bars) {
    if (!series.timespan().isIntraday()) {
      return Optional.of(
          new TimeRange(midnight(series, row.date()), midnight(series, row.date().plusDays(1))));
    }
    if (row.from() >= 0) {
      return Optional.of(
          new TimeRange(row.from(), Math.max(row.to(), series.windowEnd(row.from()))));
    }
    return series.market().regularSession(row.date()).filter(session -> bars.isEmpty());
  }

  private static long midnight(BarSeries series, LocalDate date) {
    return date.atStartOfDay(series.zone()).toInstant().toEpochMilli();
  }

  private Bars read(BarSeries series, TimeRange range) {
    Bars.Builder found = new Bars.Builder(0);
    long last = series.periodOf(range.to() - 1);
    for (long period = series.periodOf(range.from()); period <= last; period++) {
      Bars bars = read(series, period);
      found.addAll(bars, bars.firstAtOrAfter(range.from()), bars.firstAtOrAfter(range.to()));
    }
    return found.build();
  }

  private Bars read(BarSeries series, long period) {
    try {
      return lake.read(series, period).map(block -> block.bars()).orElse(Bars.NONE);
    } catch (DamagedFileException e) {
      return Bars.NONE; // that is the finding
    }
  }

  private void write(Bars bars, long unit, ObjectNode json) {
    int each = (bars.size() + MOST_POINTS_A_DAY - 1) / MOST_POINTS_A_DAY;
    List<Double> high = new ArrayList<>();
    List<Double> low = new ArrayList<>();
    List<Double> close = new ArrayList<>();
    List<OptionalLong> at = new ArrayList<>();
    for (int start = 0; start < bars.size(); start += each) {
      int end = Math.min(bars.size(), start + each);
      at.add(OptionalLong.of(bars.windowStart(start) / unit));
      high.add(IntStream.range(start, end).mapToDouble(bars::high).max().orElse(0));
      low.add(IntStream.range(start, end).mapToDouble(bars::low).min().orElse(0));
      close.add(bars.close(end - 1));
    }
    points += at.size();
    int decimals =
        Math.max(Prices.decimals(close), Math.max(Prices.decimals(high), Prices.decimals(low)));
    json.put("bars", bars.size()).put("each", each).put("decimals", decimals);
    json.put("t", Deltas.of(at)).put("high", text(high, decimals));
    json.put("low", text(low, decimals)).put("close", text(close, decimals));
  }

  private static String text(List<Double> prices, int decimals) {
    return Deltas.of(prices.stream().map(price -> Prices.whole(price, decimals)).toList());
  }
}
