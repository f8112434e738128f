package dev.barlake.localstack;

import java.util.Arrays;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import java.util.TreeSet;
import java.util.regex.Pattern;
import java.util.stream.Collectors;
import java.util.stream.Stream;

/**
 * What the simulator answers: paths and the parameters that it honours. One that it does not know
 * is refused, since an answer without the filter that was asked for looks like the truth.
 */
enum Endpoint {
  RANGE(
      "/v2/aggs/ticker/{ticker}/range/{multiplier}/{timespan}/{from}/{to}",
      "bars of a ticker, in pages",
      Set.of("adjusted", "sort", "limit")),
  PREVIOUS(
      "/v2/aggs/ticker/{ticker}/prev", "the newest daily bar before today", Set.of("adjusted")),
  GROUPED(
      "/v2/aggs/grouped/locale/us/market/stocks/{date}",
      "daily bars of all stocks on a date",
      Set.of("adjusted", "include_otc")),
  TICKERS(
      "/v3/reference/tickers",
      "tickers, active ones unless active=false",
      parameters(
          Set.of("ticker"),
          Set.of(),
          "type market exchange cusip cik date search active sort order limit")),
  SPLITS_V1(
      "/stocks/v1/splits",
      "splits, with adjustment factors",
      parameters(
          Set.of("ticker", "execution_date"), Set.of("ticker", "adjustment_type"), "sort limit")),
  DIVIDENDS_V1(
      "/stocks/v1/dividends",
      "dividends, with adjustment factors",
      parameters(
          Set.of("ticker", "ex_dividend_date"),
          Set.of("ticker", "frequency", "distribution_type"),
          "sort limit")),
  SPLITS_V3(
      "/v3/reference/splits",
      "splits in their older shape",
      parameters(Set.of("ticker", "execution_date"), Set.of(), "reverse_split sort order limit")),
  DIVIDENDS_V3(
      "/v3/reference/dividends",
      "dividends in their older shape",
      parameters(
          Set.of("ticker", "ex_dividend_date", "record_date", "declaration_date", "pay_date"),
          Set.of(),
          "frequency dividend_type sort order limit")),
  UPCOMING("/v1/marketstatus/upcoming", "the next closed and short days", Set.of()),
  NOW("/v1/marketstatus/now", "what is open now", Set.of());

  /** Of every endpoint: the key, and what a {@code next_url} carries. */
  private static final Set<String> EVERYWHERE = Set.of("apiKey", "cursor");

  final String path;
  final String answers;

  /** Separated by commas: an enum holds nothing that could change. */
  private final String names;

  private final Pattern pattern;

  Endpoint(String path, String answers, Set<String> parameters) {
    this.path = path;
    this.answers = answers;
    this.names = String.join(", ", new TreeSet<>(parameters));
    this.pattern = Pattern.compile(path.replaceAll("\\{[a-z]+\\}", "[^/]+"));
  }

  /**
   * The endpoint of a raw path.
   *
   * @throws ApiError 404 if there is none
   */
  static Endpoint of(String rawPath) {
    return Arrays.stream(values())
        .filter(endpoint -> endpoint.pattern.matcher(rawPath).matches())
        .findFirst()
        .orElseThrow(() -> ApiError.notFound("404 page not found"));
  }

  /** Without the key and the cursor, sorted. */
  List<String> parameters() {
    return names.isEmpty() ? List.of() : List.of(names.split(", ", -1));
  }

  /** Whether it gives tickers, splits or dividends. */
  boolean isList() {
    return switch (this) {
      case TICKERS, SPLITS_V1, DIVIDENDS_V1, SPLITS_V3, DIVIDENDS_V3 -> true;
      case RANGE, PREVIOUS, GROUPED, UPCOMING, NOW -> false;
    };
  }

  /**
   * Refuses a parameter that this endpoint does not have.
   *
   * @throws ApiError 400 that names it and those that there are
   */
  void check(Query query) {
    Optional<String> unknown =
        query.names().stream()
            .filter(name -> !parameters().contains(name) && !EVERYWHERE.contains(name))
            .findFirst();
    if (unknown.isPresent()) {
      throw ApiError.badRequest(
          "Unknown parameter '%s' of %s: it has %s"
              .formatted(unknown.get(), path, names.isEmpty() ? "none" : names));
    }
  }

  /**
   * @param ranges those that also have {@code .gte}, {@code .gt}, {@code .lte} and {@code .lt}
   * @param anyOf those that also have {@code .any_of}
   * @param plain more of them, separated by spaces
   */
  private static Set<String> parameters(Set<String> ranges, Set<String> anyOf, String plain) {
    Stream<String> compared =
        ranges.stream()
            .flatMap(
                name -> Stream.of("", ".gte", ".gt", ".lte", ".lt").map(suffix -> name + suffix));
    Stream<String> chosen = anyOf.stream().flatMap(name -> Stream.of(name, name + ".any_of"));
    return Stream.of(compared, chosen, Stream.of(plain.split(" ", -1)))
        .flatMap(names -> names)
        .collect(Collectors.toSet());
  }
}
