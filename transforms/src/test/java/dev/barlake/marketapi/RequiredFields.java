package dev.barlake.marketapi;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import java.util.List;

/**
 * The fields that the vendor's OpenAPI document requires. Source: {@code src/openapi.json} of
 * github.com/massive-com/client-jvm, commit 3de2714 of 2026-07-08, the {@code required} lists of
 * the 200 and 400 responses of each path.
 */
final class RequiredFields {
  /** {@code /v2/aggs/grouped/...}. */
  static final List<String> GROUPED_PAGE =
      List.of("status", "adjusted", "queryCount", "resultsCount", "request_id");

  /** {@code /v2/aggs/ticker/{stocksTicker}/range/...} and {@code /prev}. */
  static final List<String> BARS_PAGE =
      List.of("ticker", "status", "adjusted", "queryCount", "resultsCount", "request_id");

  static final List<String> BAR = List.of("o", "h", "l", "c", "v", "t");
  static final List<String> GROUPED_BAR = List.of("o", "h", "l", "c", "v", "t", "T");

  /** {@code /v3/reference/tickers}. */
  static final List<String> TICKER = List.of("ticker", "name", "market", "locale");

  /** {@code /v3/reference/splits}. */
  static final List<String> OLD_SPLIT =
      List.of("id", "ticker", "execution_date", "split_from", "split_to");

  /** {@code /v3/reference/dividends}. */
  static final List<String> OLD_DIVIDEND =
      List.of("id", "ticker", "cash_amount", "dividend_type", "ex_dividend_date", "frequency");

  /** {@code /stocks/v1/splits} and {@code /stocks/v1/dividends}. */
  static final List<String> NEW_PAGE = List.of("status", "request_id", "results");

  static final List<String> NEW_SPLIT = List.of("adjustment_type");
  static final List<String> NEW_DIVIDEND = List.of("distribution_type");

  /** A 400 of the two. */
  static final List<String> NEW_ERROR = List.of("status", "request_id", "error");

  private RequiredFields() {}

  static void assertIn(JsonNode object, List<String> fields) {
    for (String field : fields) {
      assertThat(object.hasNonNull(field)).as("'%s' in %s", field, shortened(object)).isTrue();
    }
  }

  /** Each of {@code results}, of which there is one at least. */
  static void assertInResults(JsonNode page, List<String> fields) {
    assertThat(page.path("results")).as("results of %s", shortened(page)).isNotEmpty();
    page.get("results").forEach(row -> assertIn(row, fields));
  }

  private static String shortened(JsonNode node) {
    String text = node.toString();
    return text.substring(0, Math.min(500, text.length()));
  }
}
