package dev.barlake.reference;

import dev.barlake.marketapi.ApiKey;
import java.io.Serializable;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.TreeMap;

/**
 * One list of the API that is walked from its first page to its last.
 *
 * @param table that it goes into; several lists may
 * @param name for messages: {@code stocks active}, {@code dividends}
 * @param query parameters, unencoded
 * @param key where the API key is looked for
 */
public record ReferenceList(
    ReferenceTable table, String name, String path, Map<String, String> query, ApiKey key)
    implements Serializable {

  /** Which generation of the endpoints for dividends and splits. */
  public enum CorporateActions {
    /** {@code /stocks/v1/…}, with adjustment factors. */
    V1,
    /** {@code /v3/reference/…}, which the vendor calls deprecated. */
    V3
  }

  public ReferenceList {
    query = new TreeMap<>(query);
  }

  /** Active and delisted tickers of each market, all dividends and all splits. */
  public static List<ReferenceList> of(List<String> markets, CorporateActions actions) {
    List<ReferenceList> lists = new ArrayList<>();
    for (String market : markets) {
      lists.add(tickers(market, true));
      lists.add(tickers(market, false));
    }
    lists.add(actions(ReferenceTable.DIVIDENDS, actions, ApiKey.DIVIDENDS));
    lists.add(actions(ReferenceTable.SPLITS, actions, ApiKey.SPLITS));
    return lists;
  }

  private static ReferenceList tickers(String market, boolean active) {
    return new ReferenceList(
        ReferenceTable.TICKERS,
        market + (active ? " active" : " delisted"),
        "/v3/reference/tickers",
        Map.of(
            "market", market,
            "active", Boolean.toString(active),
            "sort", "ticker",
            "order", "asc",
            "limit", "1000"),
        ApiKey.TICKERS);
  }

  private static ReferenceList actions(ReferenceTable table, CorporateActions actions, ApiKey key) {
    String name = table.name().toLowerCase(Locale.ROOT);
    // The whole history; in an order in which new rows come last, so that none slips between pages.
    String date = table == ReferenceTable.DIVIDENDS ? "ex_dividend_date" : "execution_date";
    return switch (actions) {
      case V1 ->
          new ReferenceList(
              table,
              name,
              "/stocks/v1/" + name,
              Map.of("limit", "5000", "sort", date + ".asc"),
              key);
      case V3 ->
          new ReferenceList(
              table,
              name,
              "/v3/reference/" + name,
              Map.of("limit", "1000", "sort", date, "order", "asc"),
              key);
    };
  }

  /** The market of a list of tickers. */
  String market() {
    return query.get("market");
  }

  /** Whether a list of tickers is of those that trade now. */
  boolean active() {
    return "true".equals(query.get("active"));
  }
}
