package dev.barlake.pipelines;

import static org.assertj.core.api.Assertions.assertThat;

import dev.barlake.localstack.MarketSimulator;
import java.io.ByteArrayOutputStream;
import java.io.PrintStream;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.time.Clock;
import java.time.Duration;
import java.time.Instant;
import java.time.ZoneOffset;
import java.util.List;
import java.util.concurrent.CompletableFuture;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** Runs that meet on one lake: at once, one after the other on one day, and slice by slice. */
class AggregatesTogetherTest {
  private static final String[] HOURS = {
    "--tickers=KO,BRK.B,THIN", "--timespan=hour", "--adjusted=both"
  };

  @TempDir Path lake;

  @Test
  void twoRunsAtOnceLeaveOneWholeLake() {
    MarketSimulator api = MarketSimulator.builder().latency(Duration.ofMillis(20)).start();
    try (World world = new World(api, lake)) {
      CompletableFuture<World.Outcome> backfill =
          CompletableFuture.supplyAsync(
              () ->
                  world.run(
                      AggregatesFaultsTest.with(
                          HOURS, "--runId=backfill", "--from=2023-11-01", "--to=2024-05-14")));
      CompletableFuture<World.Outcome> daily =
          CompletableFuture.supplyAsync(
              () ->
                  world.run(
                      AggregatesFaultsTest.with(
                          HOURS,
                          "--runner=FlinkRunner",
                          "--runId=daily",
                          "--from=2024-01-17",
                          "--to=2024-06-28")));
      for (World.Outcome outcome : List.of(backfill.join(), daily.join())) {
        assertThat(outcome.code()).as(outcome.out() + outcome.err()).isEqualTo(ExitCode.DONE);
      }
      for (boolean adjusted : List.of(true, false)) {
        for (String ticker : List.of("KO", "BRK.B", "THIN")) {
          assertThat(world.reader().bars(ticker, "1hour", adjusted))
              .as("%s adjusted=%s", ticker, adjusted)
              .isNotEmpty()
              .isEqualTo(
                  world.truth(
                      ticker, 1, "hour", adjusted, "2023-11-01", "2024-06-28", World.NEW_YORK));
        }
      }
      assertThat(world.lines("_watermarks").stream().filter(line -> line.contains("watermark")))
          .hasSize(6)
          .allMatch(line -> line.contains("2024-06-29T04:00:00Z"));
    }
  }

  @Test
  void aRunLaterOnTheSameDayGoesOnWithinTheDay() {
    try (World world = World.in(lake)) {
      String[] flags = {
        "--tickers=KO,THIN",
        "--timespan=hour",
        "--adjusted=false",
        "--refetch=MISSING",
        "--from=2024-05-13"
      };
      for (String now : List.of("2024-05-15T16:30:00Z", "2024-05-15T19:30:00Z")) {
        World.Outcome outcome = world.run(Clock.fixed(Instant.parse(now), ZoneOffset.UTC), flags);
        assertThat(outcome.code()).as(outcome.out() + outcome.err()).isEqualTo(ExitCode.DONE);
      }
      for (String ticker : List.of("KO", "THIN")) {
        assertThat(world.reader().bars(ticker, "1hour", false))
            .as(ticker)
            .isNotEmpty()
            .isEqualTo(
                world
                    .api
                    .market()
                    .bars(
                        ticker,
                        1,
                        "hour",
                        false,
                        Instant.parse("2024-05-13T04:00:00Z"),
                        Instant.parse("2024-05-15T19:00:00Z")));
      }
    }
  }

  @Test
  void slicesRunOneAfterTheOther() {
    try (World world = World.in(lake)) {
      AggregatesSettings settings =
          world.settings(
              "--runner=FlinkRunner",
              "--tickers=KO,THIN,X:BTCUSD,BRK.B,GONE",
              "--timespan=hour",
              "--adjusted=false",
              "--from=2023-09-01",
              "--to=2023-10-31");
      ByteArrayOutputStream err = new ByteArrayOutputStream();
      RunSummary summary =
          new AggregatesRun(settings, Clock.systemUTC(), new PrintStream(err), 4).run();
      assertThat(summary.exitCode()).as(err.toString(StandardCharsets.UTF_8)).isZero();
      // Two and two of New York, and one of a market in UTC.
      assertThat(lake.resolve("_manifests/" + settings.runId()))
          .isDirectoryContaining(path -> path.endsWith("part-00002.jsonl"))
          .isDirectoryNotContaining(path -> path.endsWith("part-00003.jsonl"));
      assertThat(summary.counts()).containsEntry("files", 10L);
      for (String ticker : List.of("KO", "THIN", "BRK.B", "GONE")) {
        assertThat(world.reader().bars(ticker, "1hour", false))
            .as(ticker)
            .isNotEmpty()
            .isEqualTo(
                world.truth(ticker, 1, "hour", false, "2023-09-01", "2023-10-31", World.NEW_YORK));
      }
      assertThat(world.reader().bars("X:BTCUSD", "1hour", false))
          .isNotEmpty()
          .isEqualTo(
              world.truth(
                  "X:BTCUSD", 1, "hour", false, "2023-09-01", "2023-10-31", ZoneOffset.UTC));
    }
  }
}
