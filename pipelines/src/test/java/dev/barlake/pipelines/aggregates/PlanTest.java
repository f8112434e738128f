package dev.barlake.pipelines.aggregates;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.barlake.aggregates.AggregatesRequest;
import dev.barlake.model.BarSeries;
import dev.barlake.pipelines.cli.BadOptionsException;
import java.time.Clock;
import java.time.Instant;
import java.time.ZoneOffset;
import java.util.Arrays;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.Test;

/** Where each series starts and ends. */
class PlanTest {
  /** A Wednesday, half past twelve in New York. */
  private static final Instant NOW = Instant.parse("2024-05-15T16:30:00Z");

  @Test
  void datesAreTheExchangesAndBothAreIncluded() {
    assertThat(ranges(plan(Map.of(), "--timespan=hour", "--from=2024-03-08", "--to=2024-03-11")))
        .containsExactly("KO 1hour adjusted 2024-03-08T05:00:00Z/2024-03-12T04:00:00Z");
    assertThat(
            ranges(
                plan(
                    Map.of(),
                    "--tickers=X:BTCUSD",
                    "--timespan=hour",
                    "--from=2024-03-08",
                    "--to=2024-03-11")))
        .containsExactly("X:BTCUSD 1hour adjusted 2024-03-08T00:00:00Z/2024-03-12T00:00:00Z");
  }

  @Test
  void noWindowIsAskedForThatIsNotOverForGood() {
    // At 16:30 the hour from 15:00 is over by 30 minutes, at 16:10 by ten only.
    assertThat(ranges(plan(Map.of(), "--timespan=hour", "--from=2024-05-15")))
        .containsExactly("KO 1hour adjusted 2024-05-15T04:00:00Z/2024-05-15T16:00:00Z");
    assertThat(
            ranges(
                Plan.of(
                    settings("--timespan=hour", "--from=2024-05-15", "--to=2024-05-20"),
                    List.of("KO"),
                    StartingPoints.NONE,
                    PlanTest::nothingHeld,
                    Instant.parse("2024-05-15T16:10:00Z"))))
        .containsExactly("KO 1hour adjusted 2024-05-15T04:00:00Z/2024-05-15T15:00:00Z");
    assertThat(ranges(plan(Map.of(), "--timespan=day", "--from=2024-05-13")))
        .containsExactly("KO 1day adjusted 2024-05-13T04:00:00Z/2024-05-15T04:00:00Z");
  }

  @Test
  void theLookbackGoesBackToAMidnight() {
    assertThat(
            ranges(
                plan(
                    Map.of(),
                    "--timespan=hour",
                    "--watermark=2024-05-10T15:00:00Z",
                    "--lookback=2",
                    "--to=2024-05-14")))
        .containsExactly("KO 1hour adjusted 2024-05-08T04:00:00Z/2024-05-15T04:00:00Z");
  }

  @Test
  void aTickersOwnWatermarkWinsAndANewOneStartsAtTheFirstDate() {
    assertThat(
            ranges(
                plan(
                    Map.of("JPM", Instant.parse("2024-05-10T04:00:00Z")),
                    "--tickers=JPM,KO",
                    "--timespan=hour",
                    "--watermarks=unread",
                    "--from=2024-01-02",
                    "--lookback=0",
                    "--to=2024-05-14")))
        .containsExactly(
            "JPM 1hour adjusted 2024-05-10T04:00:00Z/2024-05-15T04:00:00Z",
            "KO 1hour adjusted 2024-01-02T05:00:00Z/2024-05-15T04:00:00Z");
  }

  /** What lies between two histories was not asked for; without the second one it was. */
  @Test
  void aWatermarkOfAnEarlierHistoryDoesNotStartTheLaterOne() {
    AggregatesSettings settings =
        settings("--timespan=hour", "--watermarks=unread", "--from=2024-05-13", "--to=2024-05-14");
    StartingPoints earlier =
        new StartingPoints(Map.of(true, Map.of("KO", Instant.parse("2014-02-01T05:00:00Z"))));
    assertThat(ranges(Plan.of(settings, List.of("KO"), earlier, (series, at) -> true, NOW)))
        .containsExactly("KO 1hour adjusted 2024-05-13T04:00:00Z/2024-05-15T04:00:00Z");
    assertThat(ranges(Plan.of(settings, List.of("KO"), earlier, PlanTest::nothingHeld, NOW)))
        .containsExactly("KO 1hour adjusted 2014-01-27T05:00:00Z/2024-05-15T04:00:00Z");
  }

  /** A week is recent from its end on, so the one that the lookback ends in is read again. */
  @Test
  void theLookbackOfLongerWindowsCountsFromTheirEnd() {
    assertThat(
            ranges(
                plan(
                    Map.of("KO", Instant.parse("2024-01-14T05:00:00Z")),
                    "--timespan=week",
                    "--watermarks=unread",
                    "--to=2024-01-20")))
        .containsExactly("KO 1week adjusted 2024-01-07T05:00:00Z/2024-01-21T05:00:00Z");
    assertThat(
            ranges(
                plan(
                    Map.of("KO", Instant.parse("2024-04-01T04:00:00Z")),
                    "--timespan=quarter",
                    "--watermarks=unread")))
        .containsExactly("KO 1quarter adjusted 2024-01-01T05:00:00Z/2024-04-01T04:00:00Z");
  }

  @Test
  void aTickerWithoutAnyStartIsAMistake() {
    assertThatThrownBy(
            () ->
                plan(
                    Map.of("JPM", Instant.parse("2024-05-10T04:00:00Z")),
                    "--tickers=JPM,KO",
                    "--watermarks=marks.json"))
        .isInstanceOf(BadOptionsException.class)
        .hasMessageContaining("No watermark for KO")
        .hasMessageContaining("marks.json");
  }

  @Test
  void bothScalesAreSeriesOfTheirOwnAndWhatIsUpToDateIsLeftOut() {
    assertThat(
            ranges(
                plan(
                    Map.of("JPM", Instant.parse("2024-05-16T04:00:00Z")),
                    "--tickers=JPM,KO",
                    "--adjusted=both",
                    "--timespan=hour",
                    "--watermarks=unread",
                    "--from=2024-05-14",
                    "--lookback=0",
                    "--to=2024-05-14")))
        .containsExactly(
            "KO 1hour raw 2024-05-14T04:00:00Z/2024-05-15T04:00:00Z",
            "KO 1hour adjusted 2024-05-14T04:00:00Z/2024-05-15T04:00:00Z");
  }

  @Test
  void aScaleThatIsBehindStartsWhereItIs() {
    StartingPoints watermarks =
        new StartingPoints(
            Map.of(
                false, Map.of("KO", Instant.parse("2024-02-01T05:00:00Z")),
                true, Map.of("KO", Instant.parse("2024-05-14T04:00:00Z"))));
    AggregatesSettings settings =
        settings(
            "--adjusted=both",
            "--timespan=hour",
            "--watermarks=unread",
            "--lookback=0",
            "--to=2024-05-14");
    assertThat(ranges(Plan.of(settings, List.of("KO"), watermarks, PlanTest::nothingHeld, NOW)))
        .containsExactly(
            "KO 1hour raw 2024-02-01T05:00:00Z/2024-05-15T04:00:00Z",
            "KO 1hour adjusted 2024-05-14T04:00:00Z/2024-05-15T04:00:00Z");
  }

  private static Plan plan(Map<String, Instant> watermarks, String... flags) {
    List<String> tickers =
        Arrays.stream(flags)
            .filter(flag -> flag.startsWith("--tickers="))
            .map(flag -> List.of(flag.substring("--tickers=".length()).split(",", -1)))
            .findFirst()
            .orElse(List.of("KO"));
    return Plan.of(
        settings(flags),
        tickers,
        new StartingPoints(Map.of(true, watermarks, false, watermarks)),
        PlanTest::nothingHeld,
        NOW);
  }

  private static boolean nothingHeld(BarSeries series, long at) {
    return false;
  }

  private static AggregatesSettings settings(String... flags) {
    String[] all = AggregatesFaultsTest.with(flags, "--lake=/nowhere");
    if (Arrays.stream(flags).noneMatch(flag -> flag.startsWith("--tickers="))) {
      all = AggregatesFaultsTest.with(all, "--tickers=KO");
    }
    return AggregatesFlags.read(World.ENVIRONMENT, Clock.fixed(NOW, ZoneOffset.UTC), all);
  }

  private static List<String> ranges(Plan plan) {
    return plan.requests().stream().map(PlanTest::range).toList();
  }

  private static String range(AggregatesRequest request) {
    return request.series() + " " + request.ranges().get(0);
  }
}
