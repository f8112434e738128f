package dev.barlake.pipelines.aggregates;

import static dev.barlake.pipelines.aggregates.AggregatesFaultsTest.with;
import static org.assertj.core.api.Assertions.assertThat;

import dev.barlake.lake.Lake;
import dev.barlake.localstack.Fault;
import dev.barlake.localstack.Injection;
import dev.barlake.localstack.MarketSimulator;
import dev.barlake.localstack.TrueBar;
import dev.barlake.model.BarSeries;
import dev.barlake.model.Timespan;
import dev.barlake.pipelines.cli.ExitCode;
import java.io.ByteArrayOutputStream;
import java.io.PrintStream;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.time.Clock;
import java.time.Duration;
import java.time.Instant;
import java.time.LocalDate;
import java.time.ZoneId;
import java.time.ZoneOffset;
import java.util.List;
import java.util.Set;
import java.util.TreeSet;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

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
                      with(HOURS, "--runId=backfill", "--from=2023-11-01", "--to=2024-05-14")));
      CompletableFuture<World.Outcome> daily =
          CompletableFuture.supplyAsync(
              () ->
                  world.run(
                      with(
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

  /** A run has the list of splits of its start; what it fetches later may be on another scale. */
  @ParameterizedTest
  @ValueSource(ints = {1, 3, 6})
  void aSplitInTheMidstOfABackfillIsHealedByTheNextRun(int request) {
    try (World world = World.in(lake)) {
      String[] series = {"--tickers=KO", "--timespan=hour", "--adjusted=true"};
      splitAtRequest(request, world);
      assertDone(world.run(with(series, "--from=2023-05-01", "--to=2024-04-17")));
      assertDone(
          world.run(
              with(
                  series,
                  "--watermarks=" + lake.resolve("_watermarks/timespan=1hour"),
                  "--to=2024-04-23")));
      world.assertExact("KO", "hour", true, "2023-05-01", "2024-04-23");
    }
  }

  @Test
  void twoRunsAcrossASplitEndExactOrSayWhatFailed() {
    MarketSimulator api = MarketSimulator.builder().latency(Duration.ofMillis(20)).start();
    try (World world = new World(api, lake)) {
      String[] series = {"--tickers=KO,JPM", "--timespan=hour", "--adjusted=true"};
      assertDone(world.run(with(series, "--from=2024-01-02", "--to=2024-04-17")));
      splitAtRequest(5, world);
      String[] older = with(series, "--from=2023-05-01", "--to=2024-03-28");
      String[] newer = with(series, "--watermarks=" + lake.resolve("_watermarks/timespan=1hour"));
      CompletableFuture<World.Outcome> backfill =
          CompletableFuture.supplyAsync(() -> world.run(with(older, "--runId=backfill")));
      CompletableFuture<World.Outcome> daily =
          CompletableFuture.supplyAsync(
              () -> world.run(with(newer, "--runId=daily", "--to=2024-04-18")));
      for (World.Outcome outcome : List.of(backfill.join(), daily.join())) {
        assertThat(outcome.code())
            .as(outcome.out() + outcome.err())
            .isIn(ExitCode.DONE, ExitCode.FAILED_REQUESTS, ExitCode.TRY_AGAIN_LATER);
        assertThat(outcome.count("failed") == 0).isEqualTo(outcome.code() == ExitCode.DONE);
      }
      world.run(older);
      assertDone(world.run(older));
      assertDone(world.run(with(newer, "--to=2024-04-23")));
      world.assertExact("KO", "hour", true, "2023-05-01", "2024-04-23");
      world.assertExact("JPM", "hour", true, "2023-05-01", "2024-04-23");
    }
  }

  /** The backfill began with the old list, and ends between the daily run's review and its end. */
  @Test
  void filesThatARunWithAnOlderListWroteAreFoundByTheNextRun() throws Exception {
    try (World world = World.in(lake)) {
      String[] series = {"--tickers=KO", "--timespan=hour", "--adjusted=true"};
      assertDone(world.run(with(series, "--from=2024-03-01", "--to=2024-04-17")));
      CountDownLatch asked = new CountDownLatch(1);
      world.api.inject(
          Injection.of(new Fault.Stall(Fault.Stall.Where.BEFORE_HEADERS))
              .where(request -> request.target().contains("/hour/16"))
              .where(
                  request -> {
                    asked.countDown();
                    return true;
                  })
              .forever());
      CompletableFuture<World.Outcome> backfill =
          CompletableFuture.supplyAsync(
              () ->
                  world.run(with(series, "--runId=older", "--from=2023-05-01", "--to=2023-06-30")));
      assertThat(asked.await(1, TimeUnit.MINUTES)).isTrue();
      world.api.market().addSplit("KO", LocalDate.of(2024, 4, 19), 1, 2);
      Runnable end =
          () -> {
            world.api.clearFaults();
            world.api.release();
            assertDone(backfill.join());
          };
      String[] daily =
          with(
              series,
              "--watermarks=" + lake.resolve("_watermarks/timespan=1hour"),
              "--to=2024-04-23");
      assertDone(world.run(new LastReading(end), daily));
      assertThat(splits(world)).as("nobody could know").hasSize(2);

      assertDone(world.run(daily));
      assertThat(splits(world)).containsExactly("2024-03-18 2:3, 2024-04-19 1:2");
      assertThat(world.reader().bars("KO", "1hour", true))
          .isEqualTo(
              Stream.concat(
                      truth(world, "2023-05-01", "2023-06-30"),
                      truth(world, "2024-03-01", "2024-04-23"))
                  .toList());
    }
  }

  /** Most of the older run's pieces begin after the newer run has moved the files. */
  @Test
  void aRunWithAnOlderListDoesNotPullFilesBackToTheOldScale() throws Exception {
    try (World world = World.in(lake)) {
      String[] series = {"--tickers=KO", "--timespan=hour", "--adjusted=true"};
      assertDone(world.run(with(series, "--from=2023-05-01", "--to=2024-04-17")));
      CountDownLatch asked = new CountDownLatch(1);
      world.api.inject(
          Injection.of(new Fault.Stall(Fault.Stall.Where.BEFORE_HEADERS))
              .where(
                  request -> {
                    boolean first = request.isAggregates() && asked.getCount() > 0;
                    if (first) {
                      asked.countDown();
                    }
                    return first;
                  }));
      String[] older =
          with(
              series,
              "--runner=FlinkRunner",
              "--parallelism=1",
              "--refetch=ALL",
              "--from=2023-05-01",
              "--to=2024-03-28");
      CompletableFuture<World.Outcome> backfill =
          CompletableFuture.supplyAsync(() -> world.run(with(older, "--runId=older")));
      assertThat(asked.await(1, TimeUnit.MINUTES)).isTrue();
      world.api.market().addSplit("KO", LocalDate.of(2024, 4, 19), 1, 2);
      String[] daily =
          with(
              series,
              "--watermarks=" + lake.resolve("_watermarks/timespan=1hour"),
              "--to=2024-04-23");
      assertDone(world.run(daily));
      world.assertExact("KO", "hour", true, "2023-05-01", "2024-04-23");
      world.api.clearFaults();
      world.api.release();

      World.Outcome outcome = backfill.join();
      assertThat(outcome.code()).as(outcome.out()).isEqualTo(ExitCode.FAILED_REQUESTS);
      assertThat(world.lines("_failed")).allMatch(line -> line.contains("\"splits\""));
      world.assertExact("KO", "hour", true, "2023-05-01", "2024-04-23");
      assertThat(splits(world)).containsExactly("2024-03-18 2:3, 2024-04-19 1:2");
      assertDone(world.run(older));
      world.assertExact("KO", "hour", true, "2023-05-01", "2024-04-23");
    }
  }

  private static Stream<TrueBar> truth(World world, String from, String to) {
    return world.truth("KO", 1, "hour", true, from, to, World.NEW_YORK).stream();
  }

  /** The splits that files of KO's adjusted hours are on the scale of. */
  private static Set<String> splits(World world) {
    AggregatesSettings settings = world.settings("--tickers=KO", "--from=2024-01-02");
    BarSeries series = new BarSeries("KO", 1, Timespan.HOUR, true);
    try (Lake open = Lake.open(settings.lake(), settings.options())) {
      Set<String> splits = new TreeSet<>();
      for (long period : open.periods(series)) {
        splits.add(open.header(series, period).orElseThrow().epoch().splits());
      }
      return splits;
    }
  }

  /** The wall clock; before a run reads its duration from it, something happens. */
  private static final class LastReading extends Clock {
    private final Runnable before;

    LastReading(Runnable before) {
      this.before = before;
    }

    @Override
    public long millis() {
      before.run();
      return super.millis();
    }

    @Override
    public Instant instant() {
      return Instant.now();
    }

    @Override
    public ZoneId getZone() {
      return ZoneOffset.UTC;
    }

    @Override
    public Clock withZone(ZoneId zone) {
      throw new UnsupportedOperationException();
    }
  }

  /** KO splits, and the vendor rewrites its prices, when so many requests for bars have come. */
  private static void splitAtRequest(int number, World world) {
    AtomicInteger requests = new AtomicInteger();
    world.api.inject(
        Injection.of(new Fault.Forbidden())
            .where(
                request -> {
                  if (request.isAggregates() && requests.incrementAndGet() == number) {
                    world.api.market().addSplit("KO", LocalDate.of(2024, 4, 19), 1, 2);
                  }
                  return false;
                })
            .forever());
  }

  private static void assertDone(World.Outcome outcome) {
    assertThat(outcome.code()).as(outcome.out() + outcome.err()).isEqualTo(ExitCode.DONE);
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
      // Two tickers of two months each, two more, and one.
      assertThat(lake.resolve(summary.receipts()))
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
