package dev.barlake.marketapi;

import java.io.Serializable;
import java.util.Locale;
import java.util.Map;
import java.util.TreeMap;

/**
 * A list of the API, and which of its rows in which order: in one in which new rows come last, so
 * that none slips between two pages.
 *
 * @param query parameters, unencoded
 */
public record ListQuery(String path, Map<String, String> query) implements Serializable {
  static final String TICKERS = "/v3/reference/tickers";
  static final String SPLITS = "/stocks/v1/splits";

  /** Which generation of the endpoints for dividends and splits. */
  public enum CorporateActions {
    /** {@code /stocks/v1/…}, with adjustment factors. */
    V1("/stocks/v1/"),
    /** {@code /v3/reference/…}, which the vendor calls deprecated. */
    V3("/v3/reference/");

    private final String folder;

    CorporateActions(String folder) {
      this.folder = folder;
    }
  }

  public ListQuery {
    query = new TreeMap<>(query);
  }

  /**
   * The tickers of a market.
   *
   * @param active whether those that trade now, or those that were delisted
   */
  public static ListQuery tickers(String market, boolean active) {
    return new ListQuery(
        TICKERS,
        Map.of(
            "market", market,
            "active", Boolean.toString(active),
            "sort", "ticker",
            "order", "asc",
            "limit", "1000"));
  }

  /** All dividends. */
  public static ListQuery dividends(CorporateActions generation) {
    return actions("dividends", generation, "ex_dividend_date");
  }

  /** All splits. */
  public static ListQuery splits(CorporateActions generation) {
    return actions("splits", generation, "execution_date");
  }

  private static ListQuery actions(String name, CorporateActions generation, String date) {
    return new ListQuery(
        generation.folder + name,
        switch (generation) {
          case V1 -> Map.of("limit", "5000", "sort", date + ".asc");
          case V3 -> Map.of("limit", "1000", "sort", date, "order", "asc");
        });
  }

  /** As {@code /stocks/v1/splits?limit=5000&sort=execution_date.asc}, for people. */
  @Override
  public String toString() {
    StringBuilder text = new StringBuilder(path);
    query.forEach(
        (name, value) ->
            text.append(text.length() == path.length() ? '?' : '&')
                .append(String.format(Locale.ROOT, "%s=%s", name, value)));
    return text.toString();
  }
}
