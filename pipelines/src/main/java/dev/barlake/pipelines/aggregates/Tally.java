package dev.barlake.pipelines.aggregates;

import dev.barlake.aggregates.AggregatesRequest;
import dev.barlake.aggregates.Notes;
import dev.barlake.aggregates.Receipt;
import dev.barlake.lake.Watermark;
import dev.barlake.model.BarSeries;
import dev.barlake.pipelines.cli.ExitCode;
import java.time.LocalDate;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.HashMap;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.TreeMap;
import java.util.TreeSet;
import java.util.function.Predicate;

/**
 * Adds up the receipts of a run against its plan: each planned instant is covered or failed, and a
 * watermark moves only over what is covered without a gap.
 */
final class Tally {
  /** How many failures and how many impossible bars the summary has; all are in the lake. */
  private static final int SHOWN = 5;

  private static final int FORBIDDEN = 403;

  /** Failures after which the same command, later, may do better. */
  private static final Set<String> PASSING = Set.of("transient", "waiting");

  private final Map<BarSeries, SeriesTally> all = new TreeMap<>();
  private final Predicate<BarSeries> mayBeginLater;
  private final Set<String> categories = new TreeSet<>();
  private final List<Receipt.Failed> firstFailures = new ArrayList<>();
  private final Map<String, Long> counts = new LinkedHashMap<>();
  private final Map<String, Long> impossible = new TreeMap<>();
  private final List<String> firstImpossible = new ArrayList<>();
  private long upserted;

  /**
   * @param wanted what was asked for
   * @param plan what is extracted or put on hold: also what has to be taken again after a split
   */
  Tally(Plan wanted, Plan plan) {
    this(wanted, plan, series -> false);
  }

  /**
   * As above.
   *
   * @param mayBeginLater series of which the first date is no more than a wish: they begin where
   *     the vendor's plan begins, see {@link #settleBeginnings}
   */
  Tally(Plan wanted, Plan plan, Predicate<BarSeries> mayBeginLater) {
    this.mayBeginLater = mayBeginLater;
    for (String count :
        List.of(
            "files",
            "bars",
            "added",
            "changed",
            "vanished",
            "rescaled",
            "repeated",
            "questions",
            "skipped",
            "failed")) {
      counts.put(count, 0L);
    }
    Map<BarSeries, AggregatesRequest> asked = new HashMap<>();
    wanted.requests().forEach(request -> asked.put(request.series(), request));
    plan.requests().forEach(request -> all.put(request.series(), tally(asked, request)));
    for (Plan.Hold hold : plan.holds()) {
      all.put(hold.request().series(), tally(asked, hold.request()));
    }
  }

  private static SeriesTally tally(
      Map<BarSeries, AggregatesRequest> asked, AggregatesRequest request) {
    return new SeriesTally(asked.getOrDefault(request.series(), request).ranges(), request);
  }

  void add(List<? extends Receipt> receipts) {
    receipts.forEach(this::add);
  }

  private void add(Receipt receipt) {
    SeriesTally series = all.get(receipt.part().series());
    if (receipt instanceof Receipt.Failed failure
        && failure.status() == FORBIDDEN
        && mayBeginLater.test(failure.part().series())) {
      series.addRefusal(failure);
      return;
    }
    series.add(receipt);
    if (receipt instanceof Receipt.Written written) {
      count("files", 1);
      count("bars", written.fetched());
      count("added", written.added());
      count("changed", written.changed());
      count("vanished", written.vanished());
      count("rescaled", written.rescaled());
      upserted += written.upserted() == null ? 0 : written.upserted();
      if (written.notes() != null) {
        add(written.notes());
      }
    } else if (receipt instanceof Receipt.Skipped skip) {
      count("skipped", 1);
      upserted += skip.upserted() == null ? 0 : skip.upserted();
    } else if (receipt instanceof Receipt.Failed failure) {
      count(failure);
    }
  }

  private void count(Receipt.Failed failure) {
    count("failed", 1);
    categories.add(failure.category());
    if (firstFailures.size() < SHOWN) {
      firstFailures.add(failure);
    }
  }

  private void add(Notes notes) {
    count("repeated", notes.repeated());
    count("questions", notes.questions());
    notes.impossible().forEach((kind, bars) -> impossible.merge(kind, (long) bars, Long::sum));
    notes.firstImpossible().stream()
        .limit(SHOWN - firstImpossible.size())
        .forEach(firstImpossible::add);
  }

  private void count(String what, long more) {
    counts.merge(what, more, Long::sum);
  }

  /**
   * Decides about tickers that the vendor does not list: one that brought bars is none the worse
   * for it, one that did not is unknown. To be called once, after all receipts.
   *
   * @return the failures of unknown tickers, which are added
   */
  List<Receipt.Failed> settleUnknown() {
    Set<String> traded = new TreeSet<>();
    all.forEach(
        (series, tally) -> {
          if (tally.hasBars()) {
            traded.add(series.ticker());
          }
        });
    List<Receipt.Failed> failures =
        all.values().stream()
            .flatMap(tally -> tally.settleUnknown(traded::contains).stream())
            .toList();
    add(failures);
    return failures;
  }

  /**
   * Decides about ranges that were refused, of series that may begin later. If a series was refused
   * from its first date on, and answered right behind that, the vendor's plan begins there, and so
   * does the series: nothing failed. Any other refusal is a failure, and so is this one if another
   * series of the same market was answered for earlier days. To be called once, after {@link
   * #settleUnknown}.
   *
   * @return the first date of the plan that was seen, the latest if several were; empty if none
   */
  Optional<LocalDate> settleBeginnings() {
    List<LocalDate> first = new ArrayList<>();
    all.values()
        .forEach(
            series -> {
              List<Receipt.Failed> refusals = series.settleBeginning(answeredFrom(series));
              refusals.forEach(this::count);
              series.beginsAt().ifPresent(first::add);
            });
    return first.stream().max(Comparator.naturalOrder());
  }

  /** The first instant (epoch ms) for which a series of the same market brought bars. */
  private long answeredFrom(SeriesTally series) {
    return all.values().stream()
        .filter(other -> other.market() == series.market())
        .mapToLong(SeriesTally::answeredFrom)
        .min()
        .orElse(Long.MAX_VALUE);
  }

  /** How many tickers begin later than they were asked for. */
  int beginLater() {
    return (int)
        all.entrySet().stream()
            .filter(series -> series.getValue().beginsAt().isPresent())
            .map(series -> series.getKey().ticker())
            .distinct()
            .count();
  }

  /** Has the next run look whether all files of a series are on one scale. */
  void doubt(BarSeries series) {
    all.get(series).doubt();
  }

  /**
   * The watermarks after this run.
   *
   * @param reviewed those that this run began with, of one window and scale
   * @param before those in the lake now; other runs may have moved them
   */
  Map<String, Watermark> advance(
      Map<String, Watermark> reviewed,
      Map<String, Watermark> before,
      boolean adjusted,
      LocalDate today) {
    Map<String, Watermark> after = new HashMap<>(before);
    all.forEach(
        (series, tally) -> {
          if (series.adjusted() == adjusted) {
            Watermark moved =
                tally.advance(reviewed.get(series.ticker()), before.get(series.ticker()), today);
            if (moved != null) {
              after.put(series.ticker(), moved);
            }
          }
        });
    return after;
  }

  /** Tickers without a single bar in all that was asked for: they never traded in it. */
  Set<String> tickersWithoutBars() {
    Set<String> silent = new TreeSet<>();
    Set<String> known = new TreeSet<>();
    all.forEach((series, tally) -> (tally.isKnown() ? known : silent).add(series.ticker()));
    silent.removeAll(known);
    return silent;
  }

  Set<String> failedTickers() {
    Set<String> tickers = new TreeSet<>();
    all.forEach(
        (series, tally) -> {
          if (tally.hasFailed()) {
            tickers.add(series.ticker());
          }
        });
    return tickers;
  }

  /** Series of which a part is neither covered nor failed, which no correct run has. */
  List<BarSeries> unaccounted() {
    return all.entrySet().stream()
        .filter(entry -> !entry.getValue().isAccounted())
        .map(Map.Entry::getKey)
        .toList();
  }

  /** What the receipts say about how the run ended. */
  ExitCode exitCode() {
    if (categories.isEmpty()) {
      return ExitCode.DONE;
    }
    if (categories.contains("fatal")) {
      return ExitCode.ERROR;
    }
    return PASSING.containsAll(categories) ? ExitCode.TRY_AGAIN_LATER : ExitCode.FAILED_REQUESTS;
  }

  List<Receipt.Failed> firstFailures() {
    return firstFailures;
  }

  /** Bars that a table was given; 0 if there is none. */
  long upserted() {
    return upserted;
  }

  /** The counts for the summary, in the order in which they are printed. */
  Map<String, Long> counts() {
    return new LinkedHashMap<>(counts);
  }

  /** How many bars of each kind cannot be; they are stored as sent. */
  Map<String, Long> impossible() {
    return impossible;
  }

  List<String> firstImpossible() {
    return firstImpossible;
  }
}
