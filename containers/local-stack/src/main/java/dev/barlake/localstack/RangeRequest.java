package dev.barlake.localstack;

import java.net.URLEncoder;
import java.nio.charset.StandardCharsets;
import java.time.Instant;
import java.time.LocalDate;
import java.time.ZoneId;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;

/**
 * What a path and its parameters ask of {@code
 * /v2/aggs/ticker/{ticker}/range/{multiplier}/{timespan}/{from}/{to}}.
 *
 * @param query the parameters with those of the cursor
 * @param from inclusive, snapped to its window only when it is read
 * @param to inclusive
 * @param behindTheEnd whether a cursor led behind the last window of the range: no mistake, and
 *     nothing is there
 */
record RangeRequest(
    List<String> path,
    Query query,
    int multiplier,
    String timespan,
    boolean adjusted,
    boolean descending,
    int limit,
    String ticker,
    Optional<Listing> listing,
    Instant from,
    Instant to,
    boolean behindTheEnd) {
  private static final int STANDARD_LIMIT = 5_000;
  private static final int MAX_LIMIT = 50_000;

  /** Reads it; a fault may exchange the ticker or turn {@code adjusted} round. */
  static RangeRequest of(
      List<String> path, Query parameters, Market market, Optional<Fault> fault) {
    Query query = parameters.withCursor();
    int multiplier = Query.whole("multiplier", path.get(5));
    String timespan = path.get(6);
    if (multiplier < 1 || multiplier > 100_000 || Timespan.parse(timespan).isEmpty()) {
      throw ApiError.badRequest("Invalid window '" + multiplier + " " + timespan + "'");
    }
    boolean lost = fault.filter(Fault.AdjustedLost.class::isInstance).isPresent();
    String ticker = fault.orElse(null) instanceof Fault.ForeignPage f ? f.ticker() : path.get(3);
    Optional<Listing> listing = market.listing(ticker);
    ZoneId zone = listing.map(Listing::zone).orElse(Listing.NEW_YORK);
    Instant from = bound(path.get(7), zone, false);
    Instant to = bound(path.get(8), zone, true);
    boolean behindTheEnd = from.isAfter(to) && parameters.text("cursor").isPresent();
    if (from.isAfter(to) && !behindTheEnd) {
      throw ApiError.badRequest("'from' " + path.get(7) + " is after 'to' " + path.get(8));
    }
    return new RangeRequest(
        path,
        query,
        multiplier,
        timespan,
        query.flag("adjusted", true) ^ lost,
        query.choice("sort", "asc", "asc", "desc").equals("desc"),
        query.limit(STANDARD_LIMIT, MAX_LIMIT),
        ticker,
        listing,
        from,
        to,
        behindTheEnd);
  }

  ZoneId zone() {
    return listing.map(Listing::zone).orElse(Listing.NEW_YORK);
  }

  /**
   * Path and query of the next page, after the bar that starts at {@code edge} (epoch ms).
   * Ascending, {@code from} moves behind its window; descending, {@code to} moves before it.
   */
  String next(Windows windows, long edge) {
    List<String> next = new ArrayList<>(path);
    next.set(3, URLEncoder.encode(path.get(3), StandardCharsets.UTF_8).replace("+", "%20"));
    if (descending) {
      next.set(8, Long.toString(edge - 1));
    } else {
      next.set(7, Long.toString(windows.end(Instant.ofEpochMilli(edge)).toEpochMilli()));
    }
    return "/" + String.join("/", next) + "?cursor=" + cursor();
  }

  /** {@code limit=2&sort=asc}, as the vendor's; {@code adjusted} only if it is not the default. */
  private String cursor() {
    String raw = query.flag("adjusted", true) ? "" : "adjusted=false&";
    return Query.cursor(raw + "limit=" + limit + "&sort=" + (descending ? "desc" : "asc"));
  }

  /** A date means its first or last instant in the exchange's zone; else epoch milliseconds. */
  private static Instant bound(String text, ZoneId zone, boolean end) {
    if (text.matches("-?[0-9]{9,15}")) {
      return Instant.ofEpochMilli(Long.parseLong(text));
    }
    LocalDate date = Query.parseDate(text);
    return end
        ? date.plusDays(1).atStartOfDay(zone).toInstant().minusMillis(1)
        : date.atStartOfDay(zone).toInstant();
  }
}
