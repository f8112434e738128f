package dev.barlake.databricks;

import static org.apache.spark.sql.functions.broadcast;
import static org.apache.spark.sql.functions.expr;

import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Set;
import java.util.TreeSet;
import java.util.function.Supplier;
import org.apache.spark.sql.AnalysisException;
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
      outcome STRING, path STRING, splits STRING, category STRING, message STRING,
      part STRUCT<ticker: STRING, multiplier: INT, timespan: STRING, adjusted: BOOLEAN,
        period: STRING, ranges: ARRAY<STRING>>""";

  /** The columns of a partition file, in the order of the lake's schema. */
  static final String BAR =
      """
      ticker STRING, window_start TIMESTAMP, open DOUBLE, high DOUBLE, low DOUBLE, close DOUBLE,
      volume DOUBLE, vwap DOUBLE, transactions BIGINT, otc BOOLEAN, trade_date DATE,
      fetched_at TIMESTAMP""";

  /** The columns of a file of verdicts that these tables have. */
  static final String VERDICT =
      """
      ticker STRING, adjusted BOOLEAN, date DATE, verdict STRING, test STRING, expected BIGINT,
      found BIGINT, finding STRING, finding_from TIMESTAMP, finding_to TIMESTAMP,
      together TIMESTAMP, witnesses STRING, first_asked_at TIMESTAMP, asked_at TIMESTAMP,
      verified_at TIMESTAMP, run STRING""";

  /** A file that cannot be read. */
  record BadFile(String path, String problem) {}

  /** Spark writes paths as URIs: percent-encoded once more than they are. */
  private static final String OWN_PATH = "url_decode(replace(_metadata.file_path, '+', '%2B'))";

  /** The folder of a file of receipts, below the lake. */
  private static final String OWN_FOLDER =
      "regexp_extract(" + OWN_PATH + ", '(_(?:receipts|manifests)/.+)/[^/]+$', 1)";

  private static final String PARTITION_FILE = "'(bars/timespan=[^/]+/[^/]+/[^/]+/[^/]+/[^/]+)$'";

  private static final String VERDICT_FILE =
      "'(_verify/timespan=[^/]+/trade_date=[^/]+/verdicts[.]parquet)$'";

  private final SparkSession spark;
  private final String root;

  public Lake(SparkSession spark, String root) {
    this.spark = spark;
    this.root = root;
  }

  /**
   * Makes {@code lake_runs} of the manifests that were not loaded before. Only those are opened.
   *
   * @return manifests that cannot be read, and are not in the view
   */
  List<BadFile> viewNewRuns() {
    readable(
            () ->
                spark
                    .read()
                    .format("binaryFile")
                    .load(root + "/_manifests/*.json")
                    .selectExpr(
                        "regexp_extract(path, '([^/]+)$', 1) AS manifest",
                        "path",
                        "modificationTime AS manifest_modified_at"),
            "Cannot find manifests in %s/_manifests: is this the lake, and has a run ended?"
                .formatted(root))
        .createOrReplaceTempView("lake_manifests");
    // As they are now: one that comes while this load runs is for the next one.
    Dataset<Row> fresh =
        spark.sql(
            """
            SELECT m.* FROM lake_manifests m
            LEFT ANTI JOIN bronze_runs r
            ON r.manifest = m.manifest AND r.manifest_modified_at = m.manifest_modified_at
            """);
    List<Row> rows = fresh.collectAsList();
    Dataset<Row> read =
        view("lake_fresh", rows, fresh.schema())
            .join(
                rows.isEmpty() ? empty(MANIFEST + ", manifest STRING") : manifests(rows),
                new String[] {"manifest"},
                "left")
            .selectExpr(
                "manifest",
                "runId AS run_id",
                "manifest_modified_at",
                "status",
                "exitCode AS exit_code",
                // An earlier Barlake wrote them beside the manifest.
                "coalesce(receipts, '_manifests/' || replace(runId, ':', '%3A')) AS receipts")
            .dropDuplicates("manifest");
    List<BadFile> bad = new ArrayList<>();
    List<Row> runs = new ArrayList<>();
    for (Row run : read.collectAsList()) {
      if (run.isNullAt(1)) {
        bad.add(new BadFile("_manifests/" + run.getString(0), "It is no manifest of a run"));
      } else {
        runs.add(run);
      }
    }
    view("lake_runs", runs, read.schema());
    return bad;
  }

  /** What is no JSON has a row of nulls, or none. */
  private Dataset<Row> manifests(List<Row> fresh) {
    String[] paths = fresh.stream().map(row -> row.getString(1)).toArray(String[]::new);
    return readable(
        () ->
            spark
                .read()
                .schema(MANIFEST)
                .option("multiLine", true)
                .json(paths)
                .withColumn("manifest", expr("regexp_extract(" + OWN_PATH + ", '([^/]+)$', 1)")),
        "Cannot read the manifests in " + root + "/_manifests");
  }

  /**
   * Makes {@code lake_receipts}, one row a range.
   *
   * @return manifests whose receipts are not there, or are no JSON; they are not in the views
   */
  List<BadFile> viewReceipts() {
    Dataset<Row> runs = spark.table("lake_runs");
    List<BadFile> bad = new ArrayList<>();
    List<Row> good = new ArrayList<>();
    for (Row run : runs.collectAsList()) {
      try {
        receipts(List.of(run));
        good.add(run);
      } catch (Exception e) {
        bad.add(badReceipts(run));
      }
    }
    Dataset<Row> lines = good.isEmpty() ? empty(RECEIPT + ", receipts STRING") : receipts(good);
    lines.createOrReplaceTempView("lake_lines");
    List<String> cut =
        strings("SELECT DISTINCT receipts FROM lake_lines WHERE part.ranges IS NULL");
    good.stream()
        .filter(run -> cut.contains(run.<String>getAs("receipts")))
        .forEach(run -> bad.add(badReceipts(run)));
    good.removeIf(run -> cut.contains(run.<String>getAs("receipts")));
    view("lake_runs", good, runs.schema());
    view(
        "lake_receipts",
        """
        SELECT
          r.run_id, r.manifest_modified_at, l.outcome, l.path, l.splits,
          l.part.ticker, l.part.timespan, l.part.multiplier, l.part.adjusted, l.part.period,
          CAST(split_part(range, '/', 1) AS TIMESTAMP) AS range_start,
          CAST(split_part(range, '/', 2) AS TIMESTAMP) AS range_end,
          l.category, l.message
        FROM (SELECT *, explode(part.ranges) AS range FROM lake_lines) l
        JOIN lake_runs r ON r.receipts = l.receipts
        """);
    return bad;
  }

  private static BadFile badReceipts(Row run) {
    return new BadFile(
        "_manifests/" + run.getAs("manifest"), "The receipts of its run are not there, or are cut");
  }

  private Dataset<Row> receipts(List<Row> runs) {
    String[] paths =
        runs.stream()
            .map(run -> root + "/" + run.getAs("receipts") + "/part-*.jsonl")
            .distinct()
            .toArray(String[]::new);
    return spark.read().schema(RECEIPT).json(paths).withColumn("receipts", expr(OWN_FOLDER));
  }

  /**
   * Makes {@code lake_bars} of the rows of the files in {@code load_files}.
   *
   * @return columns of the files that these tables do not know
   */
  Set<String> viewBars(List<Row> files) {
    String[] paths = paths(files);
    // A release writes the same columns into every file; the last one is as good as all.
    StructType known = StructType.fromDDL(BAR);
    Set<String> unknown =
        new TreeSet<>(
            Arrays.asList(spark.read().parquet(paths[paths.length - 1]).schema().fieldNames()));
    unknown.removeAll(Arrays.asList(known.fieldNames()));
    spark
        .read()
        .schema(known)
        .parquet(paths)
        .withColumnRenamed("ticker", "bar_ticker")
        .withColumn(
            "source_file", expr("regexp_extract(" + OWN_PATH + ", " + PARTITION_FILE + ", 1)"))
        .join(broadcast(spark.table("load_files")), "source_file")
        .createOrReplaceTempView("lake_bars");
    return unknown;
  }

  /**
   * Makes {@code lake_verdict_files}; none of them is opened.
   *
   * @return whether the lake was ever verified
   */
  boolean viewVerdictFiles() {
    try {
      spark
          .read()
          .format("binaryFile")
          // Beside the folders of the windows are the summaries of the runs.
          .option("recursiveFileLookup", true)
          .option("pathGlobFilter", "verdicts.parquet")
          .load(root + "/_verify")
          .selectExpr(
              "regexp_extract(path, " + VERDICT_FILE + ", 1) AS source_file",
              "modificationTime AS modified_at")
          .where("source_file <> ''")
          .createOrReplaceTempView("lake_verdict_files");
      return true;
    } catch (Exception e) {
      if (e instanceof AnalysisException none && "PATH_NOT_FOUND".equals(none.getCondition())) {
        return false;
      }
      throw e;
    }
  }

  /** Makes {@code lake_verdicts} of the rows of files. */
  void viewVerdicts(List<Row> files) {
    spark
        .read()
        .schema(VERDICT)
        .parquet(paths(files))
        .withColumn(
            "source_file", expr("regexp_extract(" + OWN_PATH + ", " + VERDICT_FILE + ", 1)"))
        .createOrReplaceTempView("lake_verdicts");
  }

  private String[] paths(List<Row> files) {
    return files.stream().map(file -> root + "/" + file.getString(0)).toArray(String[]::new);
  }

  /**
   * Those of some files that cannot be read, found by halves.
   *
   * @param columns what is read of them
   */
  List<BadFile> unreadable(List<Row> files, String columns) {
    try {
      spark
          .read()
          .schema(columns)
          .parquet(paths(files))
          .write()
          .format("noop")
          .mode("overwrite")
          .save();
      return List.of();
    } catch (Exception e) {
      if (files.size() == 1) {
        return List.of(new BadFile(files.get(0).getString(0), firstLine(e)));
      }
      int half = files.size() / 2;
      List<BadFile> bad = new ArrayList<>(unreadable(files.subList(0, half), columns));
      bad.addAll(unreadable(files.subList(half, files.size()), columns));
      return bad;
    }
  }

  private static String firstLine(Throwable problem) {
    Throwable cause = problem;
    while (cause.getCause() != null) {
      cause = cause.getCause();
    }
    return String.valueOf(cause.getMessage()).lines().findFirst().orElse("").strip();
  }

  private Dataset<Row> view(String name, List<Row> rows, StructType schema) {
    Dataset<Row> view = spark.createDataFrame(rows, schema);
    view.createOrReplaceTempView(name);
    return view;
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
