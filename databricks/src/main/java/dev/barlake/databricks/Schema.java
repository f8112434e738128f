package dev.barlake.databricks;

import java.util.List;
import org.apache.spark.sql.Row;
import org.apache.spark.sql.SparkSession;

/**
 * The tables of a schema, and the version that they are of. A release that changes a table adds a
 * migration; one that changes a view only, raises the number of the views.
 */
final class Schema {
  /** Each migration once, in order; files of a version that was released are never changed. */
  static final List<List<String>> MIGRATIONS =
      List.of(List.of("V1_bronze", "V1_silver", "V1_gold"), List.of("V2_verdicts"));

  private static final List<String> VIEWS = List.of("60_views", "61_views", "62_views");

  /** Raise it if a view changes. */
  private static final int VIEWS_VERSION = 2;

  private final SparkSession spark;
  private final Sql sql;
  private final List<List<String>> migrations;

  Schema(SparkSession spark, Sql sql, List<List<String>> migrations) {
    this.spark = spark;
    this.sql = sql;
    this.migrations = migrations;
  }

  /** Brings the tables of the current schema to this version. Nothing is done if they are. */
  void migrate() {
    String current = "%d.%d".formatted(migrations.size(), VIEWS_VERSION);
    String found = version();
    if (found.equals(current)) {
      return;
    }
    int from = Integer.parseInt(found.split("\\.", -1)[0]);
    if (from > migrations.size()) {
      throw new LoadException(
          "The tables are of version %s, and this release knows version %s: deploy the newer bundle again"
              .formatted(found, current),
          null);
    }
    for (int i = from; i < migrations.size(); i++) {
      sql.run(migrations.get(i).toArray(String[]::new));
      write("version", (i + 1) + ".0");
    }
    sql.run(VIEWS.toArray(String[]::new));
    write("version", current);
  }

  /** 0.0 of a schema without tables. */
  private String version() {
    if (spark.catalog().tableExists("bronze_meta")) {
      return read("version", "0.0");
    }
    if (spark.catalog().tableExists("bronze_bars")) {
      throw new LoadException(
          "The schema has tables of a build before versions were kept: drop the schema, and the next load makes all of them from the lake",
          null);
    }
    return "0.0";
  }

  /** A value of {@code bronze_meta}. */
  String read(String name, String otherwise) {
    List<Row> rows =
        spark
            .sql("SELECT value FROM bronze_meta WHERE name = '%s'".formatted(name))
            .collectAsList();
    return rows.isEmpty() ? otherwise : rows.get(0).getString(0);
  }

  void write(String name, String value) {
    sql.with("name", name).with("value", value).run("01_bronze_meta");
  }
}
