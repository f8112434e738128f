package dev.barlake.verify;

import dev.barlake.lake.Lake;
import dev.barlake.model.BarSeries;
import dev.barlake.model.Bars;
import dev.barlake.model.Market;
import dev.barlake.model.TimeRange;
import java.time.LocalDate;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;

/**
 * One series in one period, on its way to its verdicts: what needs only its own bars is worked out
 * at once, the witnesses of each date come later.
 */
final class SeriesCheck {
  /** Fewer sessions teach little: those of the period before are taken too. */
  private static final int ENOUGH_SESSIONS = 8;

  /** Of a date so many gaps are kept, the least likely. */
  private static final int KEPT_GAPS = 5;

  private final VerifyTask.Target target;
  private final PeriodBars held;
  private final String siblingVersion;
  private final List<LocalDate> dates;
  private final Map<LocalDate, List<Gap>> gaps = new HashMap<>();
  private final Map<LocalDate, Bars> days = new HashMap<>();
  private final Map<LocalDate, Bars> siblings = new HashMap<>();
  private final DailyShares shares = new DailyShares();
  private Absence absence;

  /**
   * @param siblingVersion of the sibling's file; empty if there is none
   * @param dates on which a verdict is due
   */
  SeriesCheck(
      VerifyTask.Target target, PeriodBars held, String siblingVersion, List<LocalDate> dates) {
    this.target = target;
    this.held = held;
    this.siblingVersion = siblingVersion;
    this.dates = dates;
  }

  VerifyTask.Target target() {
    return target;
  }

  String siblingVersion() {
    return siblingVersion;
  }

  BarSeries series() {
    return target.series();
  }

  PeriodBars held() {
    return held;
  }

  List<LocalDate> dates() {
    return dates;
  }

  /** Learns what is usual, and finds what is not. */
  void learn(Lake lake, long period) {
    BarSeries series = series();
    List<LocalDate> trading = TradingDates.of(series, period);
    List<LocalDate> covered = trading.stream().filter(held::covers).toList();
    absence = Absence.of(lake, held, period, covered);
    if (!SessionCounts.fits(series)) {
      return;
    }
    long window = SessionCounts.windowMillis(series);
    Map<LocalDate, long[]> sessions = sessions(held, covered, window);
    List<long[]> known = new ArrayList<>(sessions.values());
    if (known.size() < ENOUGH_SESSIONS) {
      PeriodBars before = PeriodBars.read(lake, series, period - 1);
      known.addAll(sessions(before, TradingDates.of(series, period - 1), window).values());
    }
    SilenceModel model = SilenceModel.learn(known);
    sessions.forEach(
        (date, counts) -> {
          long start = session(date).orElseThrow().from();
          List<Gap> found = new ArrayList<>(model.gaps(counts, start, window));
          found.sort(Comparator.comparingDouble(Gap::log10));
          gaps.put(date, List.copyOf(found.subList(0, Math.min(KEPT_GAPS, found.size()))));
        });
  }

  private Map<LocalDate, long[]> sessions(PeriodBars from, List<LocalDate> all, long window) {
    Map<LocalDate, long[]> sessions = new HashMap<>();
    for (LocalDate date : all) {
      Bars bars = from.bars(date);
      Optional<TimeRange> session = session(date);
      if (session.isPresent() && !PeriodBars.within(bars, session.get()).isEmpty()) {
        sessions.put(date, SessionCounts.of(bars, session.get(), window));
      }
    }
    return sessions;
  }

  private Optional<TimeRange> session(LocalDate date) {
    Market market = series().market();
    return SessionCounts.fits(series()) ? market.regularSession(date) : Optional.empty();
  }

  /**
   * Takes the bars of the sibling, rolled up and scaled, for the dates without a better witness.
   */
  void follow(PeriodBars sibling, List<LocalDate> wanted) {
    for (LocalDate date : wanted) {
      if (sibling.covers(date)) {
        double factor = series().adjusted() && !sibling.series().adjusted() ? held.factor(date) : 1;
        siblings.put(
            date, RollUp.of(sibling.bars(date), series(), held.whole(date).from(), factor));
      }
    }
  }

  /** Takes the day's bar of the whole market. */
  void day(LocalDate date, Bars day) {
    days.put(date, day);
    shares.add(date, held.bars(date), day, held.factor(date));
  }

  /**
   * Decides on a date.
   *
   * @param minutes of the whole market's file; empty if there is none of the date
   * @param before the verdict that there is
   */
  Finding decide(
      LocalDate date, Optional<Bars> minutes, boolean over, Optional<VerdictRow> before) {
    return DayTests.decide(
        new Evidence(
            held,
            date,
            held.bars(date),
            over,
            isExtracted(date) || before.filter(row -> row.found() > 0).isPresent(),
            target.splits(),
            minutes,
            Optional.ofNullable(days.get(date)),
            Optional.ofNullable(siblings.get(date)),
            gaps(date),
            absence.of(held, date),
            shares));
  }

  private boolean isExtracted(LocalDate date) {
    return held.whole(date).to() <= target.extracted() && (!target.isFirst() || held.begins(date));
  }

  /** The least likely gaps of a date, the worst first. */
  List<Gap> gaps(LocalDate date) {
    return gaps.getOrDefault(date, List.of());
  }
}
