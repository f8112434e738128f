package dev.barlake.pipelines.aggregates;

import static org.assertj.core.api.Assertions.assertThat;

import dev.barlake.aggregates.AggregatesRequest;
import dev.barlake.aggregates.Receipt;
import dev.barlake.lake.Watermark;
import dev.barlake.model.BarSeries;
import dev.barlake.model.TimeRange;
import dev.barlake.model.Timespan;
import dev.barlake.pipelines.cli.ExitCode;
import java.time.Instant;
import java.time.LocalDate;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.Test;

/** A run is added up from its receipts, and a watermark never claims what is not in the lake. */
class TallyTest {
  private static final String JANUARY = "2024-01-01T05:00:00Z";
  private static final String FEBRUARY = "2024-02-01T05:00:00Z";
  private static final String MARCH = "2024-03-01T05:00:00Z";
  private static final String APRIL = "2024-04-01T04:00:00Z";

  private static final LocalDate TODAY = LocalDate.of(2024, 5, 1);

  private final Tally tally = tally("KO");

  @Test
  void aNewTickerStartsWhereItsCoverageEnds() {
    tally.add(List.of(written("KO", JANUARY, FEBRUARY), skipped("KO", FEBRUARY, APRIL)));
    assertThat(advance(tally, Map.of(), false)).isEqualTo(Map.of("KO", mark(APRIL)));
    assertThat(tally.unaccounted()).isEmpty();
    assertThat(tally.exitCode()).isEqualTo(ExitCode.DONE);
  }

  @Test
  void theOrderOfReceiptsDoesNotMatter() {
    tally.add(
        List.of(
            written("KO", MARCH, APRIL),
            written("KO", JANUARY, FEBRUARY),
            written("KO", FEBRUARY, MARCH)));
    assertThat(advance(tally, Map.of(), false)).isEqualTo(Map.of("KO", mark(APRIL)));
  }

  @Test
  void aWatermarkStopsBeforeTheFirstFailure() {
    tally.add(
        List.of(
            written("KO", JANUARY, FEBRUARY),
            failed("KO", FEBRUARY, MARCH, "permanent"),
            written("KO", MARCH, APRIL)));
    assertThat(advance(tally, Map.of("KO", mark(JANUARY)), false))
        .isEqualTo(Map.of("KO", mark(FEBRUARY)));
    assertThat(tally.failedTickers()).containsExactly("KO");
    assertThat(tally.unaccounted()).isEmpty();
  }

  @Test
  void aNewTickerThatFailsAtTheStartHasNoWatermark() {
    tally.add(
        List.of(failed("KO", JANUARY, FEBRUARY, "transient"), written("KO", FEBRUARY, APRIL)));
    assertThat(advance(tally, Map.of(), false)).isEmpty();
  }

  @Test
  void aWatermarkNeverGoesBack() {
    tally.add(List.of(written("KO", JANUARY, APRIL)));
    Map<String, Watermark> later = Map.of("KO", mark("2024-06-01T04:00:00Z"));
    assertThat(advance(tally, later, false)).isEqualTo(later);
  }

  @Test
  void aGapAfterTheWatermarkHoldsIt() {
    tally.add(List.of(written("KO", JANUARY, APRIL)));
    Map<String, Watermark> before = Map.of("KO", mark("2023-12-29T05:00:00Z"));
    assertThat(advance(tally, before, false)).isEqualTo(before);
  }

  @Test
  void aWatermarkThatTheRangeAdjoinsMoves() {
    tally.add(List.of(written("KO", JANUARY, APRIL)));
    assertThat(advance(tally, Map.of("KO", mark(JANUARY)), false))
        .isEqualTo(Map.of("KO", mark(APRIL)));
  }

  @Test
  void otherTickersAndTheOtherScaleAreLeftAlone() {
    tally.add(List.of(written("KO", JANUARY, APRIL)));
    Map<String, Watermark> before = Map.of("AAPL", mark(JANUARY), "KO", mark(JANUARY));
    assertThat(advance(tally, before, true)).isEqualTo(before);
    assertThat(advance(tally, before, false))
        .isEqualTo(Map.of("AAPL", mark(JANUARY), "KO", mark(APRIL)));
  }

  @Test
  void whatAnEarlyEndLeftOutKeepsTheSplitsOfItsLastRun() {
    Map<String, Watermark> before =
        Map.of(
            "JPM", new Watermark(Instant.parse(APRIL), "2020-01-01 old"),
            "KO", new Watermark(Instant.parse(APRIL), "2020-01-01 old"));
    Tally stopped = tally("KO", "JPM");
    stopped.add(List.of(written("KO", JANUARY, APRIL)));
    assertThat(advance(stopped, before, false))
        .isEqualTo(Map.of("JPM", before.get("JPM"), "KO", mark(APRIL)));
  }

  @Test
  void aHistoryThatIsNotWhollyRewrittenKeepsTheSplitsOfItsLastRun() {
    Map<String, Watermark> before =
        Map.of("KO", new Watermark(Instant.parse(APRIL), "2020-01-01 old"));
    tally.add(List.of(written("KO", JANUARY, MARCH), failed("KO", MARCH, APRIL, "transient")));
    assertThat(advance(tally, before, false)).isEqualTo(before);
  }

  /** What the plan does not reach was brought to the new scale without it. */
  @Test
  void aHistoryThatThePlanRefusesInPartIsOnTheNewScaleAllTheSame() {
    Map<String, Watermark> before =
        Map.of("KO", new Watermark(Instant.parse(APRIL), "2020-01-01 old"));
    tally.add(
        List.of(written("KO", FEBRUARY, APRIL), failed("KO", JANUARY, FEBRUARY, "permanent")));
    assertThat(advance(tally, before, false)).isEqualTo(Map.of("KO", mark(APRIL)));
  }

  @Test
  void whereTwoScalesWereKeptApartTheNextRunHasToLook() {
    Map<String, Watermark> before = Map.of("KO", mark(JANUARY));
    tally.add(List.of(written("KO", JANUARY, FEBRUARY), failed("KO", FEBRUARY, APRIL, "splits")));
    assertThat(advance(tally, before, false))
        .isEqualTo(Map.of("KO", new Watermark(Instant.parse(FEBRUARY), Watermark.UNKNOWN)));
  }

  @Test
  void aSplitThatIsNotAppliedYetIsNoFailureForGood() {
    tally.add(List.of(failed("KO", JANUARY, APRIL, "waiting")));
    assertThat(tally.exitCode()).isEqualTo(ExitCode.TRY_AGAIN_LATER);
  }

  @Test
  void anUnlistedTickerThatTradedIsCoveredAndOneThatDidNotIsUnknown() {
    Tally two = tally("KO", "XX");
    two.add(List.of(unknown("KO", JANUARY, FEBRUARY), written("KO", FEBRUARY, APRIL)));
    two.add(List.of(unknown("XX", JANUARY, APRIL)));
    assertThat(two.settleUnknown())
        .singleElement()
        .satisfies(failed -> assertThat(failed.message()).contains("'XX'", "no bar", "xx exists"));
    assertThat(two.unaccounted()).isEmpty();
    assertThat(two.exitCode()).isEqualTo(ExitCode.FAILED_REQUESTS);
    assertThat(advance(two, Map.of(), false)).isEqualTo(Map.of("KO", mark(APRIL)));
  }

  @Test
  void whatNoReceiptTellsOfIsFound() {
    Tally two = tally("KO", "JPM");
    two.add(List.of(written("KO", JANUARY, APRIL), written("JPM", JANUARY, FEBRUARY)));
    two.add(List.of(failed("JPM", MARCH, APRIL, "permanent")));
    assertThat(two.unaccounted()).containsExactly(series("JPM"));
  }

  @Test
  void failuresDecideTheExitCode() {
    tally.add(List.of(failed("KO", JANUARY, FEBRUARY, "transient")));
    assertThat(tally.exitCode()).isEqualTo(ExitCode.TRY_AGAIN_LATER);
    tally.add(List.of(failed("KO", FEBRUARY, MARCH, "permanent")));
    assertThat(tally.exitCode()).isEqualTo(ExitCode.FAILED_REQUESTS);
    tally.add(List.of(failed("KO", MARCH, APRIL, "fatal")));
    assertThat(tally.exitCode()).isEqualTo(ExitCode.ERROR);
  }

  @Test
  void theSummaryTellsTheFirstFailuresAndCountsAll() {
    for (int i = 0; i < 9; i++) {
      tally.add(List.of(failed("KO", JANUARY, FEBRUARY, "permanent")));
    }
    assertThat(tally.firstFailures()).hasSize(5);
    assertThat(tally.counts()).containsEntry("failed", 9L).containsEntry("files", 0L);
  }

  @Test
  void aTickerWithoutBarsIsOneOfWhichNothingIsKnown() {
    Tally four = tally("KO", "JPM", "NOSUCH", "XOM");
    four.add(
        List.of(
            written("KO", JANUARY, APRIL),
            skipped("JPM", JANUARY, APRIL),
            empty("NOSUCH", JANUARY, APRIL),
            failed("XOM", JANUARY, APRIL, "permanent")));
    assertThat(four.tickersWithoutBars()).containsExactly("NOSUCH");
  }

  @Test
  void splitsAreInDoubtOnceARunWithAnotherListEndedMeanwhile() {
    tally.add(List.of(written("KO", JANUARY, APRIL)));
    Map<String, Watermark> others =
        Map.of("KO", new Watermark(Instant.parse(JANUARY), "2024-01-05 1:2"));
    assertThat(tally.advance(Map.of(), others, false, TODAY).get("KO").splits())
        .isEqualTo(Watermark.UNKNOWN);
    assertThat(tally.advance(others, others, false, TODAY).get("KO").splits()).isEqualTo("none");
  }

  @Test
  void aSeriesThatMayBeginLaterBeginsWhereThePlanDoes() {
    Tally later = new Tally(plan("KO", "JPM"), plan("KO", "JPM"), series -> true);
    later.add(
        List.of(
            failed("KO", JANUARY, FEBRUARY, "permanent"),
            written("KO", FEBRUARY, APRIL),
            failed("JPM", JANUARY, FEBRUARY, "permanent"),
            new Receipt.Failed(part("JPM", MARCH, APRIL), "transient", 503, "id", "url", "message"),
            written("JPM", FEBRUARY, MARCH)));

    assertThat(later.settleBeginnings()).contains(LocalDate.of(2024, 2, 1));
    assertThat(later.beginLater()).isEqualTo(2);
    assertThat(later.exitCode()).isEqualTo(ExitCode.TRY_AGAIN_LATER);
    assertThat(later.failedTickers()).containsExactly("JPM");
    assertThat(later.firstFailures()).hasSize(1);
    assertThat(later.counts()).containsEntry("failed", 1L);
    assertThat(later.unaccounted()).isEmpty();
    Map<String, Watermark> after = advance(later, Map.of(), false);
    assertThat(after.get("KO")).isEqualTo(mark(APRIL));
    assertThat(after.get("JPM").watermark()).isEqualTo(mark(MARCH).watermark());
  }

  @Test
  void anyOtherRefusalIsAFailure() {
    for (List<Receipt> refused :
        List.of(
            List.of(failed("KO", JANUARY, APRIL, "permanent")),
            List.of(
                written("KO", JANUARY, FEBRUARY),
                failed("KO", FEBRUARY, MARCH, "permanent"),
                written("KO", MARCH, APRIL)),
            List.of(
                failed("KO", JANUARY, FEBRUARY, "permanent"),
                written("KO", FEBRUARY, MARCH),
                failed("KO", MARCH, APRIL, "permanent")),
            // The plan has these days, as another ticker shows.
            List.of(
                failed("KO", JANUARY, FEBRUARY, "permanent"),
                written("KO", FEBRUARY, APRIL),
                written("JPM", JANUARY, APRIL)))) {
      Tally later = new Tally(plan("KO", "JPM"), plan("KO", "JPM"), series -> true);
      later.add(refused);
      assertThat(later.settleBeginnings()).isEmpty();
      assertThat(later.exitCode()).isEqualTo(ExitCode.FAILED_REQUESTS);
      assertThat(later.failedTickers()).containsExactly("KO");
    }
  }

  private static Plan plan(String... tickers) {
    return new Plan(
        List.of(tickers).stream()
            .map(
                ticker ->
                    AggregatesRequest.of(
                        series(ticker),
                        new TimeRange(
                            Instant.parse(JANUARY).toEpochMilli(),
                            Instant.parse(APRIL).toEpochMilli()),
                        "none"))
            .toList(),
        List.of());
  }

  private static Tally tally(String... tickers) {
    return new Tally(plan(tickers), plan(tickers));
  }

  private static BarSeries series(String ticker) {
    return new BarSeries(ticker, 1, Timespan.HOUR, false);
  }

  private static Watermark mark(String instant) {
    return new Watermark(Instant.parse(instant), "none");
  }

  private static Receipt written(String ticker, String from, String to) {
    return new Receipt.Written(
        part(ticker, from, to), "path", 7, 100, 7, 7, 0, 0, 0, "none", null, null);
  }

  private static Receipt empty(String ticker, String from, String to) {
    return new Receipt.Written(
        part(ticker, from, to), "path", 0, 100, 0, 0, 0, 0, 0, "none", null, null);
  }

  private static Receipt unknown(String ticker, String from, String to) {
    return new Receipt.Unknown(part(ticker, from, to), "xx");
  }

  private static Receipt skipped(String ticker, String from, String to) {
    return new Receipt.Skipped(part(ticker, from, to), "bars/file.parquet", "none", null);
  }

  private static Receipt failed(String ticker, String from, String to, String category) {
    return new Receipt.Failed(part(ticker, from, to), category, 403, "id", "url", "message");
  }

  /** No other run moves a watermark meanwhile. */
  private static Map<String, Watermark> advance(
      Tally tally, Map<String, Watermark> before, boolean adjusted) {
    return tally.advance(before, before, adjusted, TODAY);
  }

  private static Receipt.Part part(String ticker, String from, String to) {
    return new Receipt.Part(ticker, 1, "hour", false, "2024-01", List.of(from + "/" + to));
  }
}
