package dev.barlake.databricks;

import static org.assertj.core.api.Assertions.assertThat;

import dev.barlake.localstack.MarketSimulator;
import dev.barlake.localstack.MySqlServer;
import dev.barlake.localstack.TestDatabase;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import java.util.UUID;
import org.apache.spark.sql.Row;

/** A market, a lake that the bars job fills as a process of its own, and a schema of tables. */
final class LakeWorld implements AutoCloseable {
  private static final Path PIPELINES = Path.of("..", "pipelines", "target");

  /** Tables that a reader sees; the others are work lists, or tell when something was loaded. */
  private static final List<String> TABLES =
      List.of(
          "silver_bars",
          "silver_quarantine",
          "gold_session_bars",
          "gold_dividend_factors",
          "gold_daily_adjusted",
          "gold_returns",
          "gold_indicators",
          "gold_series",
          "gold_coverage",
          "gold_corporate_actions");

  final MarketSimulator api;
  final Path lake;
  private final String schema = "market_" + UUID.randomUUID().toString().substring(0, 8);
  private final TestDatabase database;

  private LakeWorld(MarketSimulator api, Path lake, TestDatabase database) {
    this.api = api;
    this.lake = lake;
    this.database = database;
  }

  /** Without reference data. */
  static LakeWorld in(Path lake) {
    return new LakeWorld(MarketSimulator.start(), lake, null);
  }

  /** With reference data in MySQL, which Spark sees as catalog {@code mysql}. */
  static LakeWorld withReference(Path lake) {
    LakeWorld world = new LakeWorld(MarketSimulator.start(), lake, TestDatabase.empty());
    world.refreshReference();
    TestSpark.showDatabase(world.database);
    return world;
  }

  /** The same market, lake and database, with no tables yet. */
  LakeWorld anotherSchema() {
    return new LakeWorld(api, lake, database);
  }

  /** Runs {@code aggregates} to its end. */
  void aggregates(String[] flags, String... more) {
    List<String> all = new ArrayList<>(List.of("--lake=" + lake));
    all.addAll(List.of(flags));
    all.addAll(List.of(more));
    job("Aggregates", all);
  }

  void refreshReference() {
    job("Reference", List.of("--jdbcUrl=" + database.jdbcUrl(), "--jdbcUser=" + database.user()));
  }

  private void job(String main, List<String> flags) {
    List<String> command =
        new ArrayList<>(
            List.of(
                Path.of(System.getProperty("java.home"), "bin", "java").toString(),
                "-XX:+UseSerialGC",
                "-XX:TieredStopAtLevel=1",
                "-cp",
                PIPELINES.resolve("barlake-pipelines.jar") + ":" + PIPELINES.resolve("lib") + "/*",
                "dev.barlake.pipelines." + main,
                "--apiBaseUrl=" + api.url(),
                "--requestsPerMinute=100000",
                "--parallelism=4",
                "--runner=DirectRunner"));
    command.addAll(flags);
    try {
      Path log = Files.createTempFile("barlake-job", ".log");
      int code =
          new ProcessBuilder(command)
              .redirectErrorStream(true)
              .redirectOutput(log.toFile())
              .start()
              .waitFor();
      assertThat(code).as(Files.readString(log)).isZero();
      Files.delete(log);
    } catch (IOException e) {
      throw new UncheckedIOException("Cannot run " + command, e);
    } catch (InterruptedException e) {
      throw new IllegalStateException(e);
    }
  }

  Summary load() {
    List<String> flags =
        new ArrayList<>(List.of("--lake=" + lake, "--catalog=main", "--schema=" + schema));
    if (database != null) {
      flags.add("--reference=mysql." + MySqlServer.DATABASE);
    }
    return LakeTables.load(TestSpark.session(), Settings.of(flags.toArray(String[]::new)));
  }

  /** The rows of a query, with this world's schema as the current one. */
  List<Row> rows(String query) {
    TestSpark.session().sql("USE main." + schema);
    return TestSpark.session().sql(query).collectAsList();
  }

  /** All that a reader sees, as lines of text by table. */
  Map<String, List<String>> contents() {
    Map<String, List<String>> contents = new TreeMap<>();
    for (String table : TABLES) {
      // When a row was fetched and by which run may differ, what it says may not.
      String columns = table.startsWith("silver_") ? "* EXCEPT (run_id)" : "*";
      contents.put(table, Truth.lines(rows("SELECT " + columns + " FROM " + table)));
    }
    return contents;
  }

  @Override
  public void close() {
    api.close();
    TestSpark.session().sql("DROP SCHEMA IF EXISTS main." + schema + " CASCADE");
  }
}
