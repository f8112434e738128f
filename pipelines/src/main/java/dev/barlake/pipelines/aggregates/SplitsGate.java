package dev.barlake.pipelines.aggregates;

import dev.barlake.lake.Watermark;
import dev.barlake.marketapi.MarketApi;
import dev.barlake.marketapi.Split;
import dev.barlake.marketapi.SplitList;
import dev.barlake.model.ExecutedSplits;
import dev.barlake.pipelines.aggregates.SplitHistory.Fault;
import dev.barlake.pipelines.cli.ShortList;
import java.time.LocalDate;
import java.util.Collection;
import java.util.HashMap;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.TreeMap;
import java.util.stream.Stream;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Asks for the splits list, and does not believe it at its first word if it is shorter than what
 * the lake knows: it is asked for again, and what only one of the two answers has counts. A known
 * split that both lack is a fault of its ticker.
 */
final class SplitsGate {
  private static final Logger LOG = LoggerFactory.getLogger(SplitsGate.class);

  private final MarketApi api;
  private final Map<String, Watermark> known;
  private final LocalDate today;

  /**
   * @param known the lake's watermarks of adjusted series, by ticker
   */
  SplitsGate(MarketApi api, Map<String, Watermark> known, LocalDate today) {
    this.api = api;
    this.known = known;
    this.today = today;
  }

  SplitHistory ask(Set<String> tickers) {
    SplitList list = api.splits(tickers);
    Map<String, ExecutedSplits> missing = missing(tickers, list);
    boolean emptyForNew = list.splits().isEmpty() && !tickers.stream().allMatch(known::containsKey);
    if (!missing.isEmpty() || emptyForNew) {
      LOG.info(
          "The splits list is {}; it is asked for again",
          missing.isEmpty()
              ? "empty"
              : "without known splits of " + ShortList.some(missing.keySet()));
      list = joined(list, api.splits(tickers));
      missing = missing(tickers, list);
    }
    Map<String, Fault> faults = new HashMap<>();
    missing.forEach((ticker, splits) -> faults.put(ticker, gone(ticker, splits)));
    return SplitHistory.of(list, today).withFaults(faults);
  }

  private static Fault gone(String ticker, ExecutedSplits splits) {
    String sentence =
        ("Cannot rely on the splits list for %s: it lacks the split of %s, which it had before, also"
                + " when asked again; if the vendor has withdrawn it, delete the ticker's line in the"
                + " lake's _watermarks")
            .formatted(ticker, splits);
    return new Fault(sentence, true);
  }

  /** Known splits of which the list has none with the date. A corrected ratio is no loss. */
  private Map<String, ExecutedSplits> missing(Collection<String> tickers, SplitList list) {
    Map<String, Set<LocalDate>> listed = new HashMap<>();
    for (Split split : list.splits()) {
      listed
          .computeIfAbsent(split.ticker(), ticker -> new LinkedHashSet<>())
          .add(split.executionDate());
    }
    Map<String, ExecutedSplits> missing = new TreeMap<>();
    for (String ticker : tickers) {
      if (!known.containsKey(ticker) || list.unreadable().containsKey(ticker)) {
        continue;
      }
      ExecutedSplits before =
          ExecutedSplits.parse(known.get(ticker).splits()).orElse(ExecutedSplits.NONE);
      Set<LocalDate> dates = listed.getOrDefault(ticker, Set.of());
      List<ExecutedSplits.Execution> gone =
          before.executions().stream().filter(split -> !dates.contains(split.date())).toList();
      if (!gone.isEmpty()) {
        missing.put(ticker, new ExecutedSplits(gone));
      }
    }
    return missing;
  }

  private static SplitList joined(SplitList first, SplitList second) {
    Map<String, String> unreadable = new HashMap<>(first.unreadable());
    unreadable.putAll(second.unreadable());
    return new SplitList(
        Stream.concat(first.splits().stream(), second.splits().stream()).distinct().toList(),
        unreadable);
  }
}
