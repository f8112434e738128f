package dev.barlake.pipelines.verify;

import dev.barlake.lake.Lake;
import dev.barlake.model.BarSeries;
import dev.barlake.model.TimeRange;
import dev.barlake.verify.Verdict;
import dev.barlake.verify.VerdictFile;
import dev.barlake.verify.VerdictRow;
import dev.barlake.verify.VerifyTask;
import java.time.LocalDate;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.EnumMap;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.NavigableSet;
import java.util.Set;

/**
 * The lake's verdicts on what a run looked at: counted, and the bad ones in the order of badness.
 */
final class Verdicts {
  /**
   * One that is suspect or missing.
   *
   * @param sibling the series that it should follow from; null if there is none
   */
  record Bad(BarSeries series, VerdictRow row, BarSeries sibling) {}

  private final Map<Verdict, Long> counts = new EnumMap<>(Verdict.class);
  private final List<Bad> bad = new ArrayList<>();
  private final Set<String> findings = new HashSet<>();

  private final Set<String> silent = new HashSet<>();
  private final String run;
  private long made;

  private Verdicts(String run) {
    this.run = run;
  }

  /**
   * Reads them, date by date.
   *
   * @param run whose verdicts are new
   */
  static Verdicts read(Lake lake, VerifyPlan plan, String run) {
    Map<String, Map<String, VerifyTask.Target>> byWindow = new HashMap<>();
    Map<String, TimeRange> dates = new HashMap<>();
    for (VerifyTask task : plan.tasks()) {
      for (VerifyTask.Target target : task.targets()) {
        byWindow
            .computeIfAbsent(task.window(), window -> new HashMap<>())
            .put(key(target.series().ticker(), target.series().adjusted()), target);
        TimeRange range = days(target.series(), task.period());
        dates.merge(task.window(), range, TimeRange::span);
      }
    }
    Verdicts verdicts = new Verdicts(run);
    byWindow.forEach((window, targets) -> verdicts.read(lake, window, targets, dates.get(window)));
    verdicts.bad.sort(
        Comparator.comparing((Bad each) -> -each.row().badness())
            .thenComparing(Bad::series)
            .thenComparing(each -> each.row().date()));
    return verdicts;
  }

  private static TimeRange days(BarSeries series, long period) {
    return new TimeRange(
        series.storagePeriod().firstDate(period).toEpochDay(),
        series.storagePeriod().firstDate(period + 1).toEpochDay());
  }

  private static String key(String ticker, boolean adjusted) {
    return adjusted + ticker;
  }

  private void read(
      Lake lake, String window, Map<String, VerifyTask.Target> targets, TimeRange days) {
    NavigableSet<LocalDate> dates =
        VerdictFile.dates(lake, window)
            .subSet(
                LocalDate.ofEpochDay(days.from()), true, LocalDate.ofEpochDay(days.to()), false);
    for (LocalDate date : dates) {
      for (VerdictRow row : VerdictFile.read(lake, window, date)) {
        VerifyTask.Target target = targets.get(key(row.ticker(), row.adjusted()));
        if (target != null && !date.isBefore(target.from()) && !date.isAfter(target.to())) {
          add(new Bad(target.series(), row, target.sibling()));
        }
      }
    }
  }

  private void add(Bad each) {
    VerdictRow row = each.row();
    counts.merge(row.verdict(), 1L, Long::sum);
    made += row.run().equals(run) ? 1 : 0;
    if (row.verdict() == Verdict.SILENT) {
      silent.add(VerifyTask.key(each.series(), row.date()));
    }
    if (row.verdict().isBad()) {
      bad.add(each);
      findings.add(
          row.together() >= 0
              ? each.series().window() + row.together()
              : each.series() + row.date().toString());
    }
  }

  /** How many there are of each kind, and how many of all are new. */
  Map<String, Long> counts() {
    Map<String, Long> words = new java.util.LinkedHashMap<>();
    for (Verdict verdict : Verdict.values()) {
      words.put(verdict.word(), counts.getOrDefault(verdict, 0L));
    }
    words.put("made", made);
    return words;
  }

  /** Whether a series and date is silent now. */
  boolean isSilent(Bad before) {
    return silent.contains(VerifyTask.key(before.series(), before.row().date()));
  }

  /** Which test decided what is bad. */
  Map<String, Long> tests() {
    Map<String, Long> tests = new java.util.TreeMap<>();
    bad.forEach(each -> tests.merge(each.row().check().word(), 1L, Long::sum));
    return tests;
  }

  /** What is suspect or missing, the worst first. */
  List<Bad> bad() {
    return bad;
  }

  /** How many findings there are; silences that tickers share are one. */
  int findings() {
    return findings.size();
  }
}
