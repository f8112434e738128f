package dev.barlake.reference;

import dev.barlake.marketapi.ApiKey;
import dev.barlake.marketapi.ListQuery;
import dev.barlake.marketapi.ListQuery.CorporateActions;
import java.io.Serializable;
import java.util.ArrayList;
import java.util.List;

/**
 * One list of the API that is walked from its first page to its last.
 *
 * @param table that it goes into; several lists may
 * @param name for messages: {@code stocks active}, {@code dividends}
 * @param key where the API key is looked for
 * @param market of a list of tickers; null of others
 * @param active whether a list of tickers is of those that trade now
 */
public record ReferenceList(
    ReferenceTable table, String name, ListQuery asked, ApiKey key, String market, boolean active)
    implements Serializable {

  /** Active and delisted tickers of each market, all dividends and all splits. */
  public static List<ReferenceList> of(List<String> markets, CorporateActions actions) {
    List<ReferenceList> lists = new ArrayList<>();
    for (String market : markets) {
      lists.add(tickers(market, true));
      lists.add(tickers(market, false));
    }
    lists.add(
        new ReferenceList(
            ReferenceTable.DIVIDENDS,
            "dividends",
            ListQuery.dividends(actions),
            ApiKey.DIVIDENDS,
            null,
            false));
    lists.add(
        new ReferenceList(
            ReferenceTable.SPLITS,
            "splits",
            ListQuery.splits(actions),
            ApiKey.SPLITS,
            null,
            false));
    return lists;
  }

  private static ReferenceList tickers(String market, boolean active) {
    return new ReferenceList(
        ReferenceTable.TICKERS,
        market + (active ? " active" : " delisted"),
        ListQuery.tickers(market, active),
        ApiKey.TICKERS,
        market,
        active);
  }
}
