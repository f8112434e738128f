package dev.barlake.localstack;

import java.net.URLEncoder;
import java.nio.charset.StandardCharsets;
import java.time.Instant;
import java.time.LocalDate;
import java.time.LocalTime;
import java.time.ZoneId;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.function.UnaryOperator;

/** {@code /v2/aggs/...}: ranges of bars in pages, all stocks of a day, and the previous day. */
final class AggregatesEndpoint {
  private static final int STANDARD_LIMIT = 5_000;
  private static final int MAX_LIMIT = 50_000;

  private final Market market;
  private final String nextBase;
  private final Optional<LocalDate> planHistory;
  private final boolean emptyLastPage;

  /**
   * @param nextBase scheme and host of {@code next_url}
   * @param planHistory the earliest date of the plan, if it has one
   * @param emptyLastPage whether a last page that is full leads to an empty one
   */
  AggregatesEndpoint(
      Market market, String nextBase, Optional<LocalDate> planHistory, boolean emptyLastPage) {
    this.market = market;
    this.nextBase = nextBase;
    this.planHistory = planHistory;
    this.emptyLastPage = emptyLastPage;
  }

  /**
   * {@code /v2/aggs/ticker/{ticker}/range/{multiplier}/{timespan}/{from}/{to}}, with what a fault
   * does to it. {@code from} and {@code to} are both inclusive and snapped to the windows they lie
   * in.
   */
  BarPage range(List<String> path, Query parameters, ApiRequest request, Optional<Fault> fault) {
    Query query = parameters.withCursor();
    int multiplier = Query.whole("multiplier", path.get(5));
    String timespan = path.get(6);
    if (multiplier < 1 || multiplier > 100_000 || Timespan.parse(timespan).isEmpty()) {
      throw ApiError.badRequest("Invalid window '" + multiplier + " " + timespan + "'");
    }
    boolean adjusted = query.flag("adjusted", true) ^ is(fault, Fault.AdjustedLost.class);
    boolean descending = query.choice("sort", "asc", "asc", "desc").equals("desc");
    int limit = query.limit(STANDARD_LIMIT, MAX_LIMIT);
    String ticker = fault.orElse(null) instanceof Fault.ForeignPage f ? f.ticker() : path.get(3);
    Optional<Listing> listing = market.listing(ticker);
    ZoneId zone = listing.map(Listing::zone).orElse(Listing.NEW_YORK);
    Instant from = bound(path.get(7), zone, false);
    Instant to = bound(path.get(8), zone, true);
    // Behind the last bar of a full last page there is nothing; whoever asks for that is no
    // mistake.
    boolean behindTheEnd = from.isAfter(to) && parameters.text("cursor").isPresent();
    if (from.isAfter(to) && !behindTheEnd) {
      throw ApiError.badRequest("'from' " + path.get(7) + " is after 'to' " + path.get(8));
    }
    from = withinPlan(from, to, zone);
    if (listing.isEmpty() || behindTheEnd || is(fault, Fault.EmptyOk.class)) {
      return new BarPage(Optional.of(ticker), adjusted, 0, 0, List.of(), Optional.empty());
    }
    Windows windows = market.windows(listing.get(), multiplier, timespan);
    Instant first = windows.start(from);
    Instant last = windows.start(to);
    BarReader.Reading reading =
        market.read(listing.get(), windows, adjusted, first, windows.end(last), descending, limit);
    List<WindowBar> bars = new ArrayList<>(reading.bars());
    Optional<String> next = Optional.empty();
    if (!bars.isEmpty() && (reading.more() || (emptyLastPage && reading.baseCount() >= limit))) {
      long edge = bars.get(bars.size() - 1).start();
      next =
          Optional.of(nextUrl(path, descending, windows, edge, cursor(query, descending, limit)));
    }
    if (is(fault, Fault.RepeatedPage.class)) {
      next = Optional.of(nextBase + request.targetWithoutKey());
    }
    fault.ifPresent(f -> spoil(bars, f, windows));
    int count = bars.size() + (is(fault, Fault.WrongCount.class) ? 1 : 0);
    return new BarPage(
        Optional.of(ticker), adjusted, reading.baseCount(), count, BarPage.rows(bars), next);
  }

  /** {@code /v2/aggs/grouped/locale/us/market/stocks/{date}}: bars stamped 16:00 New York time. */
  BarPage grouped(List<String> path, Query query) {
    LocalDate date = Query.parseDate(path.get(7));
    boolean adjusted = query.flag("adjusted", true);
    boolean withOtc = query.flag("include_otc", false);
    withinPlan(
        date.atStartOfDay(Listing.NEW_YORK).toInstant(),
        date.plusDays(1).atStartOfDay(Listing.NEW_YORK).toInstant(),
        Listing.NEW_YORK);
    List<BarPage.Row> rows = new ArrayList<>();
    for (Listing listing : market.listings()) {
      // A ticker's bars are those of its last listing.
      if (!market.listing(listing.ticker()).equals(Optional.of(listing))) {
        continue;
      }
      if (listing.market().equals("stocks") || (withOtc && listing.isOtc())) {
        market
            .day(listing, date, adjusted)
            .map(bar -> bar.startingAt(closeMillis(date)))
            .ifPresent(bar -> rows.add(new BarPage.Row(Optional.of(listing.ticker()), bar)));
      }
    }
    return new BarPage(
        Optional.empty(), adjusted, rows.size(), rows.size(), rows, Optional.empty());
  }

  /**
   * {@code /v2/aggs/ticker/{ticker}/prev}: the newest day before today that has a bar, up to a
   * month ago.
   */
  BarPage previous(List<String> path, Query query) {
    String ticker = path.get(3);
    boolean adjusted = query.flag("adjusted", true);
    List<BarPage.Row> rows = List.of();
    Optional<Listing> listing = market.listing(ticker);
    for (int back = 1; listing.isPresent() && back <= 31 && rows.isEmpty(); back++) {
      LocalDate date = market.today().minusDays(back);
      rows =
          market.day(listing.get(), date, adjusted).stream()
              .map(bar -> new BarPage.Row(Optional.of(ticker), bar.startingAt(closeMillis(date))))
              .toList();
    }
    return new BarPage(
        Optional.of(ticker), adjusted, rows.size(), rows.size(), rows, Optional.empty());
  }

  private static long closeMillis(LocalDate date) {
    return date.atTime(LocalTime.of(16, 0)).atZone(Listing.NEW_YORK).toInstant().toEpochMilli();
  }

  private static boolean is(Optional<Fault> fault, Class<? extends Fault> kind) {
    return fault.filter(kind::isInstance).isPresent();
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

  /** 403 if the plan has nothing of it; a range that begins too early is cut without a word. */
  private Instant withinPlan(Instant from, Instant to, ZoneId zone) {
    if (planHistory.isEmpty()) {
      return from;
    }
    Instant earliest = planHistory.get().atStartOfDay(zone).toInstant();
    if (to.isBefore(earliest) || from.isAfter(market.clock().instant())) {
      throw ApiError.timeframe();
    }
    return from.isBefore(earliest) ? earliest : from;
  }

  /**
   * Ascending, {@code from} moves behind the last window; descending, {@code to} moves before the
   * oldest.
   */
  private String nextUrl(
      List<String> path, boolean descending, Windows windows, long edge, String cursor) {
    List<String> next = new ArrayList<>(path);
    next.set(3, URLEncoder.encode(path.get(3), StandardCharsets.UTF_8).replace("+", "%20"));
    if (descending) {
      next.set(8, Long.toString(edge - 1));
    } else {
      next.set(7, Long.toString(windows.end(Instant.ofEpochMilli(edge)).toEpochMilli()));
    }
    return nextBase + "/" + String.join("/", next) + "?cursor=" + cursor;
  }

  /** {@code limit=2&sort=asc}, as the vendor's; {@code adjusted} only if it is not the default. */
  private static String cursor(Query query, boolean descending, int limit) {
    String adjusted = query.flag("adjusted", true) ? "" : "adjusted=false&";
    return Query.cursor(adjusted + "limit=" + limit + "&sort=" + (descending ? "desc" : "asc"));
  }

  private void spoil(List<WindowBar> bars, Fault fault, Windows windows) {
    if (fault instanceof Fault.DuplicateBar && !bars.isEmpty()) {
      int middle = bars.size() / 2;
      bars.add(middle + 1, bars.get(middle).revised(1.01));
    } else if (fault instanceof Fault.OutOfRangeBar && !bars.isEmpty()) {
      Instant yearBefore = Instant.ofEpochMilli(bars.get(0).start() - 366L * 86_400_000);
      bars.add(0, bars.get(0).startingAt(windows.start(yearBefore).toEpochMilli()));
    } else if (fault instanceof Fault.ClampedRange clamped) {
      long first = clamped.fromDate().atStartOfDay(Listing.NEW_YORK).toInstant().toEpochMilli();
      bars.removeIf(bar -> bar.start() < first);
    } else if (fault instanceof Fault.LateCorrection late) {
      UnaryOperator<WindowBar> stale =
          bar ->
              bar.start() == late.windowStart().toEpochMilli() ? bar.revised(late.factor()) : bar;
      bars.replaceAll(stale);
    }
  }
}
