package dev.barlake.databricks;

import dev.barlake.databricks.Lake.BadFile;
import java.sql.Timestamp;
import java.time.Clock;
import java.time.Duration;
import java.time.Instant;
import java.time.LocalDate;
import java.time.ZoneId;
import java.util.ArrayList;
import java.util.List;
import java.util.UUID;
import java.util.stream.Collectors;
import org.apache.spark.sql.Dataset;
import org.apache.spark.sql.Row;
import org.apache.spark.sql.SparkSession;

/**
 * Brings what is new in the lake into the tables of a schema: silver checked and one row a bar,
 * gold for analysis. The tables are those of the SQL files beside this class.
 *
 * <p>New is what manifests name that were not loaded before. Twice is as good as once, and a load
 * that ends in the middle is continued by the next one: what was loaded is written down last. Of
 * two loads at a time one may fail at a table that both write; nothing is lost.
 *
 * <p>Flags: {@code --lake}, {@code --catalog}, {@code --schema}, and {@code --reference}, the
 * catalog and schema in which the tables of MySQL are seen; without it the reference tables stay as
 * they are.
 */
public final class LakeTables {
  private static final ZoneId NEW_YORK = ZoneId.of("America/New_York");

  /** More bad bars than one in a hundred, and than these, are no accident. */
  private static final long BAD_BARS = 1_000;

  /** Paths of a batch are in the driver's memory, its changed bars in a table of the load's own. */
  private static final int FILES_OF_A_BATCH = 10_000;

  private final SparkSession spark;
  private final Sql sql;
  private final Schema tables;
  private final Lake lake;
  private final String reference;
  private final Clock clock;
  private final int filesOfABatch;
  private final String loadId = UUID.randomUUID().toString();

  private LakeTables(SparkSession spark, Settings settings, Clock clock, int filesOfABatch) {
    this.spark = spark;
    this.sql = new Sql(spark);
    this.tables = new Schema(spark, sql, Schema.MIGRATIONS);
    this.lake = new Lake(spark, settings.lake());
    this.reference = settings.reference();
    this.clock = clock;
    this.filesOfABatch = filesOfABatch;
  }

  /**
   * Runs one load and prints one line of JSON.
   *
   * @throws LoadException if flags are wrong, or files of the lake could not be read; the others
   *     are loaded then
   */
  public static void main(String[] args) {
    Settings settings = Settings.of(args);
    SparkSession spark = SparkSession.builder().getOrCreate();
    System.out.println(load(spark, settings, Clock.systemUTC(), FILES_OF_A_BATCH).toJson());
  }

  static Summary load(SparkSession spark, Settings settings, Clock clock, int filesOfABatch) {
    spark.conf().set("spark.sql.session.timeZone", "UTC");
    // To make one takes a right on the catalog that a job need not have.
    if (!spark.catalog().databaseExists(settings.quotedSchema())) {
      spark.sql("CREATE SCHEMA " + settings.quotedSchema());
    }
    spark.sql("USE " + settings.quotedSchema());
    return new LakeTables(spark, settings, clock, filesOfABatch).load();
  }

  private Summary load() {
    Instant start = clock.instant();
    LocalDate today = LocalDate.ofInstant(start, NEW_YORK);
    sql.with("today", today);
    tables.migrate();
    List<BadFile> bad = new ArrayList<>(lake.viewNewRuns());
    bad.addAll(lake.viewReceipts());
    new Calendar(spark, sql, tables).refresh(today.getYear());

    Row runs = sql.row("SELECT count(*), min(manifest_modified_at) FROM lake_runs");
    sql.with("manifests_from", runs.isNullAt(1) ? Timestamp.from(start) : runs.getTimestamp(1));
    if (runs.getLong(0) > 0) {
      sql.run("10_bronze_receipts");
    }
    Verdicts verdicts = new Verdicts(spark, sql, lake, filesOfABatch);
    verdicts.load();
    bad.addAll(verdicts.badFiles);
    Batches batches = new Batches(spark, sql, lake, loadId, filesOfABatch);
    batches.load(bad);
    sql.with("load_id", loadId);
    cover();
    if (reference != null) {
      new Reference(spark, sql, tables, reference).refresh();
    }
    boolean changed = gold();

    Summary summary =
        new Summary(
            (int) runs.getLong(0),
            batches.files,
            batches.changes,
            batches.quarantined,
            batches.badFiles().size(),
            verdicts.files,
            batches.unknownColumns.isEmpty()
                ? null
                : "Files have columns that these tables do not know, and their values are not loaded: "
                    + String.join(", ", batches.unknownColumns));
    finish(summary, changed, start);
    fail(batches.badFiles());
    if (summary.quarantined() > Math.max(BAD_BARS, summary.changes() / 100)) {
      throw new LoadException(
          "All was loaded, but %d of %d bars that changed fail a check: see silver_quarantine. Are these bars of another market or unit? The next load does not fail for them"
              .formatted(summary.quarantined(), summary.changes()),
          null);
    }
    return summary;
  }

  /** What was asked for, and what came. */
  private void cover() {
    Dataset<Row> spans = sql.query("11_load_spans").cache();
    spans.createOrReplaceTempView("load_spans");
    Row planned = sql.row("SELECT min(first_date), max(last_date) FROM load_spans");
    if (!planned.isNullAt(0)) {
      sql.with("planned_from", planned.getDate(0).toLocalDate())
          .with("planned_to", planned.getDate(1).toLocalDate());
      // Not a cache: Spark would compute it again once its target has changed.
      Dataset<Row> coverage = sql.query("40_load_coverage").localCheckpoint();
      coverage.createOrReplaceTempView("load_coverage");
      if (!coverage.isEmpty()) {
        sql.run("41_silver_coverage");
      }
      sql.run("42_gold_series");
    }
    spans.unpersist();
  }

  /** Of the changes of this load, and of those that ended before this. */
  private boolean gold() {
    Row changes =
        sql.row(
            "SELECT count(*), min(trade_date) FILTER (WHERE adjusted IS NOT NULL), max(trade_date) FILTER (WHERE adjusted IS NOT NULL) FROM load_changes");
    if (!changes.isNullAt(1)) {
      sql.with("changed_from", changes.getDate(1).toLocalDate())
          .with("changed_to", changes.getDate(2).toLocalDate());
      sql.run("43_gold_daily_bars");
    }
    if (changes.getLong(0) > 0) {
      new Days(spark, sql).compute();
    }
    return changes.getLong(0) > 0;
  }

  private void finish(Summary summary, boolean changed, Instant start) {
    boolean moved = sql.row("SELECT count(*) FROM gold_scale WHERE as_of = :today").getLong(0) == 0;
    if (moved) {
      sql.run("90_gold_scale");
    }
    if (summary.badFiles() > 0 || !spark.table("bronze_bad_files").isEmpty()) {
      sql.run("91_bronze_bad_files");
    }
    if (summary.runs() > 0) {
      sql.run("92_bronze_runs");
    }
    if (changed) {
      sql.run("93_load_changes");
    }
    if (moved || changed || summary.runs() > 0 || summary.verdictFiles() > 0) {
      sql.with("started_at", Timestamp.from(start))
          .with("seconds", Duration.between(start, clock.instant()).toMillis() / 1e3)
          .with("runs", summary.runs())
          .with("read_files", summary.files())
          .with("changes", summary.changes())
          .with("quarantined", summary.quarantined())
          .with("bad_files", summary.badFiles())
          .with("verdict_files", summary.verdictFiles())
          .with("warning", summary.warning());
      sql.run("94_bronze_loads");
    }
  }

  private static void fail(List<BadFile> bad) {
    if (!bad.isEmpty()) {
      throw new LoadException(
          "All was loaded but %d files, which cannot be read: %s. Fetch them again, or delete their rows of bronze_bad_files; every load tries them again"
              .formatted(
                  bad.size(),
                  bad.stream()
                      .limit(5)
                      .map(file -> file.path() + " (" + file.problem() + ")")
                      .collect(Collectors.joining(", "))),
          null);
    }
  }
}
