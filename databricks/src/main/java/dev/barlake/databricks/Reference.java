package dev.barlake.databricks;

import java.util.Arrays;
import java.util.List;
import java.util.Map;
import java.util.stream.Collectors;
import org.apache.spark.sql.Column;
import org.apache.spark.sql.Dataset;
import org.apache.spark.sql.Row;
import org.apache.spark.sql.SparkSession;
import org.apache.spark.sql.functions;

/**
 * The lists of tickers, dividends and splits that the reference job left in MySQL, with their
 * history. The three are swapped in together there, and are taken from one snapshot here.
 */
final class Reference {
  private static final List<String> LISTS = List.of("tickers", "dividends", "splits");
  private static final Map<String, String> FILES =
      Map.of(
          "tickers", "30_silver_tickers",
          "dividends", "31_silver_dividends",
          "splits", "32_silver_splits");

  private final SparkSession spark;
  private final Sql sql;
  private final Schema schema;
  private final String reference;

  Reference(SparkSession spark, Sql sql, Schema schema, String reference) {
    this.spark = spark;
    this.sql = sql;
    this.schema = schema;
    this.reference = reference;
  }

  /** Does nothing if the snapshot is the one that is known. */
  void refresh() {
    String snapshot = snapshot();
    if (snapshot.equals(schema.read("reference", ""))) {
      return;
    }
    List<Dataset<Row>> differences = LISTS.stream().map(this::difference).toList();
    long[] rows = differences.stream().mapToLong(Dataset::count).toArray();
    if (!snapshot().equals(snapshot)) {
      throw new LoadException(
          "The reference tables were refreshed while they were read: run the job again", null);
    }
    sql.with("snapshot", snapshot);
    for (int i = 0; i < rows.length; i++) {
      if (rows[i] > 0) {
        differences.get(i).createOrReplaceTempView("load_" + LISTS.get(i));
        sql.run(FILES.get(LISTS.get(i)));
      }
      differences.get(i).unpersist();
    }
    sql.run("33_silver_listings");
    schema.write("reference", snapshot);
  }

  private String table(String list) {
    return quoted() + "." + list;
  }

  private String quoted() {
    return Arrays.stream(reference.split("\\.", -1))
        .map(part -> "`" + part.replace("`", "``") + "`")
        .collect(Collectors.joining("."));
  }

  private String snapshot() {
    Row row = spark.sql("SELECT CAST(max(snapshot_at) AS STRING) FROM " + table("tickers")).first();
    return row.isNullAt(0) ? "" : row.getString(0);
  }

  /** Versions of rows that end and that begin, kept until they are written down. */
  private Dataset<Row> difference(String list) {
    Dataset<Row> known = spark.table("silver_" + list).drop("snapshot_at");
    Column[] columns =
        Arrays.stream(known.schema().fields())
            .map(field -> functions.col(field.name()).cast(field.dataType()))
            .toArray(Column[]::new);
    // Not a cache: Spark would find it again for the next snapshot, whose table has the same name.
    Dataset<Row> now = spark.table(table(list)).select(columns).localCheckpoint();
    Dataset<Row> begin = now.exceptAll(known).withColumn("ends", functions.lit(false));
    Dataset<Row> end = known.exceptAll(now).withColumn("ends", functions.lit(true));
    return begin
        .union(end)
        .withColumn("snapshot_at", functions.expr("CAST('" + snapshot() + "' AS TIMESTAMP)"))
        .cache();
  }
}
