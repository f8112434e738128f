package dev.barlake.marketapi;

import com.fasterxml.jackson.databind.JsonNode;
import dev.barlake.model.Market;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.ConcurrentHashMap;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/** The vendor's list of tickers, {@code /v3/reference/tickers}. Thread-safe. */
final class TickerList {
  private static final Logger LOG = LoggerFactory.getLogger(TickerList.class);

  private final HttpExchanges http;
  private final Map<String, Listing> known = new ConcurrentHashMap<>();

  TickerList(HttpExchanges http) {
    this.http = http;
  }

  /** All tickers of a market, sorted, each once; rows without a ticker are passed over. */
  List<String> all(String market, boolean active) {
    List<String> tickers = new ArrayList<>();
    walk(ListQuery.tickers(market, active))
        .forEachPage(page -> page.forEach(ticker -> ticker.ifPresent(tickers::add)));
    return tickers.stream().sorted().distinct().toList();
  }

  /** Whether exactly this ticker is listed; asked once for each, unless it cannot be asked. */
  Listing listing(String ticker) {
    Listing found = known.get(ticker);
    if (found != null) {
      return found;
    }
    try {
      Listing asked = ask(ticker);
      known.put(ticker, asked);
      return asked;
    } catch (ApiException e) {
      if (e.category() == ApiException.Category.FATAL) {
        throw e;
      }
      LOG.info("Whether {} is listed is not known, taken as listed: {}", ticker, e.getMessage());
      return Listing.LISTED;
    }
  }

  private Listing ask(String ticker) {
    // An empty list may be a passing fault, so absence is asked for twice.
    for (int asked = 0; asked < 2; asked++) {
      if (has(ticker)) {
        return Listing.LISTED;
      }
    }
    String upperCase = ticker.toUpperCase(Locale.ROOT);
    boolean near = !upperCase.equals(ticker) && has(upperCase);
    return new Listing(false, near ? Optional.of(upperCase) : Optional.empty());
  }

  private boolean has(String ticker) {
    return has(ticker, true) || has(ticker, false);
  }

  /** A server may ignore the ticker that is asked for. */
  private boolean has(String ticker, boolean active) {
    Map<String, String> query =
        new HashMap<>(
            Map.of("ticker", ticker, "active", Boolean.toString(active), "limit", "1000"));
    if (Market.of(ticker) == Market.STOCKS) {
      query.put("market", "stocks");
    }
    ListWalk<Optional<String>> walk = walk(new ListQuery(ListQuery.TICKERS, query));
    for (List<Optional<String>> page = walk.nextPage(); page != null; page = walk.nextPage()) {
      if (page.contains(Optional.of(ticker))) {
        return true;
      }
    }
    return false;
  }

  private ListWalk<Optional<String>> walk(ListQuery asked) {
    return new ListWalk<>(http, PageUrl.of(asked.path(), asked.query()), TickerList::ticker);
  }

  /** The ticker of a row of any list, if it has one. */
  static Optional<String> ticker(JsonNode row) {
    return Optional.of(row.path("ticker"))
        .filter(JsonNode::isTextual)
        .map(JsonNode::asText)
        .filter(ticker -> !ticker.isEmpty());
  }
}
