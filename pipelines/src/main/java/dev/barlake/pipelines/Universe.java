package dev.barlake.pipelines;

import dev.barlake.marketapi.MarketApi;
import java.util.List;
import java.util.Set;
import java.util.TreeSet;
import java.util.function.Supplier;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * All stocks that the API lists, the delisted ones too: a survivor's history is a biased one.
 *
 * <p>The list is not believed at its first word if it is empty or lacks tickers that the lake has.
 * What it lacks when asked again too is extracted all the same, unless it is so much that the list
 * must be broken.
 */
record Universe() implements TickerSource {
  private static final Logger LOG = LoggerFactory.getLogger(Universe.class);

  /** A list that lacks more than this, of those that the lake has, is broken. */
  private static final int MOST_MISSING_PERCENT = 5;

  private static final int MOST_MISSING = 10;

  /**
   * @throws ShrunkListException if the list is not to be believed
   */
  @Override
  public List<String> load(Supplier<MarketApi> api, Supplier<Set<String>> known) {
    Set<String> listed = list(api.get());
    Set<String> missing = new TreeSet<>(known.get());
    int most = Math.max(MOST_MISSING, missing.size() * MOST_MISSING_PERCENT / 100);
    missing.removeAll(listed);
    if (listed.isEmpty() || !missing.isEmpty()) {
      listed.addAll(list(api.get()));
      missing.removeAll(listed);
    }
    if (listed.isEmpty() || missing.size() > most) {
      throw new ShrunkListException(
          ("Cannot believe the vendor's list of tickers: asked twice it has %d, and lacks %d of those"
                  + " that the lake has (%s); try again later, or name the tickers")
              .formatted(listed.size(), missing.size(), Names.some(missing)));
    }
    listed.addAll(missing);
    TickerList tickers = TickerList.of(listed.stream());
    // One odd row of the vendor's must not keep back all the others.
    tickers.mistakes("--tickers=all").forEach(LOG::warn);
    return new TickerList(tickers.tickers(), List.of()).require("all");
  }

  private static Set<String> list(MarketApi api) {
    Set<String> tickers = new TreeSet<>(api.tickers("stocks", true));
    tickers.addAll(api.tickers("stocks", false));
    return tickers;
  }
}
