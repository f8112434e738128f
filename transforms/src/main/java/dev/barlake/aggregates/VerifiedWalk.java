package dev.barlake.aggregates;

import dev.barlake.marketapi.AggregatesWalk;
import dev.barlake.marketapi.ApiException;
import dev.barlake.marketapi.MarketApi;
import dev.barlake.model.BarSeries;
import dev.barlake.model.Bars;
import dev.barlake.model.TimeRange;
import java.time.LocalDate;
import java.util.ArrayDeque;
import java.util.Deque;
import java.util.Optional;

/**
 * A walk over pages that does not take silence at the start for truth.
 *
 * <p>An answer without bars may be the truth (no trade), a passing fault of the vendor, or a range
 * cut off without a word because the plan does not reach so far back; all three look alike. So
 * where trading days at the start have no bar, just those days are asked for once more: bars mean
 * that it was a fault, silence again that there are none, and a refusal that the range was cut.
 */
final class VerifiedWalk {
  private final BarSeries series;
  private final MarketApi api;
  private final AggregatesWalk walk;
  private final Deque<Bars> pages = new ArrayDeque<>();
  private RefusedStart refusedStart;

  /** The start of a range that the vendor cut off, and what it said when asked for it alone. */
  record RefusedStart(TimeRange range, ApiException reason) {}

  /**
   * Asks for the first page, and again where the start is silent.
   *
   * @param range whole windows, see {@link BarSeries#windowsIn}
   * @param now epoch ms; days that are not over yet may be silent
   */
  VerifiedWalk(MarketApi api, BarSeries series, TimeRange range, long now) {
    this.api = api;
    this.series = series;
    walk = api.aggregates(series, range);
    Bars first = nextWithBars(walk);
    // A range may start in the midst of a day: where an earlier fetch of that day ended.
    long end = first == null ? range.to() : Math.max(range.from(), dayOf(first));
    TimeRange silent = new TimeRange(range.from(), end);
    if (expectsBars(silent, now)) {
      askAgain(silent, first != null);
    }
    if (first != null) {
      pages.add(first);
    }
  }

  /** The next page with bars, or null at the end. */
  Bars next() {
    Bars page = pages.poll();
    return page != null ? page : nextWithBars(walk);
  }

  /** Where the vendor cut off the start of the range. */
  Optional<RefusedStart> refusedStart() {
    return Optional.ofNullable(refusedStart);
  }

  private void askAgain(TimeRange silent, boolean barsFollow) {
    try {
      AggregatesWalk again = api.aggregates(series, silent);
      for (Bars page = nextWithBars(again); page != null; page = nextWithBars(again)) {
        pages.add(page);
      }
    } catch (ApiException e) {
      if (!barsFollow || e.category() != ApiException.Category.PERMANENT) {
        throw e;
      }
      refusedStart = new RefusedStart(silent, e);
    }
  }

  private static Bars nextWithBars(AggregatesWalk walk) {
    AggregatesWalk.Page page = walk.next();
    while (page != null && page.bars().isEmpty()) {
      page = walk.next();
    }
    return page == null ? null : page.bars();
  }

  /** The midnight of the first bar's trade date; for longer windows the window itself. */
  private long dayOf(Bars page) {
    LocalDate date = series.tradeDate(page.windowStart(0));
    return date.atStartOfDay(series.zone()).toInstant().toEpochMilli();
  }

  /** Whether a trading day lies wholly in the range and is over. */
  private boolean expectsBars(TimeRange range, long now) {
    TimeRange whole = series.windowsIn(range);
    if (whole.isEmpty()) {
      return false;
    }
    LocalDate date = series.tradeDate(whole.from() - 1).plusDays(1);
    LocalDate end = series.tradeDate(Math.min(whole.to(), range.to()));
    while (date.isBefore(end)) {
      if (series.market().isTradingDay(date) && series.market().closeOf(date) <= now) {
        return true;
      }
      date = date.plusDays(1);
    }
    return false;
  }
}
