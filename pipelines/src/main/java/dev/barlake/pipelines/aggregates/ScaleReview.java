package dev.barlake.pipelines.aggregates;

import dev.barlake.aggregates.AggregatesRequest;
import dev.barlake.aggregates.AggregatesRequest.Start;
import dev.barlake.lake.Lake;
import dev.barlake.lake.Watermark;
import dev.barlake.marketapi.ApiException;
import dev.barlake.marketapi.MarketApi;
import dev.barlake.model.BarSeries;
import dev.barlake.model.ExecutedSplits;
import dev.barlake.model.Rescaling;
import dev.barlake.model.SplitEpoch;
import dev.barlake.model.TimeRange;
import dev.barlake.parquet.PartitionHeader;
import dev.barlake.pipelines.aggregates.ScaleProbe.Verdict;
import dev.barlake.pipelines.aggregates.SplitHistory.Fault;
import dev.barlake.store.DamagedFileException;
import java.time.LocalDate;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.NavigableMap;
import java.util.Optional;
import java.util.TreeMap;

/**
 * Holds what the lake has of each series against the splits of today, before anything is fetched.
 *
 * <p>A series whose splits are those of its last run goes on. If they changed, and a held bar would
 * change with them, the prices are {@link ScaleProbe asked}. If they moved as the splits say, what
 * the lake holds on the old scale is taken again, and no more than that. If they did not move, the
 * series waits, so that no two scales meet in it. If they moved otherwise, its whole history is
 * taken again.
 */
final class ScaleReview {
  /** About so many files of a doubted series are looked at in each run. */
  private static final int LOOKS = 5;

  private final MarketApi api;
  private final Lake lake;
  private final SplitHistory splits;
  private final Map<Boolean, Map<String, Watermark>> marks;
  private final LocalDate today;

  /**
   * @param marks the lake's watermarks, by scale and ticker
   */
  ScaleReview(
      MarketApi api,
      Lake lake,
      SplitHistory splits,
      Map<Boolean, Map<String, Watermark>> marks,
      LocalDate today) {
    this.api = api;
    this.lake = lake;
    this.splits = splits;
    this.marks = marks;
    this.today = today;
  }

  /** The plan, with what has to be taken again; series that have to wait are put on hold. */
  Plan of(Plan wanted) {
    List<Outcome> outcomes = wanted.requests().parallelStream().map(this::review).toList();
    return new Plan(
        outcomes.stream().filter(Go.class::isInstance).map(go -> ((Go) go).request()).toList(),
        outcomes.stream().filter(Plan.Hold.class::isInstance).map(Plan.Hold.class::cast).toList());
  }

  /**
   * Series whose splits changed, and of which a run with the older list has written files since:
   * the next review has to look at them again.
   */
  List<BarSeries> overtaken(Plan plan) {
    return plan.requests().parallelStream()
        .filter(this::isOvertaken)
        .map(AggregatesRequest::series)
        .toList();
  }

  private boolean isOvertaken(AggregatesRequest request) {
    Watermark mark = marks.get(request.series().adjusted()).get(request.series().ticker());
    return mark != null
        && !mark.splits().equals(request.splits())
        && new Series(request, request.splits(), mark, Optional.empty()).hasOtherScales();
  }

  /** What becomes of a request. */
  sealed interface Outcome permits Go, Plan.Hold {}

  /** It is carried out. */
  record Go(AggregatesRequest request) implements Outcome {}

  private Outcome review(AggregatesRequest wanted) {
    BarSeries series = wanted.series();
    boolean hasList = series.adjusted() && series.market().hasSplits();
    String name = hasList ? splits.name(series.ticker()) : SplitEpoch.NO_SPLITS;
    Optional<Fault> fault = hasList ? splits.fault(series.ticker()) : Optional.empty();
    if (fault.isPresent() && !fault.get().passing()) {
      return new Plan.Hold(wanted, "splits", fault.get().sentence());
    }
    Watermark mark = marks.get(series.adjusted()).get(series.ticker());
    if (mark != null && mark.splits().equals(name)) {
      return new Go(wanted.with(wanted.ranges(), name, Start.KNOWN));
    }
    return new Series(wanted, name, mark, fault).review();
  }

  /** One series whose splits are not those of its last run, or that has none. */
  private final class Series {
    private final AggregatesRequest wanted;
    private final BarSeries series;
    private final String name;
    private final Watermark mark;
    private final Optional<Fault> fault;
    private final NavigableMap<Long, PartitionHeader> held = new TreeMap<>();
    private final List<TimeRange> again = new ArrayList<>();

    Series(AggregatesRequest wanted, String name, Watermark mark, Optional<Fault> fault) {
      this.wanted = wanted;
      this.series = wanted.series();
      this.name = name;
      this.mark = mark;
      this.fault = fault;
      again.addAll(wanted.ranges());
    }

    Outcome review() {
      lake.periods(series).forEach(this::hold);
      if (held.isEmpty() && fault.isEmpty()) {
        return go(mark == null ? Start.NEW : Start.KNOWN);
      }
      try {
        return judge();
      } catch (ApiException e) {
        if (e.category() == ApiException.Category.FATAL) {
          throw e;
        }
        return new Plan.Hold(wanted, e.category().name().toLowerCase(Locale.ROOT), e.getMessage());
      }
    }

    /** Whether a held bar would change with the splits. */
    boolean hasOtherScales() {
      lake.periods(series).forEach(this::hold);
      return held.values().stream()
          .anyMatch(
              header ->
                  Rescaling.between(header.epoch().splits(), name)
                      .filter(factors -> !factors.changes(header.coverage(), series))
                      .isEmpty());
    }

    private void hold(long period) {
      try {
        lake.header(series, period).ifPresent(header -> held.put(period, header));
      } catch (DamagedFileException e) {
        // The fetch will put it on record.
        again.add(series.periodRange(period));
      }
    }

    private Outcome judge() {
      NavigableMap<Long, Rescaling> moved = new TreeMap<>();
      boolean certain = true;
      for (var file : held.entrySet()) {
        Optional<Rescaling> way = Rescaling.between(file.getValue().epoch().splits(), name);
        certain &= way.isPresent();
        way.filter(factors -> factors.changes(file.getValue().coverage(), series))
            .ifPresent(factors -> moved.put(file.getKey(), factors));
      }
      if (!certain) {
        return whole();
      }
      if (moved.isEmpty()) {
        return fault.isPresent() ? wait(fault.get().sentence(), "transient") : unmoved();
      }
      return switch (verdict(moved)) {
        case APPLIED -> moved();
        // Some splits may be none of volumes: they are waited for as long as others take.
        case VOLUMES_NOT_APPLIED -> isRecent() ? wait(notApplied(), "waiting") : moved();
        case NOT_APPLIED -> wait(notApplied(), "waiting");
        case MOVED_OTHERWISE, APPLIED_BEFORE -> whole();
        case NO_EVIDENCE -> unproven();
      };
    }

    /** A list that lost a split is not believed without a price; one that has had it long is. */
    private Outcome unproven() {
      if (fault.isPresent()) {
        return wait(fault.get().sentence(), "transient");
      }
      return isRecent() ? wait(noEvidence(), "waiting") : moved();
    }

    /** From the latest file on, since that is the likeliest to be within the plan. */
    private Verdict verdict(NavigableMap<Long, Rescaling> moved) {
      for (var file : moved.descendingMap().entrySet()) {
        Rescaling way = file.getValue();
        Verdict verdict =
            new ScaleProbe(api, lake, series).look(file.getKey(), name, way, way.settledFrom());
        if (verdict != Verdict.NO_EVIDENCE) {
          return verdict;
        }
      }
      return Verdict.NO_EVIDENCE;
    }

    /** The splits change no held bar; but an earlier run may have seen the scale change. */
    private Outcome unmoved() {
      boolean doubted = mark != null && mark.splits().equals(Watermark.UNKNOWN);
      return doubted && !held.isEmpty() && lookAgain() == Verdict.MOVED_OTHERWISE
          ? whole()
          : moved();
    }

    /**
     * Bars before the latest split move first, if it is applied late. But a history may be
     * rewritten bit by bit, so a few other files are looked at too.
     */
    private Verdict lookAgain() {
      Optional<LocalDate> split = ExecutedSplits.parse(name).flatMap(ExecutedSplits::latest);
      Optional<Long> before =
          split.map(date -> held.floorKey(series.storagePeriod().numberOf(date.minusDays(1))));
      if (before.isPresent() && look(before.get(), split.get()) == Verdict.MOVED_OTHERWISE) {
        return Verdict.MOVED_OTHERWISE;
      }
      List<Long> periods = List.copyOf(held.keySet());
      int step = Math.max(1, periods.size() / LOOKS);
      for (int i = periods.size() - 1; i >= 0; i -= step) {
        if (look(periods.get(i), LocalDate.MAX) == Verdict.MOVED_OTHERWISE) {
          return Verdict.MOVED_OTHERWISE;
        }
      }
      return Verdict.NO_EVIDENCE;
    }

    private Verdict look(long period, LocalDate before) {
      return new ScaleProbe(api, lake, series).look(period, name, Rescaling.NONE, before);
    }

    /** What was rescaled by computing, or has to be, is asked for again. */
    private Outcome moved() {
      held.forEach(
          (period, header) ->
              Rescaling.between(header.epoch().splits(), name)
                  .ifPresent(
                      way -> again.addAll(way.apply(header.coverage(), series).rescaledRanges())));
      return go(Start.MOVED);
    }

    private Outcome whole() {
      held.values().forEach(header -> again.addAll(header.coverage().spans()));
      return go(Start.ON_ANOTHER_SCALE);
    }

    private Outcome go(Start start) {
      return new Go(wanted.with(TimeRange.union(again), name, start));
    }

    private Outcome wait(String sentence, String category) {
      return new Plan.Hold(wanted, category, fault.map(Fault::sentence).orElse(sentence));
    }

    private String notApplied() {
      return "Cannot extract %s yet: split not applied yet: the list names the splits %s, and prices or volumes before them are as they were; the watermark is held, try again later"
          .formatted(series, name);
    }

    private String noEvidence() {
      return "Cannot extract %s yet: the list names the splits %s, and no price shows whether they are applied; they are believed after %d days"
          .formatted(series, name, ExecutedSplits.RECENT_DAYS);
    }

    private boolean isRecent() {
      return ExecutedSplits.isRecent(name, today);
    }
  }
}
