package dev.barlake.marketapi;

import dev.barlake.model.BarSeries;
import dev.barlake.model.TimeRange;
import dev.barlake.process.Leases;
import dev.barlake.retry.Timing;
import java.time.LocalDate;
import java.util.ArrayList;
import java.util.Collection;
import java.util.Comparator;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Optional;
import java.util.Set;
import java.util.TreeSet;
import java.util.function.Consumer;
import java.util.function.Predicate;

/**
 * The market-data vendor's REST API, the only place that speaks its language. Thread-safe.
 *
 * <p>A walk over pages ends if the vendor gives no further one, or in an {@link ApiException}; it
 * is never cut short. Retries, pacing and the checks of each page all happen in here.
 */
public final class MarketApi {
  /** The most tickers in one {@code any_of}, to keep URLs short. */
  private static final int TICKERS_PER_REQUEST = 250;

  /** With more tickers than this the whole list is fewer requests. */
  private static final int TICKERS_BY_NAME = 1000;

  private static final Map<String, String> WHOLE_LIST =
      Map.of("limit", "5000", "sort", "ticker.asc");

  private static final Leases<Shared, MarketApi> SHARED = new Leases<>(api -> {});

  private final HttpExchanges http;
  private final TickerList tickers;
  private final Shared place;

  private record Shared(MarketApiConfig config, String apiKey) {
    /** Without the key. */
    @Override
    public String toString() {
      return config.toString();
    }
  }

  MarketApi(MarketApiConfig config, String apiKey, Timing timing) {
    this(config, apiKey, timing, System.getenv());
  }

  MarketApi(MarketApiConfig config, String apiKey, Timing timing, Map<String, String> environment) {
    place = new Shared(config, apiKey);
    http = new HttpExchanges(config, apiKey, timing, environment);
    tickers = new TickerList(http);
  }

  /**
   * This process's client for an API and a key, with the one request budget of the process. Give it
   * back with {@link #release}.
   */
  public static MarketApi shared(MarketApiConfig config, String apiKey) {
    return shared(config, apiKey, Timing.SYSTEM);
  }

  /** The same, with clocks of its own if there is no such client yet. */
  static MarketApi shared(MarketApiConfig config, String apiKey, Timing timing) {
    return SHARED.take(new Shared(config, apiKey), () -> new MarketApi(config, apiKey, timing));
  }

  /**
   * Ends one use of a shared client. After the last one it is forgotten: the threads of its HTTP
   * client would else keep a finished job's classes in a cluster's workers for ever.
   */
  public void release() {
    SHARED.release(place);
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
   * @throws ApiException if any page cannot be had; never a part of the list
   */
  public <T> List<T> list(String path, Map<String, String> query, RowReader<T> reader) {
    List<T> rows = new ArrayList<>();
    list(new ListQuery(path, query), reader, rows::addAll);
    return rows;
  }

  /**
   * The same, page by page, for lists that are too long to hold. If a page cannot be had, the pages
   * before it have been given: whoever uses them must know to throw them away.
   */
  public <T> void list(ListQuery asked, RowReader<T> reader, Consumer<List<T>> pages) {
    new ListWalk<>(http, PageUrl.of(asked.path(), asked.query()), reader).forEachPage(pages);
  }

  /**
   * The day's bars of all stocks, in no order; none on a day without trading. One request.
   *
   * @throws ApiException if they cannot be had
   */
  public List<GroupedBar> grouped(LocalDate date, boolean adjusted) {
    GroupedAnswer answer = new GroupedAnswer(date, adjusted);
    PageUrl url = PageUrl.of(groupedPath(date), Map.of("adjusted", Boolean.toString(adjusted)));
    List<GroupedBar> bars = new ArrayList<>();
    new ListWalk<>(http, url, row -> answer.bar(row).redacted(http::redact), answer)
        .forEachPage(bars::addAll);
    return bars;
  }

  /** Where {@link #grouped} asks. */
  public static String groupedPath(LocalDate date) {
    return "/v2/aggs/grouped/locale/us/market/stocks/" + date;
  }

  /**
   * All known splits of the given tickers, also announced ones. Rows without a ticker are passed
   * over. Source: {@code /stocks/v1/splits}.
   *
   * @throws ApiException if the list cannot be had; never a part of it
   */
  public SplitList splits(Collection<String> tickers) {
    return splits(new TreeSet<>(tickers));
  }

  /** The same of all tickers, after a date. */
  public SplitList splitsAfter(LocalDate date) {
    Map<String, String> query = new HashMap<>(WHOLE_LIST);
    query.put("execution_date.gt", date.toString());
    return splitList(splitsOf(ticker -> true, query));
  }

  private SplitList splits(Set<String> wanted) {
    List<SplitRow> rows = new ArrayList<>();
    if (wanted.size() > TICKERS_BY_NAME) {
      rows.addAll(splitsOf(wanted::contains, WHOLE_LIST));
    } else {
      List<String> all = List.copyOf(wanted);
      for (int i = 0; i < all.size(); i += TICKERS_PER_REQUEST) {
        List<String> some = all.subList(i, Math.min(i + TICKERS_PER_REQUEST, all.size()));
        rows.addAll(
            splitsOf(
                wanted::contains,
                Map.of("ticker.any_of", String.join(",", some), "limit", "5000")));
      }
    }
    return splitList(rows);
  }

  private SplitList splitList(List<SplitRow> rows) {
    Map<String, String> unreadable = new HashMap<>();
    rows.stream()
        .filter(row -> row.split() == null)
        .forEach(row -> unreadable.putIfAbsent(row.ticker(), http.redact(row.fault())));
    return new SplitList(
        rows.stream()
            .map(SplitRow::split)
            .filter(Objects::nonNull)
            .sorted(Comparator.comparing(Split::ticker).thenComparing(Split::executionDate))
            .toList(),
        unreadable);
  }

  /** Rows of other tickers, some half empty and decades old, are not looked into. */
  private List<SplitRow> splitsOf(Predicate<String> wanted, Map<String, String> query) {
    return list(
            ListQuery.SPLITS,
            query,
            row -> TickerList.ticker(row).filter(wanted).map(ticker -> SplitRow.of(ticker, row)))
        .stream()
        .flatMap(Optional::stream)
        .toList();
  }

  /**
   * The tickers of a market, sorted, each once. Rows without a ticker are passed over. Source:
   * {@code /v3/reference/tickers}.
   *
   * @param market as the API names it, {@code stocks}
   * @param active whether those that trade now, or those that were delisted
   * @throws ApiException if the list cannot be had; never a part of it
   */
  public List<String> tickers(String market, boolean active) {
    return tickers.all(market, active);
  }

  /**
   * Whether the vendor lists exactly this ticker, active or delisted, and else whether it lists it
   * in upper case. Remembered as long as this client lives.
   *
   * @throws ApiException only if no request will succeed; a list that cannot be asked is no verdict
   */
  public Listing listing(String ticker) {
    return tickers.listing(ticker);
  }

  /** Live counts of what this client has done. */
  public ApiCounters counters() {
    return http.counters();
  }

  /**
   * What requests of this process wait for now, other than their answers, as it stands after "waits
   * for": the budget, a pause that the vendor asked for, or an API that is away.
   */
  public Optional<String> waitingFor() {
    return http.waitingFor();
  }

  /**
   * Whether the API counts as down: nothing succeeded for two minutes of trying. Requests then fail
   * at once, but for one every half minute, and the first that succeeds ends it.
   */
  public boolean unavailable() {
    return http.unavailable();
  }
}
