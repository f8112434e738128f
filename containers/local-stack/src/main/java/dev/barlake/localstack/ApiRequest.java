package dev.barlake.localstack;

import java.time.Instant;
import java.util.Arrays;
import java.util.Optional;
import java.util.Set;
import java.util.stream.Collectors;

/**
 * One request as it came in, for predicates of faults and for the log. The key is never in it: an
 * {@code apiKey} in the query reads {@code ***}.
 *
 * @param method GET or another
 * @param target raw path and query as sent
 * @param ticker the decoded ticker of the path or of the query's {@code ticker}, if there is one
 * @param page 1 for a request without a cursor; n for the one whose cursor the answer to page n - 1
 *     gave out
 * @param keyInHeader whether the key came in the Authorization header
 * @param receivedAt by the clock of the simulator
 * @param status the HTTP status that was answered; 0 while there is none, and for good if the
 *     connection was closed without an answer
 */
public record ApiRequest(
    String method,
    String target,
    Optional<String> ticker,
    int page,
    boolean keyInHeader,
    Instant receivedAt,
    int status) {
  private static final Set<String> LISTS =
      Arrays.stream(Endpoint.values())
          .filter(Endpoint::isList)
          .map(endpoint -> endpoint.path)
          .collect(Collectors.toSet());

  /** The raw path without the query. */
  public String path() {
    int question = target.indexOf('?');
    return question < 0 ? target : target.substring(0, question);
  }

  /** Whether it asks for bars of a range, the kind that comes in pages. */
  public boolean isAggregates() {
    return path().startsWith("/v2/aggs/ticker/") && path().contains("/range/");
  }

  /** Whether it asks for the bars of all stocks of a day. */
  public boolean isGrouped() {
    return path().startsWith("/v2/aggs/grouped/");
  }

  /** Whether it asks for tickers, splits or dividends. */
  public boolean isList() {
    return LISTS.contains(path());
  }

  /** As the vendor writes it into {@code next_url}: without the key. */
  String targetWithoutKey() {
    return target.replaceAll("([?&])apiKey=[*]+&?", "$1").replaceAll("[?&]$", "");
  }

  ApiRequest answered(int newStatus) {
    return new ApiRequest(method, target, ticker, page, keyInHeader, receivedAt, newStatus);
  }
}
