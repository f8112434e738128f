package dev.barlake.databricks;

import static org.assertj.core.api.Assertions.assertThat;

import dev.barlake.localstack.Listing;
import dev.barlake.localstack.Market;
import java.time.LocalDate;
import java.time.LocalTime;
import java.time.ZoneId;
import java.util.ArrayList;
import java.util.List;
import org.apache.spark.sql.Row;
import org.apache.spark.sql.SparkSession;
import org.junit.jupiter.api.Test;

/** The exchange's calendar, against another one that shares no line with it. */
class SessionsTest {
  private static final ZoneId NEW_YORK = ZoneId.of("America/New_York");
  private static final LocalDate FROM = LocalDate.of(2003, 12, 1);

  @Test
  void theExchangeOpensAndClosesAsItsRulesSay() {
    SparkSession spark = TestSpark.newSession();
    spark.sql("CREATE SCHEMA main.sessions");
    spark.sql("USE main.sessions");
    Sql sql = new Sql(spark);
    Schema schema = new Schema(spark, sql, Schema.MIGRATIONS);
    schema.migrate();
    new Calendar(spark, sql, schema).refresh(LocalDate.now(NEW_YORK).getYear());
    List<Row> rows =
        spark
            .sql(
                "SELECT trade_date, unix_seconds(opens_at), unix_seconds(closes_at), half_day FROM silver_sessions WHERE calendar = 'exchange' AND trade_date >= '2003-12-01' ORDER BY 1")
            .collectAsList();
    spark.sql("DROP SCHEMA main.sessions CASCADE");

    LocalDate last = rows.get(rows.size() - 1).getDate(0).toLocalDate();
    assertThat(last).isAfter(LocalDate.now(NEW_YORK).plusMonths(1));
    assertThat(rows.stream().map(SessionsTest::line).toList()).isEqualTo(expected(last));
  }

  private static String line(Row row) {
    return "%s %s %s %s".formatted(row.getDate(0), row.get(1), row.get(2), row.get(3));
  }

  private static List<String> expected(LocalDate last) {
    Listing stock = Listing.stock("KO", "Coca-Cola", 1, 1, 1);
    List<String> lines = new ArrayList<>();
    for (LocalDate date = FROM; !date.isAfter(last); date = date.plusDays(1)) {
      if (Market.isTradingDay(date)) {
        // On half days after hours end at 17:00: three hours less than from 04:00 to 20:00.
        boolean half = Market.sessionMinutes(stock, date).orElseThrow() == 13 * 60;
        lines.add(
            "%s %d %d %s"
                .formatted(
                    date,
                    at(date, LocalTime.of(9, 30)),
                    at(date, LocalTime.of(half ? 13 : 16, 0)),
                    half));
      }
    }
    return lines;
  }

  private static long at(LocalDate date, LocalTime time) {
    return date.atTime(time).atZone(NEW_YORK).toEpochSecond();
  }
}
