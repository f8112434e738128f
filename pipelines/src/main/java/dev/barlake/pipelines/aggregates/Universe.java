package dev.barlake.pipelines.aggregates;

import dev.barlake.marketapi.MarketApi;
import dev.barlake.model.Market;
import dev.barlake.pipelines.cli.ShortList;
import dev.barlake.pipelines.cli.ShrunkListException;
import java.util.Collection;
import java.util.List;
import java.util.Set;
import java.util.TreeSet;
import java.util.function.Supplier;
import java.util.stream.Stream;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * All stocks that the API lists, the delisted ones too: a survivor's history is a biased one.
 *
 * <p>The lists are not believed at their first word if there is no active ticker, or if they lack
 * tickers that the lake has. What they lack when asked again too is extracted all the same, unless
 * it is so much that the lists must be broken.
 */
record Universe() implements TickerSource {
  private static final Logger LOG = LoggerFactory.getLogger(Universe.class);

  /** Lists that lack more than this, of those that the lake has, are broken. */
  private static final int MOST_MISSING_PERCENT = 5;

  private static final int MOST_MISSING = 10;

  /** What the API lists. */
  private record Lists(Set<String> active, Set<String> delisted) {
    static Lists ask(MarketApi api) {
      return new Lists(
          new TreeSet<>(api.tickers("stocks", true)), new TreeSet<>(api.tickers("stocks", false)));
    }

    Lists and(Lists other) {
      return new Lists(both(active, other.active), both(delisted, other.delisted));
    }

    Set<String> missing(Set<String> known) {
      Set<String> missing = new TreeSet<>(known);
      missing.removeAll(active);
      missing.removeAll(delisted);
      return missing;
    }

    private static Set<String> both(Set<String> some, Set<String> others) {
      Set<String> both = new TreeSet<>(some);
      both.addAll(others);
      return both;
    }
  }

  /**
   * @throws ShrunkListException if the lists are not to be believed
   */
  @Override
  public List<String> load(Supplier<MarketApi> api, Supplier<Set<String>> known) {
    Set<String> held = new TreeSet<>(known.get());
    // The lists are of stocks; the lake may have other markets too.
    held.removeIf(ticker -> Market.of(ticker) != Market.STOCKS);
    Lists lists = Lists.ask(api.get());
    if (lists.active().isEmpty() || !lists.missing(held).isEmpty()) {
      lists = lists.and(Lists.ask(api.get()));
    }
    Set<String> missing = lists.missing(held);
    int most = Math.max(MOST_MISSING, held.size() * MOST_MISSING_PERCENT / 100);
    if (lists.active().isEmpty() || missing.size() > most) {
      throw new ShrunkListException(
          ("Cannot believe the vendor's lists of tickers: asked twice they have %d active and %d"
                  + " delisted ones, and lack %d of those that the lake has (%s); try again later,"
                  + " or name the tickers")
              .formatted(
                  lists.active().size(),
                  lists.delisted().size(),
                  missing.size(),
                  ShortList.some(missing)));
    }
    TickerText tickers =
        TickerText.of(
            Stream.of(lists.active(), lists.delisted(), missing).flatMap(Collection::stream));
    // One odd row of the vendor's must not keep back all the others.
    tickers.mistakes("--tickers=all").forEach(LOG::warn);
    return new TickerText(tickers.tickers(), List.of()).require("all");
  }
}
