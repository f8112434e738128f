package dev.barlake.marketapi;

import dev.barlake.model.BarSeries;
import dev.barlake.model.Bars;
import dev.barlake.model.Market;
import dev.barlake.model.TimeRange;
import java.io.IOException;
import java.time.Instant;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.TreeSet;
import java.util.function.Supplier;

/**
 * One walk over the pages of a series, ascending. Not thread-safe.
 *
 * <p>Every page is held against what was asked: ticker, scale, number and order of results, range,
 * and that it brings something new. It ends only when the vendor names no further page; a short one
 * is no end, and a page that was announced must have something.
 */
public final class AggregatesWalk {
  /** The most base bars that the API reads for one page. */
  static final int LIMIT = 50_000;

  /** Far more than any range of this program has; a walk in circles ends here at the latest. */
  static final int MOST_PAGES = 1_000;

  /** So many pages in a row may be empty and name another one. */
  static final int MOST_EMPTY_PAGES = 5;

  private final HttpExchanges http;
  private final BarSeries series;
  private final TimeRange range;
  private final Map<String, String> again;
  private final Set<PageUrl> asked = new HashSet<>();
  private final SeenWindows seen = new SeenWindows();
  private PageUrl next;
  private long reached = Long.MIN_VALUE;
  private int emptyPages;

  /**
   * A page that passed the checks.
   *
   * @param bars ascending, each window start once. They may begin before the end of an earlier
   *     page, and have bars that it had too
   * @param repeated window starts (epoch ms) of bars that came again on this page, ascending: they
   *     are twice on it, or an earlier page had them
   * @param malformed bars that cannot be used, in the order of the page
   */
  @SuppressWarnings("ArrayRecordComponent") // Never compared.
  public record Page(Bars bars, long[] repeated, List<MalformedBar> malformed) {}

  /** What a page means for the walk; noted only when the page is believed. */
  private record Step(Page page, long reached, boolean empty, PageUrl next) {}

  AggregatesWalk(HttpExchanges http, BarSeries series, TimeRange range) {
    this.http = http;
    this.series = series;
    this.range = range;
    again = Map.of("adjusted", Boolean.toString(series.adjusted()));
    next = first();
  }

  /** Both ends are inclusive in the API. */
  private PageUrl first() {
    return new PageUrl(
        "/v2/aggs/ticker/%s/range/%d/%s/%d/%d?adjusted=%s&sort=asc&limit=%d"
            .formatted(
                PageUrl.encode(series.ticker()),
                series.multiplier(),
                series.timespan().apiName(),
                range.from(),
                range.to() - 1,
                series.adjusted(),
                LIMIT));
  }

  /**
   * The next page, which may have no bars; null when the walk has ended.
   *
   * @throws ApiException if the page cannot be had; the walk is not to be used afterwards
   */
  public Page next() {
    if (next == null) {
      return null;
    }
    asked.add(next);
    Step step = http.get(next, this::read);
    seen.add(step.page().bars());
    reached = Math.max(reached, step.reached());
    emptyPages = step.empty() ? emptyPages + 1 : 0;
    next = step.next();
    return step.page();
  }

  private Step read(Answer answer) throws IOException {
    AggregatesPage page = AggregatesPage.read(answer::body, answer.size(), http.now(), !isIndex());
    StatusException.check(page.status());
    check(page);
    PageUrl following = next(page);
    checkProgress(page, following);
    return new Step(checked(page), page.lastStart(), page.results() == 0, following);
  }

  /** Answers of indices have neither {@code adjusted} nor volumes. Source: the OpenAPI document. */
  private boolean isIndex() {
    return series.market() == Market.INDICES;
  }

  private void check(AggregatesPage page) {
    require(
        series.ticker().equals(page.ticker()) || (page.ticker() == null && page.results() == 0),
        () ->
            "the page is of ticker '%s', asked was '%s'".formatted(page.ticker(), series.ticker()));
    require(
        page.adjusted() == null
            ? page.results() == 0 || isIndex()
            : page.adjusted() == series.adjusted(),
        () ->
            "the page says adjusted=%s, asked was %s"
                .formatted(page.adjusted(), series.adjusted()));
    require(
        page.resultsCount() < 0 || page.resultsCount() == page.results(),
        () ->
            "the page counts %s results and has %s".formatted(page.resultsCount(), page.results()));
    require(page.ascending(), () -> "the page is not in ascending order");
  }

  /** An announced page that is empty may be a fault of the vendor, and looks like the end. */
  private void checkProgress(AggregatesPage page, PageUrl following) {
    if (page.results() > 0) {
      return;
    }
    boolean announced = asked.size() > 1;
    require(
        !announced || following != null,
        () -> "the page before announced this one, and it has no results");
    require(
        following == null || emptyPages < MOST_EMPTY_PAGES,
        () -> "more than %d pages in a row have no results".formatted(MOST_EMPTY_PAGES));
  }

  private Page checked(AggregatesPage page) {
    Bars bars = inRange(page.bars());
    Set<Long> repeated = new TreeSet<>(page.repeated());
    int overlap = seen.overlap(bars);
    int known = 0;
    for (int row = 0; row < overlap; row++) {
      if (seen.has(bars.windowStart(row))) {
        repeated.add(bars.windowStart(row));
        known++;
      }
    }
    require(
        page.results() == 0 || known < bars.size() || page.lastStart() > reached,
        () ->
            "the page brings nothing new: it ends at %s, and the pages before at %s"
                .formatted(instant(page.lastStart()), instant(reached)));
    return new Page(
        bars,
        repeated.stream().mapToLong(Long::longValue).filter(range::contains).toArray(),
        page.malformed().stream()
            .filter(bar -> range.contains(bar.windowStart()))
            .map(bar -> new MalformedBar(bar.windowStart(), http.redact(bar.text())))
            .toList());
  }

  /**
   * The bars without those of a window that began before the range: the API takes in the whole
   * window in which a range starts, and that one belongs to what lies before.
   */
  private Bars inRange(Bars bars) {
    if (bars.isEmpty()) {
      return bars;
    }
    int first = bars.firstAtOrAfter(range.from());
    long earliest = bars.windowStart(0);
    require(
        first == 0 || series.windowEnd(earliest) > range.from(),
        () -> "the bar of %s is before the range %s".formatted(instant(earliest), range));
    long latest = bars.windowStart(bars.size() - 1);
    require(
        latest < range.to(),
        () -> "the bar of %s is after the range %s".formatted(instant(latest), range));
    return bars.slice(first, bars.size());
  }

  private PageUrl next(AggregatesPage page) {
    if (page.nextUrl() == null) {
      return null;
    }
    PageUrl url = PageUrl.next(page.nextUrl(), again);
    require(
        !asked.contains(url),
        () -> "next_url %s leads back to a page".formatted(url.pathAndQuery()));
    require(
        asked.size() < MOST_PAGES, () -> "the walk has more than %,d pages".formatted(MOST_PAGES));
    return url;
  }

  /** Looks like an instant even if it is none. */
  private static Object instant(long epochMs) {
    return epochMs == Long.MIN_VALUE ? "no time" : Instant.ofEpochMilli(epochMs);
  }

  private static void require(boolean holds, Supplier<String> fault) {
    if (!holds) {
      throw new BadPageException(fault.get());
    }
  }
}
