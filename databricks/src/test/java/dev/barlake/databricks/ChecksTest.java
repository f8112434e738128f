package dev.barlake.databricks;

import static org.assertj.core.api.Assertions.assertThat;

import dev.barlake.databricks.HandLake.Bar;
import java.nio.file.Path;
import java.time.YearMonth;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** Bars that cannot be go to the quarantine, and come back when they are corrected. */
class ChecksTest {
  private static final YearMonth JANUARY = YearMonth.of(2024, 1);

  @TempDir Path root;

  @Test
  void aBadBarIsKeptApartUntilItIsCorrected() {
    HandLake lake = new HandLake(root);
    lake.write(
        List.of(
            at("2024-01-16T09:30", 10),
            at("2024-01-16T09:35", 11).prices(11, 10.5, 10, 11),
            at("2024-01-16T09:40", 12).volume(Double.NaN),
            at("2024-01-16T09:45", 13).volume(-1),
            at("2024-01-16T09:50", 14).prices(1, 2, 0, 1),
            at("2024-01-16T09:57", 15),
            at("2024-01-16T10:00", 16).tradeDate("2024-01-17"),
            at("2024-01-16T03:55", 17),
            at("2024-01-16T20:00", 18),
            // Martin Luther King Day.
            at("2024-01-15T10:00", 19)));
    lake.manifest("first");
    try (Tables tables = Tables.of(lake)) {
      assertThat(tables.load().quarantined()).isEqualTo(9);
      assertThat(tables.lines("SELECT close, session FROM silver_bars"))
          .containsExactly("10 regular");
      assertThat(tables.lines("SELECT close, problem FROM silver_quarantine"))
          .containsExactly(
              "1 price not positive",
              "11 prices out of order",
              "12 not a number",
              "13 negative volume",
              "15 window not aligned",
              "16 trade date is not that of the window",
              "17 outside the sessions of the exchange",
              "18 outside the sessions of the exchange",
              "19 outside the sessions of the exchange");

      // One is mended, one turned bad, the others the vendor took back.
      lake.write(
          List.of(
              at("2024-01-16T09:30", 10).volume(-5).fetchedAt("2025-01-01T00:00:00Z"),
              at("2024-01-16T09:35", 11).fetchedAt("2025-01-01T00:00:00Z")));
      lake.manifest("second");
      tables.load();
      assertThat(tables.lines("SELECT close FROM silver_bars")).containsExactly("11");
      assertThat(tables.lines("SELECT close, problem FROM silver_quarantine"))
          .containsExactly("10 negative volume");
      assertThat(tables.lines("SELECT open, close, bars FROM gold_session_bars"))
          .containsExactly("10.5 11 1");
      assertThat(
              tables.lines("SELECT state, bars FROM gold_coverage WHERE trade_date = '2024-01-16'"))
          .containsExactly("partial 1");
    }
  }

  @Test
  void ofABarThatIsDeliveredTwiceTheOneFetchedLastStays() {
    HandLake lake = new HandLake(root);
    String other = HandLake.path("K%4F", JANUARY);
    lake.write(
        HandLake.path("KO", JANUARY),
        List.of(at("2024-01-16T09:30", 10), at("2024-01-16T09:35", 11)));
    lake.write(other, List.of(at("2024-01-16T09:30", 20).fetchedAt("2025-01-01T00:00:00Z")));
    lake.manifest("both");
    try (Tables tables = Tables.of(lake)) {
      tables.load();
      assertThat(tables.lines("SELECT close FROM silver_bars")).containsExactly("11", "20");
      assertThat(tables.lines("SELECT count(*) FROM bronze_bars")).containsExactly("3");

      // The later delivery goes away again: the earlier one counts.
      lake.write(other, List.of(at("2024-01-16T09:40", 12)));
      lake.manifest("later");
      tables.load();
      assertThat(tables.lines("SELECT close FROM silver_bars")).containsExactly("10", "11", "12");
    }
  }

  private static Bar at(String time, double close) {
    return Bar.at("KO", time, close);
  }
}
