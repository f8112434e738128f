package dev.barlake.pipelines.aggregates;

import static org.assertj.core.api.Assertions.assertThat;

import dev.barlake.pipelines.cli.ExitCode;
import java.nio.file.Path;
import java.time.LocalDate;
import java.time.ZoneId;
import java.time.ZoneOffset;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

/** What the market had is what stands in the lake, bar for bar. */
class AggregatesExactTest {
  @TempDir Path lake;

  @ParameterizedTest
  @ValueSource(strings = {"DirectRunner", "FlinkRunner"})
  void everyBarOnceOnEveryRunner(String runner) {
    try (World world = World.in(lake)) {
      List<String> tickers = List.of("AAPL", "BCPC", "BCpC", "BRK.B", "NULL", "TRUE", "001", "NA");
      World.Outcome outcome =
          world.run(
              "--runner=" + runner,
              "--tickers=" + String.join(",", tickers),
              "--multiplier=5",
              "--timespan=minute",
              "--adjusted=both",
              // Over a year's end and both changes of the clocks.
              "--from=2023-10-20",
              "--to=2024-03-15");
      assertThat(outcome.code()).as(outcome.out() + outcome.err()).isEqualTo(ExitCode.DONE);
      for (String ticker : tickers) {
        for (boolean adjusted : List.of(true, false)) {
          assertThat(world.reader().bars(ticker, "5minute", adjusted))
              .as("%s adjusted=%s", ticker, adjusted)
              .isNotEmpty()
              .isEqualTo(world.truth(ticker, adjusted, "2023-10-20", "2024-03-15"));
        }
      }
    }
  }

  @ParameterizedTest
  @CsvSource({
    "30, second, 2024-03-08, 2024-03-11",
    "1, minute, 2024-03-01, 2024-04-10",
    "1, hour, 2024-01-15, 2024-04-10",
    "1, day, 2019-05-05, 2024-04-10",
    "1, week, 2021-06-01, 2024-04-10",
    "1, month, 2020-02-10, 2024-04-10",
    "1, quarter, 2020-02-10, 2024-04-10",
    "1, year, 2015-01-01, 2024-04-10",
  })
  void everyTimespan(int multiplier, String timespan, String from, String to) {
    try (World world = World.in(lake)) {
      World.Outcome outcome =
          world.run(
              "--tickers=KO",
              "--multiplier=" + multiplier,
              "--timespan=" + timespan,
              "--from=" + from,
              "--to=" + to);
      assertThat(outcome.code()).as(outcome.out() + outcome.err()).isEqualTo(ExitCode.DONE);
      assertThat(world.reader().bars("KO", multiplier + timespan, true))
          .isNotEmpty()
          .isEqualTo(world.truth("KO", multiplier, timespan, true, from, to, World.NEW_YORK));
    }
  }

  @ParameterizedTest
  @CsvSource({
    "X:BTCUSD, Z",
    "C:EURUSD, Z",
    "I:SPX, America/New_York",
    "O:SPY251219C00650000, America/New_York"
  })
  void everyMarketInTheZoneOfItsExchange(String ticker, String zone) {
    try (World world = World.in(lake)) {
      World.Outcome outcome =
          world.run(
              "--tickers=" + ticker + ",KO",
              "--timespan=hour",
              "--adjusted=false",
              "--from=2024-02-20",
              "--to=2024-04-02");
      assertThat(outcome.code()).as(outcome.out() + outcome.err()).isEqualTo(ExitCode.DONE);
      ZoneId exchange = zone.equals("Z") ? ZoneOffset.UTC : ZoneId.of(zone);
      assertThat(world.reader().bars(ticker, "1hour", false))
          .isNotEmpty()
          .isEqualTo(world.truth(ticker, 1, "hour", false, "2024-02-20", "2024-04-02", exchange));
    }
  }

  @Test
  void aSecondRunChangesNothingAndAsksForNothing() {
    try (World world = World.in(lake)) {
      String[] flags = {
        "--tickers=AAPL,KO",
        "--timespan=hour",
        "--adjusted=false",
        "--from=2024-01-02",
        "--to=2024-03-29"
      };
      world.run(flags);
      world.api.clearRequests();
      World.Outcome again = world.run(flags);
      assertThat(again.code()).isEqualTo(ExitCode.DONE);
      assertThat(world.api.requests()).isEmpty();
      assertThat(again.count("skipped")).isEqualTo(6);
      assertThat(again.count("files")).isZero();
      assertThat(world.reader().bars("AAPL", "1hour", false))
          .isEqualTo(
              world.truth("AAPL", 1, "hour", false, "2024-01-02", "2024-03-29", World.NEW_YORK));
    }
  }

  @Test
  void aTypingErrorIsNamedWithTheNearMissAndLeavesNoTrace() {
    try (World world = World.in(lake)) {
      String[] flags = {
        "--tickers=KO,ko,NOSUCH", "--timespan=hour", "--from=2024-01-02", "--to=2024-02-29"
      };
      World.Outcome outcome = world.run(flags);
      assertThat(outcome.code()).isEqualTo(ExitCode.FAILED_REQUESTS);
      assertThat(outcome.err())
          .contains("'NOSUCH'")
          .contains("'ko'", "tickers are case-sensitive, and KO exists");
      assertThat(outcome.summary().path("failedTickers").toString())
          .isEqualTo("[\"NOSUCH\",\"ko\"]");
      assertThat(lake.resolve("bars/timespan=1hour/adjusted=true"))
          .isDirectoryNotContaining(file -> !file.getFileName().toString().equals("symbol=KO"));
      assertThat(world.lines("_watermarks")).filteredOn(line -> line.contains(":{")).hasSize(1);
    }
  }

  /** A listed ticker that did not trade is covered, empty, and not asked for again. */
  @Test
  void aKnownTickerWithoutTradesIsCoveredEmptyAndNamed() {
    try (World world = World.in(lake)) {
      String[] flags = {
        "--tickers=KO,NEWC", "--timespan=hour", "--from=2020-01-02", "--to=2020-01-31"
      };
      World.Outcome outcome = world.run(flags);
      assertThat(outcome.code()).as(outcome.out()).isEqualTo(ExitCode.DONE);
      assertThat(outcome.summary().path("tickersWithoutBars").toString()).isEqualTo("[\"NEWC\"]");
      assertThat(world.run(flags).count("skipped")).isEqualTo(2);
    }
  }

  @Test
  void aDryRunTellsThePlanAndTouchesNothing() {
    try (World world = World.in(lake.resolve("new"))) {
      World.Outcome outcome =
          world.run(
              "--dryRun",
              "--tickers=AAPL,KO",
              "--timespan=minute",
              "--from=2023-01-01",
              "--to=2023-12-31");
      assertThat(outcome.code()).isEqualTo(ExitCode.DONE);
      assertThat(outcome.err()).contains("2 series, 24 partition files, 12 requests");
      assertThat(world.api.requests()).isEmpty();
      assertThat(lake.resolve("new")).doesNotExist();
    }
  }

  @Test
  void nothingToDoHasAnExitCodeOfItsOwn() {
    try (World world = World.in(lake.resolve("new"))) {
      World.Outcome outcome =
          world.run(
              "--tickers=KO",
              "--timespan=year",
              "--from=%s".formatted(LocalDate.now(World.NEW_YORK).withDayOfYear(2)));
      assertThat(outcome.code()).isEqualTo(ExitCode.NOTHING_TO_DO);
      assertThat(world.api.requests()).isEmpty();
    }
  }
}
