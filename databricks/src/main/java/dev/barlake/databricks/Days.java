package dev.barlake.databricks;

import java.time.LocalDate;
import java.util.List;
import java.util.Set;
import java.util.TreeSet;
import org.apache.spark.sql.Dataset;
import org.apache.spark.sql.Encoders;
import org.apache.spark.sql.Row;
import org.apache.spark.sql.RowFactory;
import org.apache.spark.sql.SparkSession;
import org.apache.spark.sql.types.StructType;

/**
 * Brings {@code gold_days} up to the daily bars, listing by listing: each bar goes on from the one
 * before, so that a new day costs what a new day holds.
 *
 * <p>Listings whose state is of the last weeks are read by date. The others, such as those that a
 * late correction or a new list sets back to their beginning, are read by ticker.
 */
final class Days {
  /** A late correction within so many days goes on from the state. */
  static final int LOOKBACK_DAYS = 15;

  private static final int RECENT_DAYS = 60;

  /** More tickers than these are not named: then all dates are read. */
  private static final int NAMED_TICKERS = 2_000;

  private static final LocalDate BEGINNING = LocalDate.of(1, 1, 1);

  private final SparkSession spark;
  private final Sql sql;

  Days(SparkSession spark, Sql sql) {
    this.spark = spark;
    this.sql = sql;
  }

  void compute() {
    Dataset<Row> query = sql.query("50_load_work");
    List<Row> work = query.collectAsList();
    if (work.isEmpty()) {
      return;
    }
    LocalDate newest = work.stream().map(Days::fromDate).max(LocalDate::compareTo).orElseThrow();
    LocalDate recent = newest.minusDays(RECENT_DAYS);
    List<Row> set = work.stream().map(row -> started(row, recent)).toList();
    Set<String> old = new TreeSet<>();
    set.stream()
        .filter(row -> row.isNullAt(3) || !until(row).isAfter(recent.minusDays(1)))
        .forEach(row -> old.add(row.getString(0)));
    spark.createDataFrame(set, query.schema()).createOrReplaceTempView("load_work");
    namedTickers(old, recent);
    sql.with(
        "prefer_adjusted", sql.row("SELECT count(*) FROM silver_splits_history").getLong(0) == 0);

    StructType out = DayFold.schema(spark);
    Dataset<Row> rows = sql.query("51_load_rows");
    Dataset<Row> folded =
        rows.repartition(rows.col("listing"))
            .sortWithinPartitions("listing", "kind", "date", "rank")
            .mapPartitions(new DayFold(), Encoders.row(out))
            .cache();
    try {
      folded.filter("state IS NULL").drop("state").createOrReplaceTempView("load_made_days");
      folded.filter("state IS NOT NULL").select("state.*").createOrReplaceTempView("load_states");
      spark
          .table("load_made_days")
          .unionByName(sql.query("53_load_gone_days"), true)
          .createOrReplaceTempView("load_days");
      sql.run("52_gold_days");
    } finally {
      folded.unpersist();
    }
  }

  /**
   * A listing that no state is known of has all its bars in this load's changes: it begins with an
   * empty state the day before.
   */
  private static Row started(Row row, LocalDate recent) {
    LocalDate from = fromDate(row);
    if (row.getBoolean(2) || !from.isAfter(recent)) {
      return row;
    }
    return RowFactory.create(
        row.get(0),
        row.get(1),
        row.get(2),
        DayState.empty(row.getString(0)).toRow(from.minusDays(1)));
  }

  private static LocalDate fromDate(Row row) {
    return row.getDate(1).toLocalDate();
  }

  private static LocalDate until(Row row) {
    return row.getStruct(3).getDate(1).toLocalDate();
  }

  private void namedTickers(Set<String> listings, LocalDate recent) {
    Set<String> tickers = new TreeSet<>();
    if (!listings.isEmpty()) {
      listings.forEach(listing -> tickers.add(listing.replaceFirst("@.*$", "")));
      sql.withList("listings", listings)
          .query("54_load_old_tickers")
          .collectAsList()
          .forEach(row -> tickers.add(row.getString(0)));
    }
    boolean all = tickers.size() > NAMED_TICKERS;
    sql.with("recent", all ? BEGINNING : recent).withList("tickers", all ? Set.of() : tickers);
  }
}
