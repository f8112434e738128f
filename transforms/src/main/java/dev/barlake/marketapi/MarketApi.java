package dev.barlake.marketapi;

import com.fasterxml.jackson.databind.JsonNode;
import dev.barlake.model.BarSeries;
import dev.barlake.model.TimeRange;
import dev.barlake.retry.Timing;
import java.math.BigDecimal;
import java.time.LocalDate;
import java.util.ArrayList;
import java.util.Collection;
import java.util.Comparator;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.TreeSet;
import java.util.concurrent.ConcurrentHashMap;
import java.util.function.Consumer;

/**
 * The market-data vendor's REST API, the only place that speaks its language. Thread-safe.
 *
 * <p>A walk over pages ends where the vendor gives no further one, or in an {@link ApiException};
 * it is never cut short. Retries, pacing and the checks of each page all happen in here.
 */
public final class MarketApi {
  /** The most tickers in one {@code any_of}, to keep URLs short. */
  private static final int TICKERS_PER_REQUEST = 250;

  /** With more tickers than this the whole list is fewer requests. */
  private static final int TICKERS_BY_NAME = 1000;

  private static final Map<Shared, MarketApi> SHARED = new ConcurrentHashMap<>();

  private final HttpExchanges http;
  private final Shared place;
  private int users;

  private record Shared(MarketApiConfig config, String apiKey) {
    /** Without the key. */
    @Override
    public String toString() {
      return config.toString();
    }
  }

  MarketApi(MarketApiConfig config, String apiKey, Timing timing) {
    place = new Shared(config, apiKey);
    http = new HttpExchanges(config, apiKey, timing);
  }

  /**
   * This process's client for an API and a key, with the one request budget of the process. Give it
   * back with {@link #release}.
   */
  public static MarketApi shared(MarketApiConfig config, String apiKey) {
    return SHARED.compute(
        new Shared(config, apiKey),
        (place, found) -> {
          MarketApi api = found == null ? new MarketApi(config, apiKey, Timing.SYSTEM) : found;
          api.users++;
          return api;
        });
  }

  /**
   * Ends one use of a shared client. After the last one it is forgotten: the threads of its HTTP
   * client would else keep a finished job's classes in a cluster's workers for ever.
   */
  public void release() {
    SHARED.computeIfPresent(place, (key, found) -> --found.users == 0 ? null : found);
  }

  /**
   * Starts a walk over the bars of a series, ascending. Nothing is asked before the first page is.
   *
   * @param range whole windows; bars whose windows start in it are given
   */
  public AggregatesWalk aggregates(BarSeries series, TimeRange range) {
    return new AggregatesWalk(http, series, range);
  }

  /**
   * All rows of a list endpoint, over all of its pages.
   *
   * @param query parameters, unencoded
   * @throws ApiException where any page cannot be had; never a part of the list
   */
  public <T> List<T> list(String path, Map<String, String> query, RowReader<T> reader) {
    List<T> rows = new ArrayList<>();
    list(path, query, reader, rows::addAll);
    return rows;
  }

  /**
   * The same, page by page, for lists that are too long to hold. Where a page cannot be had, the
   * pages before it have been given: whoever uses them must know to throw them away.
   */
  public <T> void list(
      String path, Map<String, String> query, RowReader<T> reader, Consumer<List<T>> pages) {
    new ListWalk<>(http, PageUrl.of(path, query), reader).forEachPage(pages);
  }

  /**
   * All known splits of the given tickers, also announced ones, by ticker and date. Source: {@code
   * /stocks/v1/splits}.
   */
  public List<Split> splits(Collection<String> tickers) {
    Set<String> wanted = new TreeSet<>(tickers);
    List<Split> splits = new ArrayList<>();
    if (wanted.size() > TICKERS_BY_NAME) {
      splits.addAll(splitsOf(wanted, Map.of("limit", "5000", "sort", "ticker.asc")));
    } else {
      List<String> all = List.copyOf(wanted);
      for (int i = 0; i < all.size(); i += TICKERS_PER_REQUEST) {
        List<String> some = all.subList(i, Math.min(i + TICKERS_PER_REQUEST, all.size()));
        splits.addAll(
            splitsOf(wanted, Map.of("ticker.any_of", String.join(",", some), "limit", "5000")));
      }
    }
    return splits.stream()
        .sorted(Comparator.comparing(Split::ticker).thenComparing(Split::executionDate))
        .toList();
  }

  /** Rows of other tickers, some half empty and decades old, are not looked into. */
  private List<Split> splitsOf(Set<String> wanted, Map<String, String> query) {
    return list(
            "/stocks/v1/splits",
            query,
            row ->
                Optional.of(text(row, "ticker"))
                    .filter(wanted::contains)
                    .map(ticker -> split(ticker, row)))
        .stream()
        .flatMap(Optional::stream)
        .toList();
  }

  private static Split split(String ticker, JsonNode row) {
    return new Split(
        ticker,
        LocalDate.parse(text(row, "execution_date")),
        new BigDecimal(text(row, "split_from")),
        new BigDecimal(text(row, "split_to")));
  }

  /**
   * The tickers of a market, sorted, each once. Source: {@code /v3/reference/tickers}.
   *
   * @param market as the API names it, {@code stocks}
   * @param active whether those that trade now, or those that were delisted
   */
  public List<String> tickers(String market, boolean active) {
    return list(
            "/v3/reference/tickers",
            Map.of(
                "market", market,
                "active", Boolean.toString(active),
                "sort", "ticker",
                "order", "asc",
                "limit", "1000"),
            row -> text(row, "ticker"))
        .stream()
        .sorted()
        .distinct()
        .toList();
  }

  private static String text(JsonNode row, String field) {
    JsonNode value = row.path(field);
    if (value.isMissingNode() || value.isNull()) {
      throw new BadPageException("a row has no %s: %s".formatted(field, row));
    }
    return value.asText();
  }

  /** Live counts of what this client has done. */
  public ApiCounters counters() {
    return http.counters();
  }

  /** Whether so many requests in a row were given up that nothing is sent any more. */
  public boolean unavailable() {
    return http.unavailable();
  }
}
