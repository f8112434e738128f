package dev.barlake.pipelines.aggregates;

import static org.assertj.core.api.Assertions.assertThat;

import dev.barlake.barstable.BarsTable;
import dev.barlake.localstack.MarketSimulator;
import dev.barlake.localstack.MySqlServer;
import dev.barlake.localstack.TestDatabase;
import dev.barlake.pipelines.cli.ExitCode;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.PrintStream;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.sql.Connection;
import java.sql.SQLException;
import java.sql.Statement;
import java.time.Clock;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.Callable;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** The job or the database is killed: the same command again ends in a table like the lake. */
class AggregatesTableKillTest {
  private static final String FROM = "2023-03-01";
  private static final String TO = "2024-02-29";

  private static MySqlServer server;

  @TempDir Path dir;

  private final TableReader table = new TableReader(TestDatabase.of(server), "bars");

  @BeforeAll
  static void start() {
    server = MySqlServer.start().await();
  }

  @AfterAll
  static void stop() {
    server.close();
  }

  @BeforeEach
  void drop() throws SQLException {
    table.execute("DROP TABLE IF EXISTS bars, bars_files");
  }

  @Test
  void killedBetweenTheFileAndTheTable() throws Exception {
    try (World world = World.in(dir.resolve("lake"))) {
      world.run(flags("--tickers=JPM", "--from=2024-01-02", "--to=2024-01-02"));
      Path file =
          world.lake.resolve(
              "bars/timespan=1hour/adjusted=false/symbol=KO/month=2024-01/bars.parquet");
      try (Connection holding = table.connect();
          Statement statement = holding.createStatement()) {
        holding.setAutoCommit(false);
        statement.execute("INSERT INTO bars_files VALUES ('KO', 'hour', 1, 0, '2024-01', 'held')");
        Process job = start(world, flags("--tickers=KO", "--from=2024-01-02", "--to=2024-01-31"));
        waitUntil(() -> Files.exists(file), job);
        job.destroyForcibly().waitFor();
        holding.rollback();
      }
      assertThat(table.bars("KO", 1, "hour", false)).isEmpty();

      world.api.clearRequests();
      World.Outcome again =
          world.run(flags("--tickers=KO", "--from=2024-01-02", "--to=2024-01-31"));

      assertThat(again.code()).as(again.out() + again.err()).isEqualTo(ExitCode.DONE);
      assertThat(world.api.requests()).isEmpty();
      assertTruth(world, "KO", "2024-01-02", "2024-01-31");
    }
  }

  @Test
  void killedAtSomeMomentItGoesOnWhereItWas() throws Exception {
    MarketSimulator api = MarketSimulator.builder().latency(Duration.ofMillis(100)).start();
    try (World world = new World(api, dir.resolve("lake"))) {
      // The tables must be there to be looked at.
      world.run(flags("--tickers=JPM", "--from=2024-01-02", "--to=2024-01-02"));
      Process job = start(world, flags("--parallelism=1"));
      waitUntil(() -> filesInTable() > 10, job);
      job.destroyForcibly().waitFor();

      World.Outcome again = world.run(flags());

      assertThat(again.code()).as(again.out() + again.err()).isEqualTo(ExitCode.DONE);
      assertTruth(world, "KO", FROM, TO);
      assertTruth(world, "BRK.B", FROM, TO);
      assertThat(world.run(flags()).count("upserted")).isZero();
    }
  }

  @Test
  void aDatabaseThatIsKilledAndComesBackIsWaitedFor() throws Exception {
    MarketSimulator api = MarketSimulator.builder().latency(Duration.ofMillis(50)).start();
    try (World world = new World(api, dir.resolve("lake"))) {
      world.run(flags("--tickers=JPM", "--from=2024-01-02", "--to=2024-01-02"));
      CompletableFuture<World.Outcome> run =
          CompletableFuture.supplyAsync(
              () -> world.run(flags("--runner=FlinkRunner", "--parallelism=2")));
      waitUntil(() -> filesInTable() > 4, null);
      server.kill();
      server.restart();
      World.Outcome outcome = run.join();
      assertThat(outcome.code()).as(outcome.out() + outcome.err()).isEqualTo(ExitCode.DONE);
      assertTruth(world, "KO", FROM, TO);
      assertTruth(world, "BRK.B", FROM, TO);
    }
  }

  @Test
  void aDatabaseThatStaysAwayEndsTheRunForNowAndTheLakeKeepsWhatItHas() throws Exception {
    MarketSimulator api = MarketSimulator.builder().latency(Duration.ofMillis(50)).start();
    try (World world = new World(api, dir.resolve("lake"))) {
      AggregatesSettings settings = impatient(world.settings(flags("--runner=FlinkRunner")));
      ByteArrayOutputStream err = new ByteArrayOutputStream();
      CompletableFuture<RunSummary> run =
          CompletableFuture.supplyAsync(
              () -> new AggregatesRun(settings, Clock.systemUTC(), new PrintStream(err), 4).run());
      waitUntil(() -> !api.requests().isEmpty(), null);
      server.kill();
      RunSummary summary;
      try {
        summary = run.join();
      } finally {
        server.restart();
      }
      assertThat(summary.exitCode())
          .as(err.toString(StandardCharsets.UTF_8))
          .isEqualTo(ExitCode.TRY_AGAIN_LATER.code());
      assertThat(summary.error()).contains("Stopped after slice", "Cannot write the bars of");
      assertThat(world.lines("_failed"))
          .isNotEmpty()
          .allMatch(line -> line.contains("\"category\":\"transient\""))
          .allMatch(line -> line.contains("the lake has them"))
          .noneMatch(line -> line.contains(MySqlServer.PASSWORD));
      assertThat(world.reader().bars("BRK.B", "1hour", false)).isNotEmpty();

      assertThat(world.run(flags()).code()).isEqualTo(ExitCode.DONE);
      assertTruth(world, "KO", FROM, TO);
      assertTruth(world, "BRK.B", FROM, TO);
    }
  }

  /** The same settings, with a database that is waited for a second. */
  private static AggregatesSettings impatient(AggregatesSettings given) {
    BarsTable patient = given.barsTable().orElseThrow();
    return new AggregatesSettings(
        given.tickers(),
        given.multiplier(),
        given.timespan(),
        given.adjusted(),
        given.from(),
        given.to(),
        given.watermark(),
        given.watermarks(),
        given.lookback(),
        given.lake(),
        Optional.of(new BarsTable(patient.database(), patient.name(), Duration.ofSeconds(1))),
        given.api(),
        given.requestsPerMinute(),
        given.refetch(),
        given.dryRun(),
        given.runId(),
        given.beam());
  }

  private long filesInTable() throws SQLException {
    return table.number("SELECT COUNT(*) FROM bars_files");
  }

  /** The job as a process of its own, on embedded Flink. */
  private Process start(World world, String... flags) throws IOException {
    List<String> command =
        new ArrayList<>(
            List.of(
                Path.of(System.getProperty("java.home"), "bin", "java").toString(),
                "-Xmx256m",
                "-XX:+UseSerialGC",
                "-XX:TieredStopAtLevel=1",
                "-Djava.io.tmpdir=" + dir,
                "-cp",
                System.getProperty(
                    "surefire.test.class.path", System.getProperty("java.class.path")),
                Aggregates.class.getName(),
                "--jdbcUser=" + MySqlServer.USER));
    command.addAll(List.of(world.flags(with(flags, "--runner=FlinkRunner"))));
    return new ProcessBuilder(command)
        .redirectErrorStream(true)
        .redirectOutput(dir.resolve("job.log").toFile())
        .start();
  }

  private static String[] flags(String... more) {
    return with(
        new String[] {
          "--tickers=KO,BRK.B",
          "--timespan=hour",
          "--adjusted=false",
          "--from=" + FROM,
          "--to=" + TO,
          "--barsTable=bars",
          "--jdbcUrl=" + server.jdbcUrl()
        },
        more);
  }

  private static String[] with(String[] flags, String... more) {
    return AggregatesTableTest.with(flags, more);
  }

  /** Another process, or another thread, tells of its progress by what it writes alone. */
  private void waitUntil(Callable<Boolean> condition, Process job) throws Exception {
    long deadline = System.nanoTime() + Duration.ofMinutes(2).toNanos();
    while (!condition.call()) {
      assertThat(job == null || job.isAlive())
          .as(job == null ? "" : Files.readString(dir.resolve("job.log")))
          .isTrue();
      assertThat(System.nanoTime()).isLessThan(deadline);
      TimeUnit.MILLISECONDS.sleep(5);
    }
  }

  private void assertTruth(World world, String ticker, String from, String to) throws SQLException {
    assertThat(table.bars(ticker, 1, "hour", false))
        .isNotEmpty()
        .isEqualTo(world.truth(ticker, 1, "hour", false, from, to, World.NEW_YORK));
  }
}
