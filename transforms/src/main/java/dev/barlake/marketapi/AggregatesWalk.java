package dev.barlake.marketapi;

import dev.barlake.model.BarSeries;
import dev.barlake.model.Bars;
import dev.barlake.model.Market;
import dev.barlake.model.TimeRange;
import java.io.IOException;
import java.io.InputStream;
import java.time.Instant;
import java.util.HashSet;
import java.util.Map;
import java.util.Set;

/**
 * One walk over the pages of a series, ascending. Not thread-safe.
 *
 * <p>Every page is held against what was asked: ticker, scale, number and order of results, range,
 * and that it goes on after the page before it. It ends only where the vendor names no further
 * page; a short or empty one is no end.
 */
public final class AggregatesWalk {
  /** The most base bars that the API reads for one page. */
  static final int LIMIT = 50_000;

  /** Far more than any range of this program has; a walk in circles ends here at the latest. */
  private static final int MOST_PAGES = 10_000;

  private final HttpExchanges http;
  private final BarSeries series;
  private final TimeRange range;
  private final Map<String, String> again;
  private final Set<PageUrl> seen = new HashSet<>();
  private PageUrl next;
  private long lastStart = Long.MIN_VALUE;

  /** A page that passed the checks. */
  private record Page(Bars bars, PageUrl next) {}

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
   * The bars of the next page, which may be none; null when the walk has ended.
   *
   * @throws ApiException where the page cannot be had; the walk is not to be used afterwards
   */
  public Bars next() {
    if (next == null) {
      return null;
    }
    seen.add(next);
    Page page = http.get(next, this::read);
    if (!page.bars().isEmpty()) {
      lastStart = page.bars().windowStart(page.bars().size() - 1);
    }
    next = page.next();
    return page.bars();
  }

  private Page read(Answer answer) throws IOException {
    try (InputStream body = answer.body()) {
      int size = answer.response().body().length;
      AggregatesPage page = AggregatesPage.read(body, size, http.now(), !isIndex());
      StatusException.check(page.status());
      check(page);
      return new Page(inRange(page.bars()), next(page));
    }
  }

  /** Answers of indices have neither {@code adjusted} nor volumes. Source: the OpenAPI document. */
  private boolean isIndex() {
    return series.market() == Market.INDICES;
  }

  private void check(AggregatesPage page) {
    require(
        series.ticker().equals(page.ticker()) || (page.ticker() == null && page.results() == 0),
        "the page is of ticker '%s', asked was '%s'",
        page.ticker(),
        series.ticker());
    require(
        page.adjusted() == null
            ? page.results() == 0 || isIndex()
            : page.adjusted() == series.adjusted(),
        "the page says adjusted=%s, asked was %s",
        page.adjusted(),
        series.adjusted());
    require(
        page.resultsCount() < 0 || page.resultsCount() == page.results(),
        "the page counts %s results and has %s",
        page.resultsCount(),
        page.results());
    require(page.ascending(), "the page is not in ascending order", "", "");
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
        "the bar of %s is before the range %s",
        Instant.ofEpochMilli(earliest),
        range);
    long latest = bars.windowStart(bars.size() - 1);
    require(
        latest < range.to(),
        "the bar of %s is after the range %s",
        Instant.ofEpochMilli(latest),
        range);
    Bars inside = bars.slice(first, bars.size());
    require(
        inside.isEmpty() || inside.windowStart(0) > lastStart,
        "the bar of %s is not after the page before, which ended at %s",
        inside.isEmpty() ? "" : Instant.ofEpochMilli(inside.windowStart(0)),
        inside.isEmpty() ? "" : Instant.ofEpochMilli(lastStart));
    return inside;
  }

  private PageUrl next(AggregatesPage page) {
    if (page.nextUrl() == null) {
      return null;
    }
    PageUrl url = PageUrl.next(page.nextUrl(), again);
    require(!seen.contains(url), "next_url %s leads back to a page%s", url.pathAndQuery(), "");
    require(seen.size() < MOST_PAGES, "there are more than %s pages%s", MOST_PAGES, "");
    return url;
  }

  private static void require(boolean holds, String sentence, Object first, Object second) {
    if (!holds) {
      throw new BadPageException(sentence.formatted(first, second));
    }
  }
}
