package dev.barlake.aggregates;

import dev.barlake.aggregates.AggregatesRequest.Start;
import dev.barlake.lake.Lake;
import dev.barlake.lake.ScaleAlarm;
import dev.barlake.model.BarSeries;
import dev.barlake.model.Bars;
import dev.barlake.model.Rescaling;
import dev.barlake.model.TimeRange;
import dev.barlake.store.DamagedFileException;
import java.util.Optional;
import java.util.function.UnaryOperator;

/**
 * A few held bars on both sides of a range, which are asked for with it. If they come back on
 * another scale, so does the range, and must not stand beside them. Without them a range that only
 * adjoins what the lake has, as a backfill in parts does, would show nothing.
 */
final class Anchors {
  static final Anchors NONE = new Anchors(null, Bars.NONE);

  /** Three are enough to see a move, and some may be corrected. */
  private static final int BARS = 5;

  private final BarSeries series;
  private final Bars held;

  private Anchors(BarSeries series, Bars held) {
    this.series = series;
    this.held = held;
  }

  /** The bars beside a range, on the scale of the request's splits; none for raw series. */
  static Anchors beside(TimeRange range, AggregatesRequest request, Lake lake) {
    BarSeries series = request.series();
    // Of a series that is being moved each file is compared by itself; of a new one there is none.
    if (!series.adjusted() || request.start() != Start.KNOWN) {
      return NONE;
    }
    Files files = new Files(lake, request);
    Bars before = files.bars(range.from() - 1, -1, bars -> endingAt(range.from(), bars));
    Bars after = files.bars(range.to(), 1, bars -> startingAt(range.to(), bars));
    return new Anchors(
        series,
        new Bars.Builder(2 * BARS)
            .addAll(before, 0, before.size())
            .addAll(after, 0, after.size())
            .build());
  }

  private static Bars endingAt(long instant, Bars bars) {
    int end = bars.firstAtOrAfter(instant);
    return bars.slice(Math.max(0, end - BARS), end);
  }

  private static Bars startingAt(long instant, Bars bars) {
    int first = bars.firstAtOrAfter(instant);
    return bars.slice(first, Math.min(bars.size(), first + BARS));
  }

  private record Files(Lake lake, AggregatesRequest request) {
    /** Some bars of the file of an instant, or, if it has none, of the file beside it. */
    Bars bars(long instant, int step, UnaryOperator<Bars> some) {
      long period = request.series().periodOf(instant);
      Bars bars = some.apply(read(period));
      return bars.isEmpty() ? some.apply(read(period + step)) : bars;
    }

    /** A damaged file is no evidence; whoever needs it puts it on record. */
    private Bars read(long period) {
      BarSeries series = request.series();
      try {
        return lake.read(series, period)
            .flatMap(
                file ->
                    Rescaling.between(file.epoch().splits(), request.splits())
                        .map(way -> way.apply(file.bars(), series)))
            .orElse(Bars.NONE);
      } catch (DamagedFileException e) {
        return Bars.NONE;
      }
    }
  }

  boolean isEmpty() {
    return held.isEmpty();
  }

  /** The windows of a range and of the anchors. */
  TimeRange around(TimeRange windows) {
    return isEmpty()
        ? windows
        : windows.span(
            new TimeRange(
                held.windowStart(0), series.windowEnd(held.windowStart(held.size() - 1))));
  }

  /** The factor by which fetched bars are on another scale; empty if they are on the same. */
  Optional<Double> moved(Bars fetched) {
    return ScaleAlarm.between(held, fetched).map(ScaleAlarm.Shift::factor);
  }
}
