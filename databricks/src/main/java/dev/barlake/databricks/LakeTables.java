package dev.barlake.databricks;

import java.time.LocalDate;
import java.time.ZoneId;
import java.util.List;
import org.apache.spark.sql.Row;
import org.apache.spark.sql.SparkSession;

/**
 * Brings what is new in the lake into the tables of a schema: bronze as it is in the lake, silver
 * checked and one row a bar, gold for analysis. The tables are those of the SQL files beside this
 * class, which run in the order told here.
 *
 * <p>New is what manifests name that were not loaded before. Twice is as good as once, and a load
 * that ends in the middle is made good by the next one: what was loaded is written down last. Two
 * loads must not run at a time.
 *
 * <p>Flags: {@code --lake}, {@code --catalog}, {@code --schema}, and {@code --reference}, the
 * catalog and schema in which the tables of MySQL are seen; without it the reference tables stay as
 * they are.
 */
public final class LakeTables {
  private static final LocalDate NEVER = LocalDate.of(1000, 1, 1);

  private static final String SESSIONS_OF_NEXT_YEAR =
      "SELECT count(*) FROM silver_sessions WHERE year(trade_date) > year(current_date())";

  /** The dates of the new receipts, and those between them and what was asked for before. */
  private static final String PLANNED_AND_GAPS =
      """
      SELECT min(least(n.first_date, date_add(g.last_date, 1))), max(greatest(n.last_date, date_add(g.first_date, -1)))
      FROM lake_spans n LEFT JOIN gold_series g
        ON g.ticker = n.ticker AND g.timespan = n.timespan AND g.multiplier = n.multiplier AND g.adjusted = n.adjusted
      """;

  private final SparkSession spark;
  private final boolean hasReference;
  private final Sql sql;
  private final Lake lake;

  private LakeTables(SparkSession spark, Settings settings) {
    this.spark = spark;
    this.hasReference = settings.reference() != null;
    this.sql = new Sql(spark).with("reference", settings.reference());
    this.lake = new Lake(spark, settings.lake());
  }

  /**
   * Runs one load and prints one line of JSON.
   *
   * @throws LoadException where flags are wrong or the lake is not as its manifests say
   */
  public static void main(String[] args) {
    Settings settings = Settings.of(args);
    SparkSession spark = SparkSession.builder().getOrCreate();
    System.out.println(load(spark, settings).toJson());
  }

  static Summary load(SparkSession spark, Settings settings) {
    spark.conf().set("spark.sql.session.timeZone", "UTC");
    // To make one takes a right on the catalog that a job need not have.
    if (!spark.catalog().databaseExists(settings.quotedSchema())) {
      spark.sql("CREATE SCHEMA " + settings.quotedSchema());
    }
    spark.sql("USE " + settings.quotedSchema());
    return new LakeTables(spark, settings).load();
  }

  private Summary load() {
    sql.run("10_bronze_runs", "14_load_changes");
    List<String> runs = lake.viewNewRuns();
    if (runs.isEmpty() && count("load_changes") == 0) {
      refreshReference();
      return new Summary(0, 0, 0, quarantined());
    }
    lake.viewReceipts(runs);
    sql.run("09_gold_series");
    dates("planned_from", "planned_to", PLANNED_AND_GAPS);
    sql.run("11_bronze_receipts", "12_bronze_files");

    lake.viewFiles();
    sql.run("13_load_files");
    List<String> files = lake.viewBars();
    dates("first_date", "last_date", "SELECT min(first_date), max(last_date) FROM load_files");
    sql.run("15_bronze_bars");

    sql.run("20_silver_sessions");
    if (sql.row(SESSIONS_OF_NEXT_YEAR).getLong(0) == 0) {
      sql.run("21_silver_sessions");
    }
    sql.run("22_bronze_checked_bars", "23_silver_bars", "24_silver_quarantine");
    sql.run("30_silver_tickers", "31_silver_dividends", "32_silver_splits");

    sql.run("40_gold_session_bars", "41_gold_daily_bars", "42_gold_session_vwap");
    sql.run("50_gold_split_factors", "51_gold_daily_prices");
    computeDividends();
    sql.run("55_gold_adjustment_factors", "56_gold_daily_adjusted", "57_gold_returns");
    computeIndicators();
    sql.run("71_gold_coverage", "80_gold_corporate_actions");

    Summary summary = new Summary(runs.size(), files.size(), count("load_changes"), quarantined());
    sql.run("90_finish");
    return summary;
  }

  /** New splits and dividends change what hangs on them also where no bar is new. */
  private void refreshReference() {
    if (hasReference) {
      sql.with("first_date", NEVER).with("last_date", NEVER);
      sql.run("30_silver_tickers", "31_silver_dividends", "32_silver_splits");
      computeDividends();
      computeIndicators();
    }
  }

  private void computeDividends() {
    sql.run("52_gold_dividend_factors", "53_load_dividends");
    dates(
        "dividends_from",
        "dividends_to",
        "SELECT date_add(min(ex_dividend_date), -14), max(ex_dividend_date) FROM load_dividends");
    if (count("load_dividends") > 0) {
      sql.run("54_gold_dividend_factors");
    }
  }

  private void computeIndicators() {
    // One date for the whole load: at midnight in New York a split may become one of today.
    sql.with("today", LocalDate.now(ZoneId.of("America/New_York")));
    sql.run("60_gold_indicators", "61_load_splits", "62_load_indicators");
    Row from = sql.row("SELECT min(prices_from) FROM load_indicators");
    if (!from.isNullAt(0)) {
      sql.with("prices_from", from.getDate(0).toLocalDate()).run("63_gold_indicators");
    }
  }

  /** The bounds of what this load touches, so that statements look at no other files. */
  private void dates(String first, String last, String query) {
    Row bounds = sql.row(query);
    sql.with(first, bounds.isNullAt(0) ? NEVER : bounds.getDate(0).toLocalDate());
    sql.with(last, bounds.isNullAt(1) ? NEVER : bounds.getDate(1).toLocalDate());
  }

  /** None before the first load. */
  private long quarantined() {
    return spark.catalog().tableExists("silver_quarantine") ? count("silver_quarantine") : 0;
  }

  private long count(String table) {
    return spark.table(table).count();
  }
}
