package dev.barlake.databricks;

import dev.barlake.databricks.Lake.BadFile;
import java.time.LocalDate;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;
import java.util.Set;
import java.util.TreeSet;
import java.util.stream.IntStream;
import org.apache.spark.sql.Row;
import org.apache.spark.sql.RowFactory;
import org.apache.spark.sql.SparkSession;
import org.apache.spark.sql.types.StructType;

/**
 * Brings the partition files that new manifests name into silver, some thousand at a time. Each
 * batch is written down when silver has it, so that a load that is killed goes on with the next.
 */
final class Batches {
  private static final String FILE =
      """
      source_file STRING, ticker STRING, timespan STRING, multiplier INT, adjusted BOOLEAN,
      period STRING, splits STRING, run_id STRING, named_at TIMESTAMP, known BOOLEAN""";

  /** Rows of files that cannot be read. */
  static final StructType BAD = StructType.fromDDL(FILE + ", problem STRING");

  private static final String CHANGED_DAYS =
      "SELECT DISTINCT ticker, adjusted, trade_date FROM load_changes WHERE adjusted IS NOT NULL";

  private final SparkSession spark;
  private final Sql sql;
  private final Lake lake;
  private final String loadId;
  private final int size;
  private final List<Row> badFiles = new ArrayList<>();

  /** Columns that files of the lake have and the tables do not. */
  final Set<String> unknownColumns = new TreeSet<>();

  /** Whether a load before this one ended before its changes had reached gold. */
  private boolean interrupted;

  /** Of the lake, that could not be read: path and problem. */
  List<BadFile> badFiles() {
    return badFiles.stream()
        .map(row -> new BadFile(row.getString(0), row.getString(BAD.size() - 1)))
        .toList();
  }

  long files;
  long changes;
  long quarantined;

  Batches(SparkSession spark, Sql sql, Lake lake, String loadId, int size) {
    this.spark = spark;
    this.sql = sql;
    this.lake = lake;
    this.loadId = loadId;
    this.size = size;
  }

  /**
   * Makes {@code load_bad_files}, which has the files that could not be read.
   *
   * @param others manifests and files of verdicts that could not
   */
  void load(List<BadFile> others) {
    others.forEach(bad -> badFiles.add(withProblem(bad)));
    finishInterrupted();
    List<Row> batch;
    int number = 0;
    do {
      spark.createDataFrame(badFiles, BAD).createOrReplaceTempView("load_bad_files");
      batch = sql.with("files", size).query("18_load_files").collectAsList();
      if (!batch.isEmpty()) {
        loadWhatCanBeRead(batch, loadId + "/" + number++);
      }
    } while (batch.size() == size);
    spark.createDataFrame(badFiles, BAD).createOrReplaceTempView("load_bad_files");
  }

  private void finishInterrupted() {
    Row left =
        sql.row(
            "SELECT count(*), min(trade_date), max(trade_date) FROM load_changes WHERE adjusted IS NOT NULL");
    interrupted = left.getLong(0) > 0;
    if (interrupted) {
      sessionBars(CHANGED_DAYS, left, true);
    }
  }

  private void loadWhatCanBeRead(List<Row> batch, String batchId) {
    try {
      load(batch, batchId);
    } catch (Exception e) {
      List<BadFile> bad = lake.unreadable(batch, Lake.BAR);
      if (bad.isEmpty()) {
        throw e;
      }
      List<Row> good = new ArrayList<>(batch);
      for (BadFile file : bad) {
        Row row =
            batch.stream()
                .filter(f -> f.getString(0).equals(file.path()))
                .findFirst()
                .orElseThrow();
        good.remove(row);
        badFiles.add(withProblem(row, file.problem()));
      }
      if (!good.isEmpty()) {
        load(good, batchId);
      }
    }
  }

  /** Of no series. */
  private static Row withProblem(BadFile file) {
    Object[] values = new Object[BAD.size()];
    values[0] = file.path();
    values[BAD.size() - 1] = file.problem();
    return RowFactory.create(values);
  }

  private static Row withProblem(Row file, String problem) {
    Object[] values = new Object[file.size() + 1];
    IntStream.range(0, file.size()).forEach(i -> values[i] = file.get(i));
    values[file.size()] = problem;
    return RowFactory.create(values);
  }

  private void load(List<Row> batch, String batchId) {
    sql.with("load_id", batchId);
    LocalDate[] dates = viewFiles(batch);
    sql.with("first_date", dates[0]).with("last_date", dates[1]);
    boolean known = interrupted || batch.stream().anyMatch(file -> file.<Boolean>getAs("known"));
    Sql.view(sql.query("19_load_known"), !known, "load_known");
    unknownColumns.addAll(lake.viewBars(batch));
    sql.run("20_load_bars", "21_load_changes");
    Row found =
        sql.row(
            "SELECT count(*), min(trade_date), max(trade_date), sum(bars), sum(bad), sum(known) FROM load_changes WHERE load_id = :load_id");
    if (found.getLong(0) > 0) {
      changes += found.getLong(3);
      quarantined += found.getLong(4);
      boolean isNew = found.getLong(5) == 0;
      sql.run(isNew ? "22_silver_bars_new" : "23_silver_bars");
      if (!isNew || found.getLong(4) > 0) {
        sql.run("24_silver_quarantine");
      }
      sessionBars(CHANGED_DAYS + " AND load_id = '" + batchId + "'", found, !isNew);
    }
    sql.run("26_bronze_files");
    files += batch.size();
  }

  private LocalDate[] viewFiles(List<Row> batch) {
    spark.createDataFrame(batch, StructType.fromDDL(FILE)).createOrReplaceTempView("load_batch");
    sql.query("17_load_batch").createOrReplaceTempView("load_files");
    List<Row> dates = spark.sql("SELECT first_date, last_date FROM load_files").collectAsList();
    return new LocalDate[] {
      dates.stream()
          .map(d -> d.getDate(0).toLocalDate())
          .min(Comparator.naturalOrder())
          .orElseThrow(),
      dates.stream()
          .map(d -> d.getDate(1).toLocalDate())
          .max(Comparator.naturalOrder())
          .orElseThrow()
    };
  }

  /**
   * @param days a query of the dates to add up again
   * @param bounds the first and last of them in columns 1 and 2
   * @param known whether there may be bars of sessions that are no more
   */
  private void sessionBars(String days, Row bounds, boolean known) {
    spark.sql(days).createOrReplaceTempView("load_days");
    sql.with("first_date", bounds.getDate(1).toLocalDate())
        .with("last_date", bounds.getDate(2).toLocalDate());
    Sql.view(
        spark.sql(
            "SELECT g.* FROM gold_session_bars g LEFT SEMI JOIN load_days d ON d.ticker = g.ticker AND d.adjusted = g.adjusted AND d.trade_date = g.trade_date"),
        !known,
        "load_old_sessions");
    sql.run("25_gold_session_bars");
  }
}
