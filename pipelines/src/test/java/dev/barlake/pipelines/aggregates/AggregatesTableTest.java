package dev.barlake.pipelines.aggregates;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import dev.barlake.localstack.Fault;
import dev.barlake.localstack.Injection;
import dev.barlake.localstack.MarketSimulator;
import dev.barlake.localstack.MySqlServer;
import dev.barlake.localstack.TestDatabase;
import dev.barlake.pipelines.cli.ExitCode;
import java.nio.file.Path;
import java.sql.SQLException;
import java.time.Duration;
import java.time.Instant;
import java.time.LocalDate;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.concurrent.CompletableFuture;
import java.util.stream.Stream;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/**
 * After a run that ended well the table holds what the lake holds, and both what the market had.
 */
class AggregatesTableTest {
  private static final String FROM = "2024-01-02";
  private static final String TO = "2024-02-29";
  private static final String[] HOURS = {
    "--tickers=KO,BRK.B", "--timespan=hour", "--adjusted=both", "--from=" + FROM, "--to=" + TO
  };

  private static TestDatabase database;

  @TempDir Path lake;

  private final TableReader table = new TableReader(database, "bars");

  @BeforeAll
  static void start() {
    database = TestDatabase.empty();
  }

  @BeforeEach
  void drop() throws SQLException {
    table.execute("DROP TABLE IF EXISTS bars, bars_files");
  }

  @ParameterizedTest
  @ValueSource(strings = {"DirectRunner", "FlinkRunner"})
  void theTableIsTheMarketsTruthAndARerunAddsNothing(String runner) throws Exception {
    try (World world = World.in(lake)) {
      // ShortList that case-blind collations, readers and inference mix up.
      String[] flags =
          withTable(
              with(HOURS, "--tickers=KO,BRK.B,BCpC,BCPC,NULL,TRUE,001"), "--runner=" + runner);
      World.Outcome first = world.run(flags);
      assertThat(first.code()).as(first.out() + first.err()).isEqualTo(ExitCode.DONE);
      for (String ticker : List.of("KO", "BRK.B", "BCpC", "BCPC", "NULL", "TRUE", "001")) {
        assertTruth(world, ticker, FROM, TO);
      }
      assertThat(first.count("upserted")).isPositive().isEqualTo(first.count("added"));
      assertThat(upsertedOfReceipts(world)).isEqualTo(first.count("upserted"));

      // Files that are skipped, and files that are fetched again.
      for (String refetch : List.of("MISSING", "ALL")) {
        World.Outcome again = world.run(with(flags, "--refetch=" + refetch));
        assertThat(again.code()).isEqualTo(ExitCode.DONE);
        assertThat(again.summary().path("counts").path("upserted").asLong(-1)).isZero();
        assertTruth(world, "KO", FROM, TO);
      }
    }
  }

  private static long upsertedOfReceipts(World world) {
    return world.lines("_receipts").stream()
        .filter(line -> line.startsWith("{\"outcome\""))
        .mapToLong(line -> parse(line).path("upserted").asLong())
        .sum();
  }

  private static JsonNode parse(String line) {
    try {
      return new ObjectMapper().readTree(line);
    } catch (JsonProcessingException e) {
      throw new AssertionError(line, e);
    }
  }

  @Test
  void withoutATableNothingTellsOfOne() throws Exception {
    try (World world = World.in(lake)) {
      World.Outcome outcome = world.run(with(HOURS, "--jdbcUrl=" + database.jdbcUrl()));
      assertThat(outcome.code()).isEqualTo(ExitCode.DONE);
      assertThat(outcome.out()).doesNotContain("upserted");
      assertThat(world.lines("_receipts")).noneMatch(line -> line.contains("upserted"));
      assertThat(
              table.number(
                  "SELECT COUNT(*) FROM information_schema.tables WHERE table_schema = DATABASE()"))
          .isZero();
    }
  }

  @Test
  void aLateCorrectionIsOneRow() throws Exception {
    try (World world = World.in(lake)) {
      Instant start = Instant.parse("2024-01-17T16:00:00Z");
      world.api.inject(
          Injection.of(new Fault.LateCorrection(start, 0.5))
              .where(
                  request ->
                      request.ticker().orElse("").equals("KO")
                          && request.target().contains("adjusted=false")));
      assertThat(world.run(withTable(HOURS)).count("upserted")).isPositive();
      World.Outcome again = world.run(withTable(HOURS, "--refetch=ALL"));
      assertThat(again.count("changed")).isEqualTo(1);
      assertThat(again.count("upserted")).isEqualTo(1);
      assertTruth(world, "KO", FROM, TO);
    }
  }

  @ParameterizedTest
  @ValueSource(strings = {"DirectRunner", "FlinkRunner"})
  void aSplitReplacesTheAdjustedRows(String runner) throws Exception {
    try (World world = World.in(lake)) {
      String[] flags = withTable(HOURS, "--runner=" + runner);
      assertThat(world.run(flags).code()).isEqualTo(ExitCode.DONE);
      // On the old scale, and in no file.
      table.execute(
          "INSERT INTO bars SELECT ticker, timespan, multiplier, adjusted, '2024-01-06 15:00:00', open,"
              + " high, low, close, volume, vwap, transactions, otc, '2024-01-06', fetched_at FROM bars"
              + " WHERE ticker = 'KO' AND adjusted LIMIT 1");
      world.api.market().addSplit("KO", LocalDate.of(2024, 5, 8), 1, 2);
      World.Outcome outcome = world.run(flags);
      assertThat(outcome.code()).as(outcome.out() + outcome.err()).isEqualTo(ExitCode.DONE);
      assertTruth(world, "KO", FROM, TO);
      assertTruth(world, "BRK.B", FROM, TO);
    }
  }

  @Test
  void aTableIsFilledFromALakeThatIsOlderWithoutAskingForBars() throws Exception {
    try (World world = World.in(lake)) {
      assertThat(world.run(HOURS).code()).isEqualTo(ExitCode.DONE);
      world.api.clearRequests();
      World.Outcome filling = world.run(withTable(HOURS));
      assertThat(filling.code()).as(filling.out() + filling.err()).isEqualTo(ExitCode.DONE);
      assertThat(world.api.requests()).noneMatch(request -> request.target().contains("/aggs/"));
      assertThat(filling.count("upserted"))
          .isEqualTo(world.reader().number("SELECT count(*) FROM BARS"));
      assertTruth(world, "KO", FROM, TO);
    }
  }

  @Test
  void whatARunWithoutTheTableChangedIsMadeUpFor() throws Exception {
    try (World world = World.in(lake)) {
      world.run(withTable(with(HOURS, "--to=2024-01-17")));
      world.run(HOURS);
      World.Outcome outcome = world.run(withTable(with(HOURS, "--refetch=ALL")));
      assertThat(outcome.code()).isEqualTo(ExitCode.DONE);
      assertTruth(world, "KO", FROM, TO);
    }
  }

  @Test
  void twoRunsAtOnceLeaveOneWholeTable() throws Exception {
    MarketSimulator api = MarketSimulator.builder().latency(Duration.ofMillis(20)).start();
    try (World world = new World(api, lake)) {
      CompletableFuture<World.Outcome> backfill =
          CompletableFuture.supplyAsync(
              () ->
                  world.run(withTable(HOURS, "--runId=a", "--from=2023-11-01", "--to=2024-04-17")));
      CompletableFuture<World.Outcome> daily =
          CompletableFuture.supplyAsync(
              () ->
                  world.run(
                      withTable(
                          HOURS,
                          "--runner=FlinkRunner",
                          "--runId=b",
                          "--from=2024-01-17",
                          "--to=2024-06-28")));
      for (World.Outcome outcome : List.of(backfill.join(), daily.join())) {
        assertThat(outcome.code()).as(outcome.out() + outcome.err()).isEqualTo(ExitCode.DONE);
      }
      assertTruth(world, "KO", "2023-11-01", "2024-06-28");
      assertTruth(world, "BRK.B", "2023-11-01", "2024-06-28");
    }
  }

  @Test
  void aDatabaseThatRefusesARowFailsThatFileAndNoOther() throws Exception {
    try (World world = World.in(lake)) {
      assertThat(world.run(withTable(with(HOURS, "--tickers=JPM"))).code())
          .isEqualTo(ExitCode.DONE);
      table.execute(
          "CREATE TRIGGER refuse BEFORE INSERT ON bars FOR EACH ROW IF NEW.ticker = 'KO' AND NOT NEW.adjusted"
              + " AND NEW.trade_date >= '2024-02-01' THEN SIGNAL SQLSTATE '45000' SET MESSAGE_TEXT ="
              + " 'no more KO'; END IF");
      World.Outcome outcome = world.run(withTable(HOURS, "--runner=FlinkRunner"));
      assertThat(outcome.code()).as(outcome.out()).isEqualTo(ExitCode.FAILED_REQUESTS);
      assertThat(world.lines("_failed"))
          .singleElement()
          .asString()
          .contains(
              "\"ticker\":\"KO\"",
              "\"adjusted\":false",
              "\"period\":\"2024-02\"",
              "\"category\":\"database\"",
              "no more KO",
              "the lake has them")
          .doesNotContain(MySqlServer.PASSWORD);
      assertTruth(world, "BRK.B", FROM, TO);
      assertThat(world.lines("_watermarks"))
          .anyMatch(line -> line.contains("\"KO\"") && line.contains("2024-02-01T05:00:00Z"));

      table.execute("DROP TRIGGER refuse");
      world.api.clearRequests();
      World.Outcome again = world.run(withTable(HOURS));
      assertThat(again.code()).isEqualTo(ExitCode.DONE);
      assertThat(world.api.requests()).noneMatch(request -> request.target().contains("/aggs/"));
      assertThat(again.count("upserted")).isPositive();
      assertTruth(world, "KO", FROM, TO);
    }
  }

  @Test
  void aWrongTableIsRefusedBeforeAnythingIsAskedFor() throws Exception {
    try (World world = World.in(lake)) {
      table.execute("CREATE TABLE bars (ticker VARCHAR(10) PRIMARY KEY)");
      World.Outcome outcome = world.run(withTable(with(HOURS, "--tickers=all")));
      assertThat(outcome.code()).isEqualTo(ExitCode.ERROR);
      assertThat(outcome.err())
          .contains(
              "Cannot write bars to table bars in " + database.jdbcUrl(),
              "window_start is missing");
      assertThat(world.api.requests()).isEmpty();
      assertThat(lake).isEmptyDirectory();
    }
  }

  @Test
  void aDatabaseThatDoesNotAnswerAtTheStartIsToldAtOnce() {
    try (World world = World.in(lake)) {
      World.Outcome outcome =
          world.run(with(HOURS, "--barsTable=bars", "--jdbcUrl=jdbc:mysql://127.0.0.1:1/none"));
      assertThat(outcome.code()).isEqualTo(ExitCode.TRY_AGAIN_LATER);
      assertThat(outcome.err()).contains("Cannot connect to jdbc:mysql://127.0.0.1:1/none");
      assertThat(world.api.requests()).isEmpty();
    }
  }

  @Test
  void aDryRunTouchesNoDatabase() throws Exception {
    try (World world = World.in(lake)) {
      World.Outcome outcome = world.run(withTable(HOURS, "--dryRun"));
      assertThat(outcome.code()).isEqualTo(ExitCode.DONE);
      assertThat(
              table.number(
                  "SELECT COUNT(*) FROM information_schema.tables WHERE table_schema = DATABASE()"))
          .isZero();
    }
  }

  @Test
  void theTablesNameAndItsDatabaseAreCheckedWithTheFlags() {
    World.Outcome outcome =
        World.command(
            Map.of("MASSIVE_API_KEY", "local-api-key"),
            "--tickers=KO",
            "--from=2024-01-02",
            "--lake=" + lake,
            "--barsTable=bars; DROP TABLE x");
    assertThat(outcome.code()).isEqualTo(ExitCode.BAD_OPTIONS);
    assertThat(outcome.err())
        .contains("--barsTable=bars; DROP TABLE x is no table name")
        .contains("--barsTable needs --jdbcUrl, or RDS_DATABASE_HOST")
        .contains("RDS_DATABASE_PASSWORD");
  }

  /** The flags, and of those that are given twice the later ones. */
  static String[] with(String[] flags, String... more) {
    Map<String, String> all = new LinkedHashMap<>();
    Stream.concat(Stream.of(flags), Stream.of(more))
        .forEach(flag -> all.put(flag.replaceFirst("=.*", ""), flag));
    return all.values().toArray(String[]::new);
  }

  private static String[] withTable(String[] flags, String... more) {
    return with(
        with(
            flags,
            "--barsTable=bars",
            "--jdbcUrl=" + database.jdbcUrl(),
            "--jdbcUser=" + database.user()),
        more);
  }

  private void assertTruth(World world, String ticker, String from, String to) throws SQLException {
    for (boolean adjusted : List.of(true, false)) {
      assertThat(table.bars(ticker, 1, "hour", adjusted))
          .as("%s adjusted=%s", ticker, adjusted)
          .isNotEmpty()
          .isEqualTo(world.truth(ticker, 1, "hour", adjusted, from, to, World.NEW_YORK));
    }
  }
}
