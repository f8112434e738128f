package dev.barlake.pipelines.aggregates;

import static java.util.stream.Collectors.groupingBy;
import static java.util.stream.Collectors.mapping;
import static java.util.stream.Collectors.toList;

import dev.barlake.marketapi.Split;
import dev.barlake.marketapi.SplitList;
import dev.barlake.model.ExecutedSplits;
import dev.barlake.model.ExecutedSplits.Execution;
import dev.barlake.model.SplitEpoch;
import java.time.LocalDate;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;

/**
 * The splits that were executed by a date, by ticker. When they change, by a new split or by a
 * corrected or withdrawn one, the vendor has rewritten the ticker's adjusted history, or will soon.
 *
 * @param executed tickers without a split are left out
 * @param faults why the splits of a ticker are not to be relied on, in one sentence
 */
record SplitHistory(Map<String, ExecutedSplits> executed, Map<String, Fault> faults) {
  static final SplitHistory EMPTY = new SplitHistory(Map.of(), Map.of());

  /**
   * Why a ticker's splits are not to be relied on.
   *
   * @param passing whether a later answer may be better
   */
  record Fault(String sentence, boolean passing) {}

  /** Those with an execution date up to {@code today}; announced ones do not count. */
  static SplitHistory of(SplitList list, LocalDate today) {
    Map<String, List<Execution>> byTicker =
        list.splits().stream()
            .filter(split -> !split.executionDate().isAfter(today))
            .collect(groupingBy(Split::ticker, mapping(SplitHistory::execution, toList())));
    Map<String, ExecutedSplits> executed = new HashMap<>();
    byTicker.forEach((ticker, splits) -> executed.put(ticker, ExecutedSplits.of(splits)));
    Map<String, Fault> faults = new HashMap<>();
    list.unreadable().forEach((ticker, sentence) -> faults.put(ticker, new Fault(sentence, false)));
    return new SplitHistory(executed, faults);
  }

  private static Execution execution(Split split) {
    return new Execution(split.executionDate(), split.from(), split.to());
  }

  /** The splits of a ticker. */
  ExecutedSplits of(String ticker) {
    return executed.getOrDefault(ticker, ExecutedSplits.NONE);
  }

  /** The splits of a ticker as a {@link SplitEpoch} names them. */
  String name(String ticker) {
    return of(ticker).toString();
  }

  Optional<Fault> fault(String ticker) {
    return Optional.ofNullable(faults.get(ticker));
  }

  /** The same with more faults. */
  SplitHistory withFaults(Map<String, Fault> more) {
    Map<String, Fault> all = new HashMap<>(more);
    all.putAll(faults);
    return new SplitHistory(executed, all);
  }
}
