package dev.barlake.pipelines;

import static dev.barlake.pipelines.AggregatesFaultsTest.with;
import static org.assertj.core.api.Assertions.assertThat;

import dev.barlake.localstack.Fault;
import dev.barlake.localstack.Injection;
import java.nio.file.Path;
import java.time.LocalDate;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/**
 * Bars of two scales never stand in one series, whatever the runs between two splits were; and what
 * is taken again are the dates that were asked for, in months that were asked for in part.
 */
class AggregatesSplitsTest {
  @TempDir Path lake;

  @ParameterizedTest
  @ValueSource(strings = {"DirectRunner", "FlinkRunner"})
  void aSplitBetweenTwoRunsRewritesTheWholeAdjustedSeries(String runner) {
    try (World world = World.in(lake)) {
      String[] backfill = {
        "--runner=" + runner,
        "--tickers=KO,JPM",
        "--timespan=hour",
        "--adjusted=both",
        "--from=2024-01-10",
        "--to=2024-04-17"
      };
      assertThat(world.run(backfill).code()).isEqualTo(ExitCode.DONE);
      world.api.market().addSplit("KO", LocalDate.of(2024, 4, 19), 1, 2);
      world.api.clearRequests();

      World.Outcome daily =
          world.run(
              "--runner=" + runner,
              "--tickers=KO,JPM",
              "--timespan=hour",
              "--adjusted=both",
              "--watermarks=" + lake.resolve("_watermarks/timespan=1hour"),
              "--to=2024-04-23");

      assertThat(daily.code()).as(daily.out() + daily.err()).isEqualTo(ExitCode.DONE);
      assertSeries(world, "KO", true, "2024-01-10", "2024-04-23");
      assertSeries(world, "KO", false, "2024-01-10", "2024-04-23");
      assertSeries(world, "JPM", true, "2024-01-10", "2024-04-23");
      assertThat(world.lines("_watermarks/timespan=1hour"))
          .filteredOn(line -> line.contains("KO"))
          .as("no further than what was asked for")
          .isNotEmpty()
          .allMatch(line -> line.contains("2024-04-24T04:00:00Z"));
      // Only the split series is taken from its start.
      assertThat(world.api.requests())
          .filteredOn(request -> request.target().contains("/1704"))
          .isNotEmpty()
          .allMatch(
              request ->
                  request.ticker().orElse("").equals("KO")
                      && request.target().contains("adjusted=true"));
    }
  }

  @Test
  void aRewriteThatFailsInPartIsReportedAndDoneByTheNextRun() {
    try (World world = World.in(lake)) {
      String[] flags = {
        "--tickers=KO", "--timespan=hour", "--adjusted=true", "--from=2024-01-10", "--to=2024-04-17"
      };
      world.run(flags);
      world.api.market().addSplit("KO", LocalDate.of(2024, 4, 19), 1, 2);
      // The piece of January and February is refused.
      world.api.inject(
          Injection.of(new Fault.Forbidden())
              .where(request -> request.target().contains("/1704"))
              .forever());
      World.Outcome outcome = world.run(flags);
      assertThat(outcome.code()).isEqualTo(ExitCode.FAILED_REQUESTS);
      assertThat(outcome.summary().path("failedTickers").toString()).isEqualTo("[\"KO\"]");

      world.api.clearFaults();
      assertThat(world.run(flags).code()).isEqualTo(ExitCode.DONE);
      assertSeries(world, "KO", true, "2024-01-10", "2024-04-17");
    }
  }

  @Test
  void aSplitThatIsCorrectedOrWithdrawnCountsAsOneToo() {
    try (World world = World.in(lake)) {
      String[] flags = {
        "--tickers=KO", "--timespan=hour", "--adjusted=true", "--from=2024-01-02", "--to=2024-04-30"
      };
      world.api.market().addSplit("KO", LocalDate.of(2024, 5, 8), 1, 2);
      world.run(flags);
      world.api.market().addSplit("KO", LocalDate.of(2024, 5, 9), 2, 1);
      assertThat(world.run(flags).code()).isEqualTo(ExitCode.DONE);
      assertSeries(world, "KO", true, "2024-01-02", "2024-04-30");
    }
  }

  /** Of an index the program asks for no splits, so that here the bars know of one it does not. */
  @Test
  void barsThatMoveByOneFactorWithoutASplitAreRefusedAndTakenAgainByTheNextRun() {
    try (World world = World.in(lake)) {
      String[] index = {"--tickers=I:SPX", "--timespan=hour", "--adjusted=true"};
      assertThat(world.run(with(index, "--from=2024-04-01", "--to=2024-04-26")).code())
          .isEqualTo(ExitCode.DONE);
      world.api.market().addSplit("I:SPX", LocalDate.of(2024, 5, 8), 1, 2);

      World.Outcome daily =
          world.run(
              with(index, "--watermark=2024-04-27T04:00:00Z", "--refetch=ALL", "--to=2024-04-30"));
      assertThat(daily.code()).as(daily.out()).isEqualTo(ExitCode.FAILED_REQUESTS);
      assertThat(world.lines("_failed"))
          .singleElement()
          .asString()
          .contains("\"category\":\"splits\"", "the next run takes the series' whole history");
      assertThat(world.lines("_watermarks"))
          .filteredOn(line -> line.contains("I:SPX"))
          .singleElement()
          .asString()
          .contains("2024-04-27T04:00:00Z", "unknown");

      World.Outcome whole =
          world.run(with(index, "--watermark=2024-04-27T04:00:00Z", "--to=2024-04-30"));
      assertThat(whole.code()).as(whole.out()).isEqualTo(ExitCode.DONE);
      assertSeries(world, "I:SPX", true, "2024-04-01", "2024-04-30");
    }
  }

  private static void assertSeries(
      World world, String ticker, boolean adjusted, String from, String to) {
    assertThat(world.reader().bars(ticker, "1hour", adjusted))
        .as("%s adjusted=%s", ticker, adjusted)
        .isNotEmpty()
        .isEqualTo(world.truth(ticker, 1, "hour", adjusted, from, to, World.NEW_YORK));
  }
}
