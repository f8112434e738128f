package dev.barlake.pipelines.verify;

import dev.barlake.lake.Lake;
import dev.barlake.lake.PartitionPath;
import dev.barlake.lake.Watermark;
import dev.barlake.market.DateBars;
import dev.barlake.model.BarSeries;
import dev.barlake.model.StoragePeriod;
import dev.barlake.model.Timespan;
import dev.barlake.verify.VerdictFile;
import dev.barlake.verify.VerdictRow;
import dev.barlake.verify.VerifyTask;
import java.time.LocalDate;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.NavigableSet;
import java.util.Optional;
import java.util.Set;
import java.util.TreeMap;
import java.util.TreeSet;

/**
 * What a run will look at: every storage period of every wanted series, also those between that
 * have no file.
 *
 * @param tasks a period of a window each, with some tickers
 * @param series how many series there are
 * @param unknown tickers that are named, and of which the lake has nothing
 * @param leftOut series of weeks and longer windows, which have no verdicts
 */
record VerifyPlan(List<VerifyTask> tasks, int series, int leftOut, Set<String> unknown) {
  /** Tickers of a task: their bars of a period are held at a time. */
  private static final int TICKERS = 48;

  private static final LocalDate FIRST = LocalDate.of(1970, 1, 1);
  private static final LocalDate LAST = LocalDate.of(2100, 12, 31);

  private static final Comparator<BarSeries> BY_TICKER =
      Comparator.comparing(BarSeries::ticker, DateBars.ORDER).thenComparing(BarSeries::adjusted);

  /**
   * Plans from what the lake has.
   *
   * @param answered what a heal learnt, see {@link VerifyTask}
   */
  static VerifyPlan of(VerifySettings settings, Lake lake, Map<String, Long> answered) {
    Optional<Set<String>> named = settings.named();
    Map<BarSeries, NavigableSet<Long>> periods = new HashMap<>();
    Set<BarSeries> others = new TreeSet<>();
    for (PartitionPath partition : lake.partitions()) {
      if (settings.wants(partition.series(), named)) {
        periods
            .computeIfAbsent(partition.series(), series -> new TreeSet<>())
            .add(partition.period());
      } else if (named.isEmpty()) {
        others.add(partition.series());
      }
    }
    Map<String, Map<Long, List<VerifyTask.Target>>> byWindow = new TreeMap<>();
    Maker maker = new Maker(settings, lake, siblings(lake));
    maker.lost(periods.keySet(), named).forEach(series -> periods.put(series, new TreeSet<>()));
    maker.remember(periods.keySet());
    periods.keySet().stream()
        .sorted(BY_TICKER)
        .forEach(
            series ->
                maker
                    .targets(series, periods.get(series))
                    .forEach(
                        (period, target) ->
                            byWindow
                                .computeIfAbsent(series.window(), window -> new TreeMap<>())
                                .computeIfAbsent(period, p -> new ArrayList<>())
                                .add(target)));
    List<VerifyTask> tasks = new ArrayList<>();
    byWindow.forEach(
        (window, ofWindow) ->
            ofWindow.forEach((period, all) -> tasks.addAll(tasks(window, period, all, answered))));
    long longer = others.stream().filter(series -> !isDated(series)).count();
    Set<String> unknown = new TreeSet<>(named.orElse(Set.of()));
    periods.keySet().forEach(series -> unknown.remove(series.ticker()));
    return new VerifyPlan(tasks, periods.size(), (int) longer, unknown);
  }

  private static boolean isDated(BarSeries series) {
    return series.timespan().isIntraday() || series.timespan() == Timespan.DAY;
  }

  /** The periods of one-minute series, by ticker and scale: what others should follow from. */
  private static Map<BarSeries, Set<Long>> siblings(Lake lake) {
    Map<BarSeries, Set<Long>> minutes = new HashMap<>();
    for (PartitionPath partition : lake.partitions()) {
      BarSeries series = partition.series();
      if (series.timespan() == Timespan.MINUTE && series.multiplier() == 1) {
        minutes.computeIfAbsent(series, s -> new TreeSet<>()).add(partition.period());
      }
    }
    return minutes;
  }

  private static List<VerifyTask> tasks(
      String window, long period, List<VerifyTask.Target> all, Map<String, Long> answered) {
    List<VerifyTask> tasks = new ArrayList<>();
    int start = 0;
    Set<String> tickers = new TreeSet<>();
    for (int i = 0; i <= all.size(); i++) {
      boolean full = i < all.size() && tickers.size() == TICKERS;
      if (i == all.size() || (full && !tickers.contains(all.get(i).series().ticker()))) {
        tasks.add(new VerifyTask(window, period, List.copyOf(all.subList(start, i)), answered));
        start = i;
        tickers.clear();
      }
      if (i < all.size()) {
        tickers.add(all.get(i).series().ticker());
      }
    }
    return tasks;
  }

  /** How many storage periods of series there are. */
  long periods() {
    return tasks.stream().mapToLong(task -> task.targets().size()).sum();
  }

  /** Makes the targets of series. */
  private static final class Maker {
    private final VerifySettings settings;
    private final Lake lake;
    private final Map<BarSeries, Set<Long>> minutes;
    private final Map<String, Map<String, Watermark>> marks = new HashMap<>();
    private final Map<BarSeries, LocalDate> firstVerdicts = new HashMap<>();

    Maker(VerifySettings settings, Lake lake, Map<BarSeries, Set<Long>> minutes) {
      this.settings = settings;
      this.lake = lake;
      this.minutes = minutes;
    }

    /** Finds since when there are verdicts on bars of series: a file that is gone had them. */
    void remember(Set<BarSeries> wanted) {
      Map<String, Map<String, BarSeries>> byWindow = new HashMap<>();
      wanted.forEach(
          series ->
              byWindow
                  .computeIfAbsent(series.window(), window -> new HashMap<>())
                  .put(series.adjusted() + series.ticker(), series));
      byWindow.forEach(
          (window, unseen) -> {
            for (LocalDate date : VerdictFile.dates(lake, window)) {
              for (VerdictRow row : VerdictFile.read(lake, window, date)) {
                if (row.found() > 0 && unseen.containsKey(row.adjusted() + row.ticker())) {
                  firstVerdicts.put(unseen.remove(row.adjusted() + row.ticker()), date);
                }
              }
              if (unseen.isEmpty()) {
                return;
              }
            }
          });
    }

    /** Series that have a watermark beside those of the lake, and no file at all. */
    Set<BarSeries> lost(Set<BarSeries> held, Optional<Set<String>> named) {
      Set<BarSeries> lost = new TreeSet<>();
      for (BarSeries series : Set.copyOf(held)) {
        marks(series)
            .keySet()
            .forEach(
                ticker ->
                    lost.add(
                        new BarSeries(
                            ticker, series.multiplier(), series.timespan(), series.adjusted())));
      }
      lost.removeAll(held);
      lost.removeIf(series -> !settings.wants(series, named));
      return lost;
    }

    /**
     * @param files the periods that have one; none if the series lost all of them
     */
    Map<Long, VerifyTask.Target> targets(BarSeries series, NavigableSet<Long> files) {
      StoragePeriod storage = series.storagePeriod();
      Optional<Watermark> mark = mark(series);
      NavigableSet<Long> held =
          files.isEmpty() ? new TreeSet<>(Set.of(lastOf(series, mark.orElseThrow()))) : files;
      long known =
          Optional.ofNullable(firstVerdicts.get(series))
              .map(storage::numberOf)
              .orElse(held.first());
      long begin = Math.min(held.first(), known);
      long first = settings.from().map(storage::numberOf).orElse(begin);
      long extracted = mark.map(m -> m.watermark().toEpochMilli()).orElse(Long.MIN_VALUE);
      long last =
          settings
              .to()
              .map(storage::numberOf)
              .orElse(Math.max(held.last(), mark.map(m -> lastOf(series, m)).orElse(held.last())));
      String splits = splits(series, mark);
      Map<Long, VerifyTask.Target> targets = new TreeMap<>();
      for (long period = first; period <= last; period++) {
        targets.put(
            period,
            new VerifyTask.Target(
                series,
                settings.from().orElse(FIRST),
                settings.to().orElse(LAST),
                !files.isEmpty() && period <= begin,
                !files.isEmpty() && settings.from().isEmpty() && period == first,
                settings.to().isEmpty() && period == last,
                sibling(series, period),
                splits,
                extracted));
      }
      return targets;
    }

    private Optional<Watermark> mark(BarSeries series) {
      return Optional.ofNullable(marks(series).get(series.ticker()));
    }

    private Map<String, Watermark> marks(BarSeries series) {
      return marks.computeIfAbsent(
          series.window() + series.adjusted(),
          window -> lake.watermarks(series.window(), series.adjusted()));
    }

    /** The period of the last window before the watermark. */
    private static long lastOf(BarSeries series, Watermark mark) {
      return series.periodOf(mark.watermark().toEpochMilli() - 1);
    }

    /** Null if the watermark does not say: raw series have no splits, others may be unknown. */
    private static String splits(BarSeries series, Optional<Watermark> mark) {
      return mark.map(Watermark::splits)
          .filter(splits -> series.adjusted() && series.market().hasSplits())
          .filter(splits -> !splits.equals(Watermark.UNKNOWN))
          .orElse(null);
    }

    /** Raw minutes of the ticker if the lake has them, else adjusted ones for longer windows. */
    private BarSeries sibling(BarSeries series, long period) {
      if (series.timespan() != Timespan.MINUTE && series.timespan() != Timespan.HOUR) {
        return null;
      }
      BarSeries raw = new BarSeries(series.ticker(), 1, Timespan.MINUTE, false);
      if (!raw.equals(series) && minutes.getOrDefault(raw, Set.of()).contains(period)) {
        return raw;
      }
      BarSeries same = new BarSeries(series.ticker(), 1, Timespan.MINUTE, series.adjusted());
      return !same.equals(series) && minutes.getOrDefault(same, Set.of()).contains(period)
          ? same
          : null;
    }
  }
}
