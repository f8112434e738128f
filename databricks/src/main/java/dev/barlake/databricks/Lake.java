package dev.barlake.databricks;

import static org.apache.spark.sql.functions.broadcast;
import static org.apache.spark.sql.functions.expr;

import java.util.Arrays;
import java.util.List;
import java.util.Set;
import java.util.TreeSet;
import java.util.function.Supplier;
import org.apache.spark.sql.Dataset;
import org.apache.spark.sql.Encoders;
import org.apache.spark.sql.Row;
import org.apache.spark.sql.SparkSession;
import org.apache.spark.sql.types.StructType;

/**
 * The lake as Spark reads it: temporary views of what manifests, receipts and partition files say.
 *
 * <p>Everything is read through Spark's own readers, which know the rights that Unity Catalog gives
 * to an external location; a plain client of the file system would not.
 */
final class Lake {
  private static final String MANIFEST =
      "runId STRING, status STRING, exitCode INT, receipts STRING";
  private static final String RECEIPT =
      """
      outcome STRING, path STRING, category STRING, message STRING,
      part STRUCT<ticker: STRING, multiplier: INT, timespan: STRING, adjusted: BOOLEAN,
        period: STRING, ranges: ARRAY<STRING>>""";

  /** The columns of a partition file, in the order of the lake's schema. */
  static final String BAR =
      """
      ticker STRING, window_start TIMESTAMP, open DOUBLE, high DOUBLE, low DOUBLE, close DOUBLE,
      volume DOUBLE, vwap DOUBLE, transactions BIGINT, otc BOOLEAN, trade_date DATE,
      fetched_at TIMESTAMP""";

  /** Spark tells paths as URIs: percent-encoded once more than they are. */
  private static final String OWN_PATH = "url_decode(replace(_metadata.file_path, '+', '%2B'))";

  /** The folder of a file of receipts, below the lake. */
  private static final String OWN_FOLDER =
      "regexp_extract(%s, '(_(?:receipts|manifests)/.+)/[^/]+$', 1)".formatted(OWN_PATH);

  /** The name of a manifest, in which a colon is written as %3A. */
  private static final String OWN_NAME =
      "replace(regexp_extract(%s, '_manifests/([^/]+)[.]json$', 1), '%%3A', ':')"
          .formatted(OWN_PATH);

  private static final String PARTITION_FILE = "'(bars/timespan=[^/]+/[^/]+/[^/]+/[^/]+/[^/]+)$'";

  private final SparkSession spark;
  private final String root;

  public Lake(SparkSession spark, String root) {
    this.spark = spark;
    this.root = root;
  }

  /**
   * Makes {@code lake_runs} of the manifests that were not loaded before, and returns where their
   * receipts are, below the lake. The id is a manifest's name: the run's and its attempt's, or the
   * run's alone if an earlier Barlake wrote it, and its receipts are beside it then.
   */
  List<String> viewNewRuns() {
    Dataset<Row> manifests =
        readable(
                () ->
                    spark
                        .read()
                        .schema(MANIFEST)
                        .option("mode", "FAILFAST")
                        .json(root + "/_manifests/*.json"),
                "Cannot find manifests in %s/_manifests: is this the lake, and has a run ended?"
                    .formatted(root))
            .selectExpr(
                OWN_NAME + " AS run_id",
                "coalesce(receipts, '_manifests/' || replace(runId, ':', '%3A')) AS receipts",
                "_metadata.file_modification_time AS manifest_modified_at",
                "status",
                "exitCode AS exit_code");
    manifests.createOrReplaceTempView("lake_manifests");
    Dataset<Row> fresh =
        spark.sql(
            """
            SELECT * FROM lake_manifests m
            WHERE NOT EXISTS (
              SELECT 1 FROM bronze_runs r
              WHERE r.run_id = m.run_id AND r.manifest_modified_at = m.manifest_modified_at)
            """);
    // As they are now: one that comes while this load runs is for the next one.
    List<Row> rows =
        readable(
            fresh::collectAsList, "Cannot read the manifests in %s/_manifests".formatted(root));
    spark.createDataFrame(rows, fresh.schema()).createOrReplaceTempView("lake_runs");
    return rows.stream().map(row -> row.<String>getAs("receipts")).sorted().toList();
  }

  /**
   * Makes {@code lake_receipts}, one row a range, and {@code lake_spans}, the dates they are of.
   */
  void viewReceipts(List<String> folders) {
    String[] parts =
        folders.stream()
            .map(folder -> root + "/" + folder + "/part-*.jsonl")
            .toArray(String[]::new);
    Dataset<Row> lines =
        folders.isEmpty()
            ? empty(RECEIPT).withColumn("receipts", expr("CAST(NULL AS STRING)"))
            : readable(
                    () -> spark.read().schema(RECEIPT).option("mode", "FAILFAST").json(parts),
                    "Cannot find the receipts that a manifest names in " + root)
                .withColumn("receipts", expr(OWN_FOLDER));
    lines
        .join(broadcast(spark.table("lake_runs")), "receipts")
        .createOrReplaceTempView("lake_lines");
    view(
        "lake_receipts",
        """
        SELECT
          run_id, outcome, part.ticker, part.timespan, part.multiplier, part.adjusted,
          CAST(split_part(range, '/', 1) AS TIMESTAMP) AS range_start,
          CAST(split_part(range, '/', 2) AS TIMESTAMP) AS range_end,
          category, message
        FROM lake_lines LATERAL VIEW explode(part.ranges) AS range
        """);
    view(
        "lake_spans",
        """
        SELECT
          ticker, timespan, multiplier, adjusted,
          CAST(convert_timezone(zone, range_start) AS DATE) AS first_date,
          CAST(convert_timezone(zone, range_end - INTERVAL 1 MICROSECOND) AS DATE) AS last_date
        FROM (
          SELECT *, if(ticker RLIKE '^[XC]:', 'UTC', 'America/New_York') AS zone FROM lake_receipts
        )
        """);
  }

  /** Makes {@code lake_files} of the partition files that the receipts name, as they are now. */
  void viewFiles() {
    view(
        "lake_paths",
        """
        SELECT
          path AS source_file, part.ticker, part.timespan, part.multiplier, part.adjusted, part.period,
          max(run_id) AS run_id
        FROM lake_lines WHERE path IS NOT NULL
        GROUP BY ALL
        """);
    List<String> paths = strings("SELECT DISTINCT source_file FROM lake_paths");
    Dataset<Row> versions =
        paths.isEmpty()
            ? empty("source_file STRING, modified_at TIMESTAMP, bytes BIGINT")
            : readable(
                    () -> spark.read().format("binaryFile").load(absolute(paths)),
                    "A manifest names a partition file that is not in the lake")
                .selectExpr(
                    "regexp_extract(path, " + PARTITION_FILE + ", 1) AS source_file",
                    "modificationTime AS modified_at",
                    "length AS bytes");
    versions.createOrReplaceTempView("lake_versions");
    view(
        "lake_files",
        """
        SELECT
          p.*,
          v.modified_at,
          v.bytes,
          CAST(substr(concat(p.period, '-01-01'), 1, 10) AS DATE) AS first_date,
          CASE length(p.period)
            WHEN 4 THEN make_date(CAST(p.period AS INT), 12, 31)
            WHEN 7 THEN last_day(CAST(concat(p.period, '-01') AS DATE))
            ELSE CAST(p.period AS DATE) END AS last_date
        FROM lake_paths p JOIN lake_versions v ON v.source_file = p.source_file
        """);
  }

  /**
   * Makes {@code lake_bars} of the rows of the files in {@code load_files}; returns their paths.
   */
  List<String> viewBars() {
    List<String> paths = strings("SELECT source_file FROM load_files");
    Dataset<Row> rows =
        paths.isEmpty() ? empty(BAR + ", source_file STRING") : rows(absolute(paths));
    Dataset<Row> files =
        spark.table("load_files").select("source_file", "timespan", "multiplier", "adjusted");
    rows.join(broadcast(files), "source_file").createOrReplaceTempView("lake_bars");
    return paths;
  }

  private Dataset<Row> rows(String[] paths) {
    StructType found = spark.read().option("mergeSchema", true).parquet(paths).schema();
    StructType known = StructType.fromDDL(BAR);
    Set<String> unknown = new TreeSet<>(Arrays.asList(found.fieldNames()));
    unknown.removeAll(Arrays.asList(known.fieldNames()));
    if (!unknown.isEmpty()) {
      throw new LoadException(
          "Files of the lake have columns that these tables do not know: %s. Nothing was loaded; deploy the bundle of the release that writes them"
              .formatted(String.join(", ", unknown)),
          null);
    }
    return spark
        .read()
        .schema(known)
        .parquet(paths)
        .withColumn(
            "source_file", expr("regexp_extract(" + OWN_PATH + ", " + PARTITION_FILE + ", 1)"));
  }

  private String[] absolute(List<String> paths) {
    return paths.stream().map(path -> root + "/" + path).toArray(String[]::new);
  }

  private List<String> strings(String query) {
    return spark.sql(query).as(Encoders.STRING()).collectAsList();
  }

  private void view(String name, String query) {
    spark.sql(query).createOrReplaceTempView(name);
  }

  private Dataset<Row> empty(String schema) {
    return spark.createDataFrame(List.<Row>of(), StructType.fromDDL(schema));
  }

  private static <T> T readable(Supplier<T> read, String problem) {
    try {
      return read.get();
    } catch (Exception e) {
      throw new LoadException(problem + ": " + e.getMessage(), e);
    }
  }
}
