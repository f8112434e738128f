package dev.barlake.databricks;

import dev.barlake.databricks.Lake.BadFile;
import java.time.LocalDate;
import java.util.ArrayList;
import java.util.List;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import org.apache.spark.sql.Row;
import org.apache.spark.sql.SparkSession;

/**
 * Brings verdicts into silver, of the dates whose files are not those that were loaded. No manifest
 * names them: a run of {@code verify} that finds all well leaves none.
 */
final class Verdicts {
  private static final Pattern DATE = Pattern.compile("trade_date=([0-9]{4}-[0-9]{2}-[0-9]{2})/");

  private final SparkSession spark;
  private final Sql sql;
  private final Lake lake;
  private final int size;

  /** Read by this load. */
  long files;

  /** That cannot be read. The next load tries them again, since they were not written down. */
  final List<BadFile> badFiles = new ArrayList<>();

  /**
   * @param size so many files in a batch
   */
  Verdicts(SparkSession spark, Sql sql, Lake lake, int size) {
    this.spark = spark;
    this.sql = sql;
    this.lake = lake;
    this.size = size;
  }

  void load() {
    if (!lake.viewVerdictFiles()) {
      return;
    }
    List<Row> changed = sql.query("12_verdict_files").collectAsList();
    for (int from = 0; from < changed.size(); from += size) {
      loadWhatCanBeRead(changed.subList(from, Math.min(from + size, changed.size())));
    }
  }

  private void loadWhatCanBeRead(List<Row> batch) {
    try {
      load(batch);
    } catch (Exception e) {
      List<BadFile> bad = lake.unreadable(batch, Lake.VERDICT);
      if (bad.isEmpty()) {
        throw e;
      }
      badFiles.addAll(bad);
      List<String> paths = bad.stream().map(BadFile::path).toList();
      List<Row> good = batch.stream().filter(file -> !paths.contains(file.getString(0))).toList();
      if (!good.isEmpty()) {
        load(good);
      }
    }
  }

  private void load(List<Row> batch) {
    List<LocalDate> dates = batch.stream().map(file -> date(file.getString(0))).sorted().toList();
    sql.with("verdicts_from", dates.get(0)).with("verdicts_to", dates.get(dates.size() - 1));
    lake.viewVerdicts(batch);
    spark
        .createDataFrame(batch, batch.get(0).schema())
        .createOrReplaceTempView("load_verdict_files");
    sql.run("13_silver_verdicts");
    files += batch.size();
  }

  private static LocalDate date(String path) {
    Matcher date = DATE.matcher(path);
    if (!date.find()) {
      throw new IllegalArgumentException("No file of verdicts: " + path);
    }
    return LocalDate.parse(date.group(1));
  }
}
