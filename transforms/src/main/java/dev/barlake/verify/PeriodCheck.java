package dev.barlake.verify;

import dev.barlake.lake.Lake;
import dev.barlake.market.DateBars;
import dev.barlake.model.BarSeries;
import dev.barlake.model.Bars;
import dev.barlake.model.Market;
import java.time.Clock;
import java.time.LocalDate;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.TreeMap;
import java.util.TreeSet;

/**
 * Carries out one task. Files of series are read ticker by ticker, files of the whole market date
 * by date; what is held is the tickers' bars of the period and one date of the market.
 */
final class PeriodCheck {
  /** Changes when the tests do: verdicts of others are made again. */
  private static final int TESTS = 1;

  private final Lake lake;
  private final VerifyTask task;
  private final Clock clock;
  private final String run;
  private final Witness minutes;
  private final Witness days;
  private final Map<LocalDate, Map<String, VerdictRow>> before = new HashMap<>();
  private final List<SeriesCheck> checks = new ArrayList<>();
  private int kept;

  PeriodCheck(Lake lake, VerifyTask task, Clock clock, String run) {
    this.lake = lake;
    this.task = task;
    this.clock = clock;
    this.run = run;
    this.minutes = new Witness(lake, "1minute");
    this.days = new Witness(lake, "1day");
  }

  /** New verdicts by date; those that stand as they were are not among them. */
  Map<LocalDate, List<VerdictRow>> run() {
    task.targets().forEach(this::begin);
    TreeSet<LocalDate> dates = new TreeSet<>();
    checks.forEach(check -> dates.addAll(check.dates()));
    readDays();
    Map<LocalDate, List<VerdictRow>> rows = new TreeMap<>();
    for (LocalDate date : dates) {
      rows.put(date, decide(date));
    }
    return rows;
  }

  /** How many verdicts stand as they were. */
  int kept() {
    return kept;
  }

  private void begin(VerifyTask.Target target) {
    BarSeries series = target.series();
    List<LocalDate> trading =
        TradingDates.of(series, task.period()).stream().filter(date -> isIn(target, date)).toList();
    String siblingVersion =
        Optional.ofNullable(target.sibling())
            .flatMap(sibling -> lake.version(sibling, task.period()))
            .orElse("");
    if (trading.stream().anyMatch(date -> before(date).containsKey(key(series)))) {
      String version = lake.version(series, task.period()).orElse("");
      if (trading.stream().noneMatch(date -> isDue(target, date, version, siblingVersion))) {
        kept += trading.size();
        return;
      }
    }
    PeriodBars held = PeriodBars.read(lake, series, task.period());
    TreeSet<LocalDate> due = new TreeSet<>(held.dates());
    due.removeIf(date -> !isIn(target, date) || series.market().isTradingDay(date));
    trading.stream()
        .filter(date -> isDue(target, date, held.version(), siblingVersion))
        .filter(
            date ->
                held.touches(date)
                    || isWithin(target, held, date)
                    || before(date).containsKey(key(series)))
        .forEach(due::add);
    kept += trading.size() - due.size();
    SeriesCheck check = new SeriesCheck(target, held, siblingVersion, List.copyOf(due));
    check.learn(lake, task.period());
    follow(check);
    checks.add(check);
  }

  private static boolean isIn(VerifyTask.Target target, LocalDate date) {
    return !date.isBefore(target.from()) && !date.isAfter(target.to());
  }

  /** Whether a date that the file has nothing of is one that it should have. */
  private static boolean isWithin(VerifyTask.Target target, PeriodBars held, LocalDate date) {
    return !held.damage().isEmpty()
        || ((!target.fromCoverage() || held.begins(date))
            && (!target.toCoverage()
                || held.goesOn(date)
                || held.whole(date).to() <= target.extracted()));
  }

  private boolean isDue(
      VerifyTask.Target target, LocalDate date, String version, String siblingVersion) {
    VerdictRow row = before(date).get(key(target.series()));
    return row == null
        || row.verdict() == Verdict.PENDING
        || !row.bars().equals(looked(version))
        || !row.witnesses().equals(witnesses(target, date, siblingVersion))
        || task.answered().getOrDefault(VerifyTask.key(target.series(), date), -1L) > row.asked();
  }

  /** Names a file's content and the tests that it was put to. */
  private static String looked(String version) {
    return version + "/" + TESTS;
  }

  private Map<String, VerdictRow> before(LocalDate date) {
    return before.computeIfAbsent(
        date,
        d -> {
          Map<String, VerdictRow> rows = new HashMap<>();
          VerdictFile.read(lake, task.window(), d).forEach(row -> rows.put(key(row), row));
          return rows;
        });
  }

  private static String key(VerdictRow row) {
    return row.adjusted() + row.ticker();
  }

  private static String key(BarSeries series) {
    return series.adjusted() + series.ticker();
  }

  /** What a series and date is held against, each with its edition. */
  private String witnesses(VerifyTask.Target target, LocalDate date, String siblingVersion) {
    List<String> editions = new ArrayList<>();
    if (target.series().market() == Market.STOCKS) {
      if (RollUp.isFor(target.series())) {
        editions.add(minutes.edition(date));
      }
      editions.add(days.edition(date));
    }
    if (!siblingVersion.isEmpty()) {
      BarSeries sibling = target.sibling();
      editions.add(
          "bars/%s/adjusted=%s@%.12s"
              .formatted(sibling.window(), sibling.adjusted(), siblingVersion));
    }
    editions.removeIf(String::isEmpty);
    return String.join(" ", editions);
  }

  private void follow(SeriesCheck check) {
    List<LocalDate> wanted =
        check.dates().stream().filter(date -> minutes.edition(date).isEmpty()).toList();
    if (!check.siblingVersion().isEmpty() && !wanted.isEmpty()) {
      check.follow(PeriodBars.read(lake, check.target().sibling(), task.period()), wanted);
    }
  }

  /** The day's bars of the whole period: a date's share is known only beside the others'. */
  private void readDays() {
    List<SeriesCheck> stocks =
        checks.stream().filter(check -> check.series().market() == Market.STOCKS).toList();
    TreeSet<LocalDate> dates = new TreeSet<>();
    stocks.forEach(check -> dates.addAll(TradingDates.of(check.series(), task.period())));
    for (LocalDate date : dates) {
      try (DateBars market = days.open(date).orElse(null)) {
        if (market == null) {
          continue;
        }
        String ticker = null;
        Bars day = Bars.NONE;
        for (SeriesCheck check : stocks) {
          if (!check.series().ticker().equals(ticker)) {
            ticker = check.series().ticker();
            day = market.of(ticker);
          }
          check.day(date, day);
        }
      }
    }
  }

  private List<VerdictRow> decide(LocalDate date) {
    List<VerdictRow> rows = new ArrayList<>();
    boolean needed =
        checks.stream()
            .anyMatch(check -> check.dates().contains(date) && RollUp.isFor(check.series()));
    try (DateBars market = needed ? minutes.open(date).orElse(null) : null) {
      String ticker = null;
      Optional<Bars> witness = Optional.empty();
      for (SeriesCheck check : checks) {
        if (!check.dates().contains(date)) {
          continue;
        }
        boolean stock = check.series().market() == Market.STOCKS;
        if (market != null && stock && !check.series().ticker().equals(ticker)) {
          ticker = check.series().ticker();
          witness = Optional.of(market.of(ticker));
        }
        rows.add(row(check, date, stock ? witness : Optional.empty()));
      }
    }
    return rows;
  }

  private VerdictRow row(SeriesCheck check, LocalDate date, Optional<Bars> witness) {
    BarSeries series = check.series();
    long now = clock.millis();
    boolean over = check.held().whole(date).to() <= now;
    Optional<VerdictRow> earlier = Optional.ofNullable(before(date).get(key(series)));
    Finding finding = check.decide(date, witness, over, earlier);
    VerdictRow row =
        new VerdictRow(
            series.ticker(),
            series.adjusted(),
            date,
            finding.verdict(),
            finding.check(),
            finding.expected(),
            check.held().bars(date).size(),
            finding.text(),
            finding.from(),
            finding.to(),
            -1,
            check.gaps(date),
            witnesses(check.target(), date, check.siblingVersion()),
            looked(check.held().version()),
            -1,
            Math.max(
                check.held().asked(date),
                task.answered().getOrDefault(VerifyTask.key(series, date), -1L)),
            now,
            run);
    return SecondAnswer.judge(row, earlier.orElse(null));
  }
}
