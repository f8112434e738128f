package dev.barlake.databricks;

import static dev.barlake.databricks.Truth.lines;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.assertj.core.api.Assertions.within;

import dev.barlake.localstack.Dividend;
import java.nio.file.Path;
import java.time.Instant;
import java.time.LocalDate;
import java.util.List;
import java.util.Map;
import java.util.NavigableMap;
import java.util.TreeMap;
import org.apache.spark.sql.Row;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/**
 * From the bars job to gold: what the tables hold after each load is what the market had, bar for
 * bar. The dates have a change to summer time (March 10), a split of KO (March 18), dividends and a
 * holiday (March 29); the tickers two that differ in one letter's case.
 */
class LakeTablesTest {
  private static final List<String> TICKERS = List.of("KO", "BCPC", "BCpC", "X:BTCUSD");
  private static final String[] JOB = {
    "--tickers=" + String.join(",", TICKERS),
    "--multiplier=30",
    "--timespan=minute",
    "--adjusted=both"
  };

  @TempDir Path lake;

  @Test
  void everyLoadLeavesWhatTheMarketHad() {
    try (LakeWorld world = new LakeWorld(lake);
        Tables tables = Tables.of(world)) {
      // An id as Airflow gives it.
      world.aggregates(
          JOB,
          "--from=2024-03-06",
          "--to=2024-03-27",
          "--runId=daily.scheduled__2024-03-28T00:00:00+00:00");
      Summary first = tables.load();
      assertThat(first.files()).isEqualTo(TICKERS.size() * 2L);
      assertThat(first.quarantined()).isZero();
      assertTruth(tables, world, "2024-03-27");
      assertAdjusted(tables, world, "2024-03-27");

      // Three days later: a late correction, a split, and a run under another id.
      world.api.market().correct("KO", Instant.parse("2024-03-26T15:02:00Z"), 1.01);
      world.api.market().addSplit("BCPC", LocalDate.of(2024, 4, 1), 1, 4);
      world.refreshReference();
      world.aggregates(
          JOB,
          "--watermark=2024-03-28T04:00:00Z",
          "--to=2024-04-02",
          // Real runs come a day later, these years: for them nothing would be due again.
          "--refetch=ALL",
          "--runId=second");

      // Killed when bars are in silver and not yet in gold, it goes on from there.
      tables.rows(
          "ALTER TABLE gold_session_bars ADD CONSTRAINT no_more CHECK (trade_date < '2024-03-28')");
      assertThatThrownBy(tables::load)
          .isInstanceOf(LoadException.class)
          .hasMessageContaining("gold_session_bars");
      tables.rows("ALTER TABLE gold_session_bars DROP CONSTRAINT no_more");
      Summary second = tables.load();
      assertThat(second.runs()).isEqualTo(1);
      assertTruth(tables, world, "2024-04-02");
      assertAdjusted(tables, world, "2024-04-02");

      // Twice is once.
      Map<String, List<String>> before = tables.contents();
      assertThat(tables.load()).isEqualTo(new Summary(0, 0, 0, 0, 0, 0, null));
      assertThat(tables.contents()).isEqualTo(before);
    }
  }

  private static void assertTruth(Tables tables, LakeWorld world, String to) {
    Truth truth = truth(world, to);
    assertThat(lines(tables.rows(Truth.BARS))).isEqualTo(truth.bars());
    assertThat(lines(tables.rows(Truth.SESSIONS))).isEqualTo(truth.sessions());
    assertThat(
            tables.rows(
                "SELECT * FROM gold_coverage WHERE state NOT IN ('complete', 'partial') OR trade_date = '2024-03-29' AND ticker NOT LIKE 'X:%'"))
        .as("no hole, and no holiday")
        .isEmpty();
    assertThat(
            tables.rows(
                "SELECT DISTINCT state FROM gold_coverage WHERE ticker = 'KO' OR bars = expected"))
        .extracting(row -> row.getString(0))
        .containsExactly("complete");
  }

  /** Raw bars times our factors are the vendor's adjusted bars; dividends come on top. */
  private static void assertAdjusted(Tables tables, LakeWorld world, String to) {
    Truth truth = truth(world, to);
    for (String ticker : List.of("KO", "BCPC")) {
      Map<LocalDate, Double> adjusted = truth.closes(ticker, true);
      NavigableMap<LocalDate, Double> raw = new TreeMap<>(truth.closes(ticker, false));
      List<Row> rows =
          tables.rows(
              "SELECT trade_date, close, raw_close, total_return_close FROM gold_daily_adjusted WHERE ticker = '"
                  + ticker
                  + "'");
      assertThat(rows).hasSize(adjusted.size());
      for (Row row : rows) {
        LocalDate date = row.getDate(0).toLocalDate();
        assertThat(row.getDouble(1))
            .as("%s %s", ticker, date)
            .isCloseTo(adjusted.get(date), within(1e-3));
        assertThat(row.getDouble(2)).isEqualTo(raw.get(date));
        // Who reinvests each dividend at the close of its ex-date has so many shares at the end.
        double shares = 1;
        for (Dividend dividend : dividends(world, ticker, date, raw.lastKey())) {
          double exClose = raw.ceilingEntry(dividend.exDividendDate()).getValue();
          shares *= 1 + cash(world, dividend) / exClose;
        }
        assertThat(row.getDouble(3))
            .as("%s %s", ticker, date)
            .isCloseTo(row.getDouble(1) / shares, within(1e-9));
      }
    }
  }

  /** One of each ex-date after {@code date}, as far as there are bars. */
  private static List<Dividend> dividends(
      LakeWorld world, String ticker, LocalDate date, LocalDate last) {
    Map<LocalDate, Dividend> byDate = new TreeMap<>();
    world.api.market().dividends().stream()
        .filter(d -> d.ticker().equals(ticker))
        .filter(d -> d.exDividendDate().isAfter(date) && !d.exDividendDate().isAfter(last))
        .forEach(d -> byDate.put(d.exDividendDate(), d));
    return List.copyOf(byDate.values());
  }

  /** All that a share is paid on an ex-date. */
  private static double cash(LakeWorld world, Dividend dividend) {
    return world.api.market().dividends().stream()
        .filter(
            d ->
                d.ticker().equals(dividend.ticker())
                    && d.exDividendDate().equals(dividend.exDividendDate()))
        .mapToDouble(d -> Double.parseDouble(String.valueOf(d.cashAmount())))
        .sum();
  }

  private static Truth truth(LakeWorld world, String to) {
    return new Truth(world.api.market(), TICKERS, LocalDate.of(2024, 3, 6), LocalDate.parse(to));
  }
}
