package dev.barlake.pipelines.market;

import dev.barlake.lake.Lake;
import dev.barlake.market.AdjustedBars;
import dev.barlake.market.AdjustedCheck;
import dev.barlake.market.MarketDate;
import dev.barlake.market.MarketReceipt;
import dev.barlake.market.MarketSplits;
import dev.barlake.market.MarketTree;
import dev.barlake.market.Sources;
import dev.barlake.marketapi.MarketApi;
import java.time.LocalDate;
import java.time.YearMonth;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.TreeMap;
import java.util.TreeSet;

/** Keeps the adjusted files of a lake in step with its raw ones and the list of splits. */
final class AdjustedPart {
  /** Two years of dates and their checks are within 510 requests. */
  private static final int MOST_CHECKS = 5;

  private static final int SHOWN = 3;

  private final Lake lake;
  private final MarketApi api;
  private final DatePipeline dates;
  private final MarketTree rawTree;
  private final MarketTree tree;

  AdjustedPart(MarketSettings settings, Lake lake, MarketApi api, DatePipeline dates) {
    this.lake = lake;
    this.api = api;
    this.dates = dates;
    this.rawTree = settings.tree();
    this.tree = new MarketTree(rawTree.window(), true);
  }

  /**
   * Computes the files that are missing, or were computed under other splits or from another raw
   * edition.
   */
  List<MarketReceipt> run(LocalDate today) {
    Sources raw = new Sources(lake, rawTree);
    Optional<LocalDate> earliest = raw.dates().stream().findFirst();
    if (earliest.isEmpty()) {
      return List.of();
    }
    Optional<MarketSplits> known = MarketSplits.stored(lake);
    MarketSplits splits = MarketSplits.of(api.splitsAfter(earliest.get()), today);
    if (!missing(known, splits, earliest.get()).isEmpty()) {
      // A list that shrank may be a passing fault.
      splits = MarketSplits.of(api.splitsAfter(earliest.get()), today);
    }
    List<String> missing = missing(known, splits, earliest.get());
    if (!missing.isEmpty()) {
      return List.of(waiting(missing, today));
    }
    splits.write(lake);
    List<MarketDate> stale = stale(raw, splits);
    List<MarketReceipt> receipts = new ArrayList<>(dates.adjust(stale));
    new Sources(lake, tree).record(receipts);
    receipts.addAll(check(stale.stream().map(MarketDate::date).toList()));
    return receipts;
  }

  private static List<String> missing(
      Optional<MarketSplits> known, MarketSplits now, LocalDate earliest) {
    return known.map(before -> before.missingIn(now, earliest)).orElse(List.of());
  }

  private MarketReceipt waiting(List<String> missing, LocalDate today) {
    return MarketReceipt.not(
        "failed",
        tree,
        today.toString(),
        "splits",
        "The list of splits lacks %d that it had, first %s; it was asked twice. Adjusted files wait as they are; if the vendor withdrew them, delete %s"
            .formatted(
                missing.size(),
                String.join("; ", missing.subList(0, Math.min(SHOWN, missing.size()))),
                MarketSplits.uri(lake)));
  }

  private List<MarketDate> stale(Sources raw, MarketSplits splits) {
    Sources held = new Sources(lake, tree);
    Set<LocalDate> there = held.dates();
    List<MarketDate> stale = new ArrayList<>();
    for (LocalDate date : raw.dates()) {
      String wanted = AdjustedBars.eTag(raw.of(date).orElseThrow(), splits.epoch(date));
      boolean isHeld = there.contains(date);
      if (!isHeld || held.of(date).filter(source -> source.eTag().equals(wanted)).isEmpty()) {
        stale.add(new MarketDate(date, !isHeld, true, false));
      }
    }
    return stale;
  }

  /** Of what was computed some dates, and all that the API contradicted before. */
  private List<MarketReceipt> check(List<LocalDate> computed) {
    Set<LocalDate> wanted = new TreeSet<>(some(computed));
    wanted.addAll(AdjustedCheck.contradicted(lake));
    List<MarketReceipt> failures = new ArrayList<>();
    Set<LocalDate> contradicted = new TreeSet<>();
    for (LocalDate date : wanted) {
      if (lake.exists(tree.path(date))) {
        Optional<MarketReceipt> failure = AdjustedCheck.run(lake, api, tree, date);
        failure.ifPresent(failures::add);
        failure.ifPresent(f -> contradicted.add(date));
      }
    }
    AdjustedCheck.remember(lake, contradicted);
    return failures;
  }

  /** The first date of each month; of many months some, and the oldest date always. */
  static List<LocalDate> some(List<LocalDate> computed) {
    Map<YearMonth, LocalDate> first = new TreeMap<>();
    computed.forEach(d -> first.merge(YearMonth.from(d), d, (a, b) -> a.isBefore(b) ? a : b));
    List<LocalDate> months = List.copyOf(first.values());
    if (months.size() <= MOST_CHECKS) {
      return months;
    }
    List<LocalDate> some = new ArrayList<>();
    for (int i = 0; i < MOST_CHECKS; i++) {
      some.add(months.get(i * (months.size() - 1) / (MOST_CHECKS - 1)));
    }
    return some;
  }
}
