package dev.barlake.databricks;

import java.math.BigDecimal;
import java.sql.Date;
import java.sql.Timestamp;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.UUID;
import org.apache.spark.sql.Row;
import org.apache.spark.sql.RowFactory;
import org.apache.spark.sql.SparkSession;
import org.apache.spark.sql.types.StructType;

/** The lists of MySQL, as a test writes them by hand: a schema with the same tables. */
final class HandReference implements AutoCloseable {
  private static final String TICKERS =
      """
      ticker STRING, market STRING, delisted_on DATE, active BOOLEAN, name STRING, type STRING,
      primary_exchange STRING, currency_name STRING, cik STRING, composite_figi STRING,
      share_class_figi STRING, snapshot_at TIMESTAMP""";
  private static final String DIVIDENDS =
      """
      id STRING, ticker STRING, ex_dividend_date DATE, cash_amount DECIMAL(24, 12), currency STRING,
      declaration_date DATE, record_date DATE, pay_date DATE, frequency INT,
      distribution_type STRING, historical_adjustment_factor DOUBLE,
      split_adjusted_cash_amount DOUBLE, snapshot_at TIMESTAMP""";
  private static final String SPLITS =
      """
      id STRING, ticker STRING, execution_date DATE, split_from DECIMAL(24, 12),
      split_to DECIMAL(24, 12), adjustment_type STRING, historical_adjustment_factor DOUBLE,
      snapshot_at TIMESTAMP""";

  final String schema = "main.reference_" + UUID.randomUUID().toString().substring(0, 8);
  private final SparkSession spark = TestSpark.newSession();
  private final List<Object[]> tickers = new ArrayList<>();
  private final List<Object[]> dividends = new ArrayList<>();
  private final List<Object[]> splits = new ArrayList<>();

  HandReference listed(String ticker, String figi) {
    return listing(ticker, "9999-12-31", figi);
  }

  HandReference listing(String ticker, String delistedOn, String figi) {
    tickers.add(
        new Object[] {
          ticker,
          "stocks",
          Date.valueOf(delistedOn),
          delistedOn.startsWith("9999"),
          null,
          "CS",
          null,
          "usd",
          null,
          figi,
          null,
          null
        });
    return this;
  }

  HandReference dividend(String ticker, String exDate, double cash) {
    return dividend(ticker, exDate, cash, "USD", null, null);
  }

  /**
   * @param vendorFactor of this and all later dividends, as the vendor gives it
   * @param vendorCash on today's share basis, as the vendor gives it
   */
  HandReference dividend(
      String ticker,
      String exDate,
      double cash,
      String currency,
      Double vendorFactor,
      Double vendorCash) {
    dividends.add(
        new Object[] {
          "d" + dividends.size(),
          ticker,
          Date.valueOf(exDate),
          BigDecimal.valueOf(cash),
          currency,
          null,
          null,
          null,
          4,
          "recurring",
          vendorFactor,
          vendorCash,
          null
        });
    return this;
  }

  /** {@code from} shares became {@code to}. */
  HandReference split(String ticker, String date, int from, int to) {
    splits.add(
        new Object[] {
          "s" + splits.size(),
          ticker,
          Date.valueOf(date),
          BigDecimal.valueOf(from),
          BigDecimal.valueOf(to),
          "forward_split",
          null,
          null
        });
    return this;
  }

  /** Takes the listings of a ticker out of the list. */
  HandReference forget(String ticker) {
    tickers.removeIf(row -> row[0].equals(ticker));
    return this;
  }

  /** Swaps the three lists in. */
  void refresh(String snapshotAt) {
    spark.sql("CREATE SCHEMA IF NOT EXISTS " + schema);
    write("tickers", tickers, TICKERS, snapshotAt);
    write("dividends", dividends, DIVIDENDS, snapshotAt);
    write("splits", splits, SPLITS, snapshotAt);
  }

  private void write(String table, List<Object[]> rows, String columns, String snapshotAt) {
    List<Row> values = new ArrayList<>();
    for (Object[] row : rows) {
      Object[] copy = row.clone();
      copy[copy.length - 1] = Timestamp.from(Instant.parse(snapshotAt));
      values.add(RowFactory.create(copy));
    }
    spark
        .createDataFrame(values, StructType.fromDDL(columns))
        .write()
        .mode("overwrite")
        .format("delta")
        .saveAsTable(schema + "." + table);
  }

  @Override
  public void close() {
    spark.sql("DROP SCHEMA IF EXISTS " + schema + " CASCADE");
  }
}
