package dev.barlake.aggregates;

import static org.assertj.core.api.Assertions.assertThat;

import dev.barlake.lake.Lake;
import dev.barlake.model.Bar;
import dev.barlake.model.BarBlock;
import dev.barlake.model.BarSeries;
import dev.barlake.model.Bars;
import dev.barlake.model.Coverage;
import dev.barlake.model.SplitEpoch;
import dev.barlake.model.TimeRange;
import dev.barlake.model.Timespan;
import java.nio.file.Path;
import java.time.LocalDate;
import java.time.LocalTime;
import java.util.List;
import java.util.function.LongPredicate;
import java.util.function.Predicate;
import org.apache.beam.sdk.options.PipelineOptionsFactory;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** May 2024 has 22 trading dates; the 27th is Memorial Day. */
class SilenceTest {
  private static final BarSeries DAYS = new BarSeries("KO", 1, Timespan.DAY, false);
  private static final BarSeries MINUTES = new BarSeries("KO", 1, Timespan.MINUTE, false);
  private static final BarSeries WEEKS = new BarSeries("KO", 1, Timespan.WEEK, false);
  private static final TimeRange MAY = range("2024-05-01", "2024-06-01");
  private static final long LATER = midnight("2024-09-01");

  @TempDir private Path directory;
  private Lake lake;

  @BeforeEach
  void open() {
    lake = Lake.open(directory.toString(), PipelineOptionsFactory.create());
  }

  @AfterEach
  void close() {
    lake.close();
  }

  @Test
  void whereEveryTradingDateHasABarNothingIsAsked() {
    assertThat(doubts(DAYS, MAY, tradingDates(MAY, date -> true), LATER)).isEmpty();
  }

  @Test
  void theStartIsAskedAbout() {
    assertThat(doubts(DAYS, MAY, tradingDates(MAY, from("2024-05-07")), LATER))
        .containsExactly(range("2024-05-01", "2024-05-07"));
  }

  @Test
  void theStartIsAskedAboutHoweverOftenTheSeriesIsSilent() {
    hold(DAYS, range("2024-01-01", "2024-05-01"), date -> date.getDayOfMonth() == 15);
    assertThat(doubts(DAYS, MAY, tradingDates(MAY, from("2024-05-02")), LATER))
        .containsExactly(range("2024-05-01", "2024-05-02"));
  }

  @Test
  void theEndIsAskedAbout() {
    assertThat(doubts(DAYS, MAY, tradingDates(MAY, before("2024-05-29")), LATER))
        .containsExactly(range("2024-05-29", "2024-06-01"));
  }

  @Test
  void aDateInTheMiddleIsAskedAbout() {
    assertThat(doubts(DAYS, MAY, tradingDates(MAY, not("2024-05-15")), LATER))
        .containsExactly(range("2024-05-15", "2024-05-16"));
  }

  /** From the end of Friday's window on. */
  @Test
  void aWeekInTheMiddleIsOneQuestion() {
    assertThat(
            doubts(
                DAYS, MAY, tradingDates(MAY, before("2024-05-13").or(from("2024-05-20"))), LATER))
        .containsExactly(range("2024-05-11", "2024-05-18"));
  }

  @Test
  void noBarAtAllIsOneQuestionAboutTheWholeRange() {
    assertThat(doubts(DAYS, MAY, Bars.NONE, LATER))
        .containsExactly(range("2024-05-01", "2024-06-01"));
  }

  @Test
  void holidaysAndWeekendsMayBeSilent() {
    TimeRange memorialDay = range("2024-05-25", "2024-05-28");
    assertThat(doubts(DAYS, memorialDay, Bars.NONE, LATER)).isEmpty();
  }

  /** Trading of May 31 ends at 20:00. */
  @Test
  void aDateThatIsNotOverMayBeSilent() {
    Bars bars = tradingDates(MAY, not("2024-05-31"));
    assertThat(doubts(DAYS, MAY, bars, DAYS.market().closeOf(LocalDate.of(2024, 5, 31)) - 1))
        .isEmpty();
    assertThat(doubts(DAYS, MAY, bars, DAYS.market().closeOf(LocalDate.of(2024, 5, 31))))
        .containsExactly(range("2024-05-31", "2024-06-01"));
  }

  @Test
  void upToThreeGapsAreAskedAboutOneByOne() {
    assertThat(
            doubts(
                DAYS, MAY, tradingDates(MAY, not("2024-05-08", "2024-05-15", "2024-05-22")), LATER))
        .containsExactly(
            range("2024-05-08", "2024-05-09"),
            range("2024-05-15", "2024-05-16"),
            range("2024-05-22", "2024-05-23"));
  }

  @Test
  void moreGapsAreOneQuestionFromFirstToLast() {
    assertThat(
            doubts(
                DAYS,
                MAY,
                tradingDates(MAY, not("2024-05-07", "2024-05-09", "2024-05-15", "2024-05-22")),
                LATER))
        .containsExactly(range("2024-05-07", "2024-05-23"));
  }

  @Test
  void theFirstFetchOfAThinTickerIsAskedAboutByOneQuestion() {
    assertThat(doubts(DAYS, MAY, tradingDates(MAY, date -> date.getDayOfMonth() % 3 == 0), LATER))
        .containsExactly(range("2024-05-01", "2024-06-01"));
  }

  @Test
  void aTickerThatIsKnownToBeThinIsNotAskedAbout() {
    hold(DAYS, range("2024-01-01", "2024-05-01"), date -> date.getDayOfMonth() % 2 == 0);
    assertThat(doubts(DAYS, MAY, tradingDates(MAY, date -> date.getDayOfMonth() % 2 == 1), LATER))
        .isEmpty();
  }

  @Test
  void aTickerThatIsKnownToTradeDailyIsAskedAbout() {
    hold(DAYS, range("2024-01-01", "2024-05-01"), date -> true);
    assertThat(doubts(DAYS, MAY, tradingDates(MAY, not("2024-05-15")), LATER))
        .containsExactly(range("2024-05-15", "2024-05-16"));
  }

  @Test
  void whatAnEarlierRunFoundSilentIsNotAskedAboutAgain() {
    hold(DAYS, range("2024-05-15", "2024-05-16"), date -> false);
    assertThat(doubts(DAYS, MAY, tradingDates(MAY, not("2024-05-15")), LATER)).isEmpty();
  }

  @Test
  void whatThisRunAskedAboutIsSettled() {
    HeldHistory history = new HeldHistory(lake, DAYS, LATER);
    Bars bars = tradingDates(MAY, not("2024-05-15"));
    List<TimeRange> asked = List.of(range("2024-05-15", "2024-05-16"));
    assertThat(Silence.doubts(DAYS, MAY, bars, asked, history, LATER)).isEmpty();
  }

  /** Four sessions end at 16:00 and the last one at 12:00. */
  @Test
  void anEarlyEndWithinTheLastSessionIsAskedAbout() {
    TimeRange week = range("2024-05-13", "2024-05-18");
    Bars bars = sessions(week, start -> start < at("2024-05-17", 12, 0));
    assertThat(doubts(MINUTES, week, bars, LATER))
        .containsExactly(new TimeRange(at("2024-05-17", 12, 0), midnight("2024-05-18")));
  }

  @Test
  void anEndThatIsEarlyByLessThanHalfAnHourIsUsual() {
    TimeRange week = range("2024-05-13", "2024-05-18");
    Bars bars = sessions(week, start -> start < at("2024-05-17", 15, 31));
    assertThat(doubts(MINUTES, week, bars, LATER)).isEmpty();
  }

  /** The question begins where the bars ended, and not at midnight. */
  @Test
  void silentSessionsAreAskedAboutFromTheLastBarOn() {
    TimeRange week = range("2024-05-13", "2024-05-18");
    Bars bars = sessions(week, start -> start < at("2024-05-16", 0, 0));
    assertThat(doubts(MINUTES, week, bars, LATER))
        .containsExactly(new TimeRange(at("2024-05-15", 16, 0), midnight("2024-05-18")));
  }

  /** Weeks start on Sundays. */
  @Test
  void aWeekOfWeeklyBarsIsAskedAbout() {
    TimeRange weeks = range("2024-04-28", "2024-06-02");
    Bars.Builder bars = new Bars.Builder(0);
    for (String sunday : List.of("2024-04-28", "2024-05-05", "2024-05-19", "2024-05-26")) {
      bars.add(bar(midnight(sunday)));
    }
    assertThat(doubts(WEEKS, weeks, bars.build(), LATER))
        .containsExactly(range("2024-05-12", "2024-05-19"));
  }

  private List<TimeRange> doubts(BarSeries series, TimeRange range, Bars bars, long now) {
    HeldHistory history = new HeldHistory(lake, series, now);
    return Silence.doubts(series, range, bars, List.of(), history, now);
  }

  private void hold(BarSeries series, TimeRange range, Predicate<LocalDate> trades) {
    lake.merge(
        new BarBlock(
            series,
            series.periodOf(range.from()),
            SplitEpoch.RAW,
            Coverage.of(range, LATER, "earlier"),
            tradingDates(range, trades)));
  }

  private static Bars tradingDates(TimeRange range, Predicate<LocalDate> trades) {
    Bars.Builder bars = new Bars.Builder(0);
    LocalDate end = DAYS.tradeDate(range.to());
    for (LocalDate date = DAYS.tradeDate(range.from());
        date.isBefore(end);
        date = date.plusDays(1)) {
      if (DAYS.market().isTradingDay(date) && trades.test(date)) {
        bars.add(bar(midnight(date.toString())));
      }
    }
    return bars.build();
  }

  /** A bar a minute from 9:30 to 16:00. */
  private static Bars sessions(TimeRange range, LongPredicate trades) {
    Bars.Builder bars = new Bars.Builder(0);
    LocalDate end = DAYS.tradeDate(range.to());
    for (LocalDate date = DAYS.tradeDate(range.from());
        date.isBefore(end);
        date = date.plusDays(1)) {
      for (long start = at(date.toString(), 9, 30);
          start < at(date.toString(), 16, 0);
          start += 60_000) {
        if (trades.test(start)) {
          bars.add(bar(start));
        }
      }
    }
    return bars.build();
  }

  private static Bar bar(long start) {
    return new Bar(start, 1, 1, 1, 1, 1, 1, 1, false, LATER);
  }

  private static Predicate<LocalDate> from(String date) {
    return each -> !each.isBefore(LocalDate.parse(date));
  }

  private static Predicate<LocalDate> before(String date) {
    return each -> each.isBefore(LocalDate.parse(date));
  }

  private static Predicate<LocalDate> not(String... dates) {
    return each -> !List.of(dates).contains(each.toString());
  }

  private static TimeRange range(String from, String to) {
    return new TimeRange(midnight(from), midnight(to));
  }

  private static long midnight(String date) {
    return at(date, 0, 0);
  }

  /** In New York. */
  private static long at(String date, int hour, int minute) {
    return LocalDate.parse(date)
        .atTime(LocalTime.of(hour, minute))
        .atZone(DAYS.zone())
        .toInstant()
        .toEpochMilli();
  }
}
