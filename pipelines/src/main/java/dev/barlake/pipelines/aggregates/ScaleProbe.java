package dev.barlake.pipelines.aggregates;

import dev.barlake.aggregates.RawPrices;
import dev.barlake.lake.Lake;
import dev.barlake.lake.ScaleAlarm;
import dev.barlake.marketapi.AggregatesWalk;
import dev.barlake.marketapi.ApiException;
import dev.barlake.marketapi.MarketApi;
import dev.barlake.model.BarSeries;
import dev.barlake.model.Bars;
import dev.barlake.model.Rescaling;
import dev.barlake.model.TimeRange;
import dev.barlake.store.DamagedFileException;
import java.time.LocalDate;
import java.util.OptionalDouble;

/**
 * Asks the prices whether the vendor has applied a split: bars that the lake holds from before its
 * date are asked for again, by one request. A list of splits is a claim; prices are the proof.
 */
final class ScaleProbe {
  /** Bars that are compared at most. */
  private static final int BARS = 60;

  /** What rounding may move a price by. */
  private static final double ROUNDING = 2e-4;

  /** Also of cheap prices more than this share of them is a move. */
  private static final double MOST_ROUNDING = 1e-3;

  /** No split moves prices by less. */
  private static final double TINY = 2e-5;

  /** Smaller moves than this are shown by many bars or not at all. */
  private static final double ROUGH = 0.04;

  /** How near to a factor, as a share of its own size, a move has to be to count as it. */
  private static final double NEAR = 0.1;

  /** What the prices show. */
  enum Verdict {
    /** They are as the splits say. */
    APPLIED,
    /** They are, but volumes are as they were. */
    VOLUMES_NOT_APPLIED,
    /** They are as they were. */
    NOT_APPLIED,
    /** They moved by another factor. */
    MOVED_OTHERWISE,
    /** They are as the splits say, and were so when they were fetched, under an older list. */
    APPLIED_BEFORE,
    /** The plan does not reach any of them, or there are none. */
    NO_EVIDENCE
  }

  private final MarketApi api;
  private final Lake lake;
  private final BarSeries series;

  ScaleProbe(MarketApi api, Lake lake, BarSeries series) {
    this.api = api;
    this.lake = lake;
    this.series = series;
  }

  /**
   * Looks at the latest held bars of a storage period.
   *
   * @param splits those that the list claims
   * @param way from the scale of the period's file to theirs
   * @param before bars of this date and later are no evidence
   * @throws ApiException if the bars cannot be had for now
   */
  Verdict look(long period, String splits, Rescaling way, LocalDate before) {
    Bars held = telling(evidence(period, before), way);
    if (held.isEmpty()) {
      return Verdict.NO_EVIDENCE;
    }
    Bars now;
    try {
      now = fetch(held);
    } catch (ApiException e) {
      if (e.category() == ApiException.Category.PERMANENT) {
        return Verdict.NO_EVIDENCE;
      }
      throw e;
    }
    OptionalDouble moved = ScaleAlarm.ratio(held, now);
    Bars lifted = way.apply(held, series);
    OptionalDouble left = ScaleAlarm.ratio(lifted, now);
    if (moved.isEmpty() || left.isEmpty()) {
      return Verdict.NO_EVIDENCE;
    }
    Verdict verdict = verdict(moved.getAsDouble(), left.getAsDouble(), rounding(held));
    if (verdict == Verdict.APPLIED && ScaleAlarm.areVolumesLeftBehind(held, lifted, now)) {
      return Verdict.VOLUMES_NOT_APPLIED;
    }
    return verdict == Verdict.NOT_APPLIED && isAsListed(splits, now)
        ? Verdict.APPLIED_BEFORE
        : verdict;
  }

  private boolean isAsListed(String splits, Bars now) {
    try {
      return RawPrices.agree(api, series, now, splits);
    } catch (ApiException e) {
      if (e.category() == ApiException.Category.PERMANENT) {
        return false;
      }
      throw e;
    }
  }

  /**
   * @param moved what the prices moved by
   * @param left what they differ by from what the splits claim
   * @param rounding the share of a price that is below notice
   */
  private static Verdict verdict(double moved, double left, double rounding) {
    double size = Math.abs(Math.log(moved / left));
    double near = Math.max(rounding, NEAR * size);
    if (Math.abs(Math.log(left)) <= near) {
      return Verdict.APPLIED;
    }
    return Math.abs(Math.log(moved)) <= near ? Verdict.NOT_APPLIED : Verdict.MOVED_OTHERWISE;
  }

  private static double rounding(Bars held) {
    double price = held.close(held.size() / 2);
    return Math.max(TINY, Math.min(MOST_ROUNDING, ROUNDING / price));
  }

  /** A damaged file is no evidence; whoever needs it puts it on record. */
  private Bars held(long period) {
    try {
      return lake.read(series, period).map(file -> file.bars()).orElse(Bars.NONE);
    } catch (DamagedFileException e) {
      return Bars.NONE;
    }
  }

  private Bars evidence(long period, LocalDate before) {
    Bars bars = held(period);
    int end = 0;
    while (end < bars.size() && series.tradeDate(bars.windowStart(end)).isBefore(before)) {
      end++;
    }
    return bars.slice(Math.max(0, end - BARS), end);
  }

  /** Without those of which rounding hides the move, unless none is expected. */
  private Bars telling(Bars held, Rescaling way) {
    if (!way.changesAnything()) {
      return held;
    }
    Bars lifted = way.apply(held, series);
    Bars.Builder telling = new Bars.Builder(held.size());
    for (int row = 0; row < held.size(); row++) {
      double move = Math.abs(lifted.close(row) / held.close(row) - 1);
      if (move <= ROUGH || ScaleAlarm.shows(held.close(row), lifted.close(row))) {
        telling.add(held, row);
      }
    }
    return telling.build();
  }

  /** Silence is asked about once more: the lake has bars there. */
  private Bars fetch(Bars held) {
    TimeRange range =
        new TimeRange(held.windowStart(0), series.windowEnd(held.windowStart(held.size() - 1)));
    Bars bars = fetch(range);
    return bars.isEmpty() ? fetch(range) : bars;
  }

  private Bars fetch(TimeRange range) {
    AggregatesWalk walk = api.aggregates(series, range);
    Bars.Builder bars = new Bars.Builder(0);
    for (var page = walk.next(); page != null; page = walk.next()) {
      bars.addAll(page.bars(), 0, page.bars().size());
    }
    return bars.build();
  }
}
