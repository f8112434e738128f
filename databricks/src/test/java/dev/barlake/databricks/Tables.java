package dev.barlake.databricks;

import dev.barlake.localstack.MySqlServer;
import java.nio.file.Path;
import java.time.Clock;
import java.time.Instant;
import java.time.ZoneOffset;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import java.util.UUID;
import org.apache.spark.sql.Row;
import org.apache.spark.sql.SparkSession;

/** A schema of its own, into which a lake is loaded. */
final class Tables implements AutoCloseable {
  /** Tables that a reader sees; the others are work lists, or say when something was loaded. */
  private static final List<String> FOR_READERS =
      List.of(
          "silver_bars",
          "silver_quarantine",
          "gold_session_bars",
          "gold_daily_bars",
          "gold_dividend_factors",
          "gold_daily_adjusted",
          "gold_returns",
          "gold_indicators",
          "gold_series",
          "gold_coverage",
          "gold_corporate_actions");

  /** In New York it is the evening of December 30. */
  static final Instant NOW = Instant.parse("2024-12-31T02:00:00Z");

  final SparkSession spark = TestSpark.newSession();
  private final Path lake;
  private final String reference;
  private final String schema = "market_" + UUID.randomUUID().toString().substring(0, 8);

  /**
   * @param reference catalog and schema of the reference data; null for none
   */
  Tables(Path lake, String reference) {
    this.lake = lake;
    this.reference = reference;
  }

  static Tables of(HandLake lake) {
    return new Tables(lake.root, null);
  }

  /** With the reference data of its database. */
  static Tables of(LakeWorld world) {
    Tables tables = new Tables(world.lake, "mysql." + MySqlServer.DATABASE);
    TestSpark.showDatabase(tables.spark, world.database);
    return tables;
  }

  Summary load() {
    return load(NOW, 10_000);
  }

  /**
   * @param now when the load runs
   * @param files so many in a batch
   */
  Summary load(Instant now, int files) {
    List<String> flags = new ArrayList<>();
    flags.add("--lake=" + lake);
    flags.add("--catalog=main");
    flags.add("--schema=" + schema);
    if (reference != null) {
      flags.add("--reference=" + reference);
    }
    return LakeTables.load(
        spark, Settings.of(flags.toArray(String[]::new)), Clock.fixed(now, ZoneOffset.UTC), files);
  }

  /** The rows of a query, with this schema as the current one. */
  List<Row> rows(String query) {
    spark.sql("USE main." + schema);
    return spark.sql(query).collectAsList();
  }

  /** The rows of a query as lines of text, sorted. */
  List<String> lines(String query) {
    return Truth.lines(rows(query));
  }

  /** All that a reader sees, as lines of text by table. */
  Map<String, List<String>> contents() {
    Map<String, List<String>> contents = new TreeMap<>();
    for (String table : FOR_READERS) {
      // When a row came and by which run may differ; what it says may not.
      String columns = table.startsWith("silver_") ? "* EXCEPT (run_id)" : "*";
      contents.put(table, lines("SELECT " + columns + " FROM " + table));
    }
    return contents;
  }

  @Override
  public void close() {
    spark.sql("DROP SCHEMA IF EXISTS main." + schema + " CASCADE");
  }
}
