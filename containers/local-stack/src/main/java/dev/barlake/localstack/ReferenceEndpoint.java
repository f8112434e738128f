package dev.barlake.localstack;

import java.time.LocalDate;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.Comparator;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.function.BiConsumer;
import java.util.function.Function;
import java.util.stream.Collectors;

/** Tickers, splits and dividends: lists with filters, sorted, in pages by cursor. */
final class ReferenceEndpoint {
  private final Market market;
  private final String nextBase;

  ReferenceEndpoint(Market market, String nextBase) {
    this.market = market;
    this.nextBase = nextBase;
  }

  /**
   * {@code /v3/reference/tickers}: active ones unless {@code active=false}; limit 100, at most
   * 1000.
   */
  byte[] tickers(String path, Query parameters, String requestId) {
    Query query = parameters.withCursor();
    LocalDate date = query.date("date").orElse(market.today());
    boolean active = query.flag("active", true);
    Optional<String> asset = query.text("market");
    query.choice("sort", "ticker", "ticker");
    Optional<String> type = query.text("type");
    List<Listing> rows =
        market.listings().stream()
            .filter(l -> !l.market().equals("options"))
            .filter(l -> !date.isBefore(l.listed()) && l.isListed(date) == active)
            .filter(l -> asset.isEmpty() || asset.get().equals(l.market()))
            .filter(l -> type.isEmpty() || type.get().equals(l.type()))
            .filter(l -> inRange(query, "ticker", l.ticker()))
            .sorted(ordered(query, Comparator.comparing(Listing::ticker)))
            .toList();
    return page(path, query, rows, query.limit(100, 1000), requestId, true, this::ticker);
  }

  /**
   * {@code /v3/reference/splits} (limit 10, at most 1000) and {@code /stocks/v1/splits} (100,
   * 5000).
   */
  byte[] splits(String path, Query parameters, String requestId) {
    Query query = parameters.withCursor();
    boolean old = path.startsWith("/v3/");
    Map<String, Comparator<Split>> fields =
        Map.of(
            "execution_date", Comparator.comparing(Split::executionDate),
            "ticker", Comparator.comparing(Split::ticker));
    Comparator<Split> order = order(query, old, fields, "execution_date", "desc");
    List<Split> rows =
        market.splits().stream()
            .filter(s -> inRange(query, "ticker", s.ticker()))
            .filter(s -> inRange(query, "execution_date", s.executionDate().toString()))
            .filter(s -> oneOf(query, "adjustment_type", s.adjustmentType()))
            .filter(
                s ->
                    query.text("reverse_split").isEmpty()
                        || query.flag("reverse_split", false) == s.from() > s.to())
            .sorted(order.thenComparing(Split::id))
            .toList();
    return page(
        path, query, rows, limit(query, old), requestId, false, (json, s) -> split(json, s, old));
  }

  /** {@code /v3/reference/dividends} and {@code /stocks/v1/dividends}; limits as of splits. */
  byte[] dividends(String path, Query parameters, String requestId) {
    Query query = parameters.withCursor();
    boolean old = path.startsWith("/v3/");
    Map<String, Comparator<Dividend>> fields =
        Map.of(
            "ex_dividend_date", Comparator.comparing(Dividend::exDividendDate),
            "ticker", Comparator.comparing(Dividend::ticker));
    Comparator<Dividend> order =
        order(query, old, fields, old ? "ex_dividend_date" : "ticker", old ? "desc" : "asc");
    List<Dividend> rows =
        market.dividends().stream()
            .filter(d -> inRange(query, "ticker", d.ticker()))
            .filter(d -> inRange(query, "ex_dividend_date", d.exDividendDate().toString()))
            .filter(d -> oneOf(query, "frequency", Integer.toString(d.frequency())))
            .filter(d -> oneOf(query, "distribution_type", distributionType(d)))
            .sorted(order.thenComparing(Dividend::id))
            .toList();
    Map<String, Double> factors = old ? Map.of() : factors(rows);
    return page(
        path,
        query,
        rows,
        limit(query, old),
        requestId,
        false,
        (json, d) -> dividend(json, d, Optional.ofNullable(factors.get(d.id()))));
  }

  private void ticker(Json json, Listing l) {
    json.field("ticker", l.ticker()).field("name", l.name()).field("market", l.market());
    json.field("locale", l.market().equals("crypto") || l.market().equals("fx") ? "global" : "us");
    if (!l.exchange().isEmpty()) {
      json.field("primary_exchange", l.exchange());
    }
    if (!l.type().isEmpty()) {
      json.field("type", l.type());
    }
    json.field("active", l.isListed(market.today()));
    json.field("currency_name", "usd");
    l.delisted().ifPresent(d -> json.field("delisted_utc", d + "T00:00:00Z"));
    // The vendor's have nanoseconds.
    json.field("last_updated_utc", market.today() + "T06:05:09.206036472Z");
  }

  private void split(Json json, Split s, boolean old) {
    json.field("id", s.id()).field("ticker", s.ticker());
    json.field("execution_date", s.executionDate().toString());
    json.field("split_from", s.from()).field("split_to", s.to());
    if (!old) {
      json.field("adjustment_type", s.adjustmentType());
      json.field("historical_adjustment_factor", market.splitFactor(s));
    }
  }

  /** With a factor it is the new endpoint's shape, without one the old one's. */
  private void dividend(Json json, Dividend d, Optional<Double> factor) {
    json.field("id", d.id()).field("ticker", d.ticker()).field("cash_amount", d.cashAmount());
    json.field("currency", "USD").field("declaration_date", d.declarationDate().toString());
    json.field("ex_dividend_date", d.exDividendDate().toString());
    json.field("record_date", d.recordDate().toString()).field("pay_date", d.payDate().toString());
    json.field("frequency", d.frequency());
    if (factor.isEmpty()) {
      json.field("dividend_type", d.special() ? "SC" : "CD");
    } else {
      json.field("distribution_type", distributionType(d));
      json.field("historical_adjustment_factor", factor.get());
      json.field("split_adjusted_cash_amount", market.splitAdjusted(d));
    }
  }

  private static String distributionType(Dividend d) {
    return d.special() ? "special" : "recurring";
  }

  private Map<String, Double> factors(List<Dividend> rows) {
    Map<String, List<Dividend>> all =
        market.dividends().stream().collect(Collectors.groupingBy(Dividend::ticker));
    Map<String, Double> factors = new HashMap<>();
    rows.stream()
        .map(Dividend::ticker)
        .distinct()
        .forEach(ticker -> factors.putAll(market.dividendFactors(all.get(ticker))));
    return factors;
  }

  private static int limit(Query query, boolean old) {
    return old ? query.limit(10, 1000) : query.limit(100, 5000);
  }

  /**
   * Old endpoints: {@code sort=field} and {@code order}; new ones: {@code
   * sort=field.dir,field.dir}.
   */
  private static <T> Comparator<T> order(
      Query query,
      boolean old,
      Map<String, Comparator<T>> fields,
      String standardField,
      String standardOrder) {
    String sort =
        old
            ? query.text("sort").orElse(standardField)
                + "."
                + query.choice("order", standardOrder, "asc", "desc")
            : query.text("sort").orElse(standardField + "." + standardOrder);
    Comparator<T> order = null;
    for (String part : sort.split(",", -1)) {
      String[] fieldAndOrder = part.split("\\.", 2);
      Comparator<T> field = fields.get(fieldAndOrder[0]);
      String direction = fieldAndOrder.length == 2 ? fieldAndOrder[1] : "asc";
      boolean descending = direction.equals("desc");
      if (field == null || !(descending || direction.equals("asc"))) {
        throw ApiError.badRequest("Cannot sort by '" + part + "'");
      }
      Comparator<T> next = descending ? field.reversed() : field;
      order = order == null ? next : order.thenComparing(next);
    }
    return order;
  }

  private static <T> Comparator<T> ordered(Query query, Comparator<T> field) {
    return query.choice("order", "asc", "asc", "desc").equals("desc") ? field.reversed() : field;
  }

  /** Equality, {@code .any_of} and the four comparisons; dates as ISO text compare like dates. */
  private static boolean inRange(Query query, String name, String value) {
    if (name.endsWith("_date")) {
      for (String suffix : List.of("", ".gte", ".gt", ".lte", ".lt")) {
        query.date(name + suffix);
      }
    }
    return oneOf(query, name, value)
        && query.text(name + ".gte").map(v -> value.compareTo(v) >= 0).orElse(true)
        && query.text(name + ".gt").map(v -> value.compareTo(v) > 0).orElse(true)
        && query.text(name + ".lte").map(v -> value.compareTo(v) <= 0).orElse(true)
        && query.text(name + ".lt").map(v -> value.compareTo(v) < 0).orElse(true);
  }

  private static boolean oneOf(Query query, String name, String value) {
    Function<String, Boolean> anyOf = v -> Arrays.asList(v.split(",", -1)).contains(value);
    return query.text(name).map(value::equals).orElse(true)
        && query.text(name + ".any_of").map(anyOf).orElse(true);
  }

  /** The cursor is the request itself with the number of rows that are behind. */
  private <T> byte[] page(
      String path,
      Query query,
      List<T> all,
      int limit,
      String requestId,
      boolean withCount,
      BiConsumer<Json, T> write) {
    int offset = query.text("page_marker").map(v -> Query.whole("page_marker", v)).orElse(0);
    List<T> rows = new ArrayList<>(all.subList(Math.min(offset, all.size()), all.size()));
    boolean more = rows.size() > limit;
    rows = more ? rows.subList(0, limit) : rows;
    Json json = new Json().open('{').name("results").open('[');
    for (T row : rows) {
      json.open('{');
      write.accept(json, row);
      json.close('}');
    }
    json.close(']').field("status", "OK").field("request_id", requestId);
    if (withCount) {
      json.field("count", rows.size());
    }
    if (more) {
      String cursor = Query.cursor(query.with("page_marker", Integer.toString(offset + limit)));
      json.field("next_url", nextBase + path + "?cursor=" + cursor);
    }
    return json.close('}').toBytes();
  }
}
