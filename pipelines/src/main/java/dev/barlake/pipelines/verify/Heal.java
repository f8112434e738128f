package dev.barlake.pipelines.verify;

import dev.barlake.aggregates.Receipt;
import dev.barlake.model.BarSeries;
import dev.barlake.model.StoragePeriod;
import dev.barlake.model.TimeRange;
import dev.barlake.pipelines.aggregates.AggregatesOptions;
import dev.barlake.pipelines.aggregates.Reextraction;
import dev.barlake.pipelines.cli.ExitCode;
import dev.barlake.verify.Check;
import dev.barlake.verify.Verdict;
import dev.barlake.verify.VerifyTask;
import java.io.PrintStream;
import java.time.Clock;
import java.time.Duration;
import java.time.LocalDate;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.HashSet;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.TreeMap;

/**
 * Asks the API again for what is suspect or missing, the worst first, within a number of requests.
 * A date that it answered twice in the same way is not asked about again, until a witness changes.
 */
final class Heal {
  /** As an extraction leaves the last windows alone. */
  private static final Duration SETTLING = Duration.ofMinutes(15);

  private final VerifySettings settings;
  private final Clock clock;
  private final PrintStream err;
  private final List<Verdicts.Bad> asked = new ArrayList<>();
  private final Set<String> askedKeys = new HashSet<>();
  private final Set<String> pieces = new HashSet<>();
  private final Map<String, Long> answered = new HashMap<>();
  private int tries;
  private int left;
  private long requests;
  private long added;
  private long changed;
  private int exitCode;
  private String error;
  private String refusal;

  Heal(VerifySettings settings, Clock clock, PrintStream err) {
    this.settings = settings;
    this.clock = clock;
    this.err = err;
  }

  /**
   * Asks about what is bad, and was not asked about by this run.
   *
   * @return whether there was anything to ask, so that a second look may see more; also if the API
   *     answered only a part of it
   */
  boolean run(Verdicts verdicts) {
    Map<String, Map<BarSeries, List<TimeRange>>> byWindow = choose(verdicts);
    tries++;
    for (Map.Entry<String, Map<BarSeries, List<TimeRange>>> window : byWindow.entrySet()) {
      Reextraction reextraction =
          new Reextraction(
              settings.lake(),
              settings.api(),
              settings.requestsPerMinute(),
              settings.runId() + "-heal" + tries + "-" + window.getKey(),
              () -> settings.options().as(AggregatesOptions.class));
      Reextraction.Outcome outcome = reextraction.run(window.getValue(), clock, err);
      requests += outcome.requests();
      outcome.receipts().forEach(this::note);
      boolean later = outcome.exitCode() == ExitCode.TRY_AGAIN_LATER.code();
      if (error == null && (outcome.error() != null || later)) {
        error = outcome.error() != null ? outcome.error() : refusal;
        exitCode = outcome.exitCode();
      }
    }
    return !byWindow.isEmpty();
  }

  private Map<String, Map<BarSeries, List<TimeRange>>> choose(Verdicts verdicts) {
    Map<String, Map<BarSeries, List<TimeRange>>> byWindow = new TreeMap<>();
    left = 0;
    for (Verdicts.Bad bad : verdicts.bad()) {
      boolean hopeless = bad.row().check() == Check.FILE || bad.row().firstAsked() >= 0;
      if (hopeless || askedKeys.contains(key(bad))) {
        continue;
      }
      List<BarSeries> series = new ArrayList<>(List.of(bad.series()));
      if (bad.row().check() == Check.SIBLING && bad.sibling() != null) {
        series.add(bad.sibling()); // either of the two may be at fault
      }
      TimeRange range = range(bad);
      Set<String> more = new HashSet<>();
      series.forEach(each -> more.add(each + " " + each.periodOf(range.from())));
      more.removeAll(pieces);
      if (pieces.size() + more.size() > settings.healRequests()) {
        left++;
        continue;
      }
      pieces.addAll(more);
      asked.add(bad);
      askedKeys.add(key(bad));
      for (BarSeries each : series) {
        byWindow
            .computeIfAbsent(each.window(), window -> new HashMap<>())
            .merge(each, List.of(range), Heal::union);
      }
    }
    return byWindow;
  }

  private static List<TimeRange> union(List<TimeRange> some, List<TimeRange> more) {
    List<TimeRange> all = new ArrayList<>(some);
    all.addAll(more);
    return TimeRange.union(all);
  }

  /**
   * The date; the whole period if bars differ from a witness or stand under other splits: they may
   * be on another scale, and bars of two scales never stand in one file. It is one request all the
   * same.
   */
  private TimeRange range(Verdicts.Bad bad) {
    BarSeries series = bad.series();
    TimeRange date = day(series, bad.row().date());
    boolean another = bad.row().verdict() == Verdict.SUSPECT && isOfValues(bad.row().check());
    if (!series.adjusted() || !another) {
      return date;
    }
    long open = series.firstOpenWindow(clock.millis() - SETTLING.toMillis());
    TimeRange period = series.periodRange(series.periodOf(date.from()));
    return new TimeRange(period.from(), Math.max(date.to(), Math.min(period.to(), open)));
  }

  private static boolean isOfValues(Check check) {
    return switch (check) {
      case EPOCH, MINUTES, DAYS, SIBLING -> true;
      default -> false;
    };
  }

  private static TimeRange day(BarSeries series, LocalDate date) {
    return StoragePeriod.DAY.range(date.toEpochDay(), series.zone());
  }

  private void note(Receipt receipt) {
    if (receipt instanceof Receipt.Failed failed && refusal == null) {
      refusal = failed.message();
    }
    if (!(receipt instanceof Receipt.Written written)) {
      return;
    }
    added += written.added();
    changed += written.changed();
    BarSeries series = written.part().series();
    long now = clock.millis();
    for (Verdicts.Bad bad : asked) {
      TimeRange date = day(bad.series(), bad.row().date());
      if (bad.series().equals(series)
          && TimeRange.subtract(List.of(date), written.part().timeRanges()).isEmpty()) {
        answered.put(VerifyTask.key(series, bad.row().date()), now);
      }
    }
  }

  /** Until when the API answered again, see {@link VerifyTask}. */
  Map<String, Long> answered() {
    return answered;
  }

  /** The tickers that were asked about. */
  Set<String> tickers() {
    Set<String> tickers = new HashSet<>();
    asked.forEach(bad -> tickers.add(bad.series().ticker()));
    return tickers;
  }

  /** What ended it early; null if nothing did. */
  String error() {
    return error;
  }

  /** Why the first of what could not be asked again was not; null if all could. */
  String refusal() {
    return refusal;
  }

  int exitCode() {
    return exitCode;
  }

  /**
   * What became of it.
   *
   * @param after the verdicts of a second look
   * @param first gets the first few that are healed
   */
  Map<String, Long> counts(Verdicts after, List<String> first) {
    Map<String, String> still = new HashMap<>();
    after.bad().forEach(bad -> still.put(key(bad), ""));
    long healed = 0;
    for (Verdicts.Bad bad : asked) {
      if (!still.containsKey(key(bad)) && !after.isSilent(bad)) {
        healed++;
        if (first.size() < 10) {
          first.add("%s %s: %s".formatted(bad.series(), bad.row().date(), bad.row().text()));
        }
      }
    }
    Map<String, Long> counts = new LinkedHashMap<>();
    counts.put("asked", (long) asked.size());
    counts.put("healed", healed);
    counts.put("silent", asked.stream().filter(after::isSilent).count());
    counts.put("still", asked.stream().filter(bad -> still.containsKey(key(bad))).count());
    counts.put("notAsked", (long) left);
    counts.put("added", added);
    counts.put("changed", changed);
    counts.put("requests", requests);
    return counts;
  }

  private static String key(Verdicts.Bad bad) {
    return VerifyTask.key(bad.series(), bad.row().date());
  }
}
