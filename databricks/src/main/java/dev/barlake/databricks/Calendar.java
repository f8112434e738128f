package dev.barlake.databricks;

import java.util.List;
import java.util.stream.Collectors;
import org.apache.spark.sql.Dataset;
import org.apache.spark.sql.Row;
import org.apache.spark.sql.SparkSession;

/** When markets trade; computed again if the year, the rules or your overrides change. */
final class Calendar {
  private static final String FILE = "15_load_sessions";

  private final SparkSession spark;
  private final Sql sql;
  private final Schema schema;

  Calendar(SparkSession spark, Sql sql, Schema schema) {
    this.spark = spark;
    this.sql = sql;
    this.schema = schema;
  }

  /**
   * Makes {@code load_session_dates}: dates of the exchange whose session is another one than
   * before.
   *
   * @param year of today
   */
  void refresh(int year) {
    String overrides =
        spark.sql("SELECT * FROM session_overrides ORDER BY ALL").collectAsList().stream()
            .map(Row::toString)
            .collect(Collectors.joining());
    String under = "%d %08x %s".formatted(year, Sql.read(FILE).hashCode(), overrides);
    Dataset<Row> known = spark.table("silver_sessions");
    spark
        .createDataFrame(List.of(), known.select("trade_date").schema())
        .createOrReplaceTempView("load_session_dates");
    if (under.equals(schema.read("sessions", ""))) {
      return;
    }
    Dataset<Row> now = sql.with("last_year", year + 1).query(FILE);
    now.createOrReplaceTempView("load_sessions");
    Dataset<Row> changed =
        known
            .exceptAll(now)
            .union(now.exceptAll(known))
            .filter("calendar = 'exchange'")
            .select("trade_date")
            .distinct();
    spark
        .createDataFrame(changed.collectAsList(), changed.schema())
        .createOrReplaceTempView("load_session_dates");
    sql.run("16_silver_sessions");
    schema.write("sessions", under);
  }
}
