package dev.barlake.databricks;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.catchThrowable;
import static org.assertj.core.api.Assertions.within;

import dev.barlake.databricks.HandLake.Bar;
import dev.barlake.databricks.HandLake.Series;
import java.nio.file.Path;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import org.apache.spark.sql.Row;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.TestInstance;
import org.junit.jupiter.api.TestInstance.Lifecycle;
import org.junit.jupiter.api.io.TempDir;

/**
 * Numbers that people trade on, each with its right value worked out by hand. A total return is
 * (price + cash) / price before - 1, all of one share. All are in one lake, since a load takes
 * long: each test has tickers of its own.
 */
@TestInstance(Lifecycle.PER_CLASS)
class NumbersTest {
  /** November 26, 20:45 in New York: the evening before a split. */
  private static final Instant EVENING = Instant.parse("2024-11-27T01:45:00Z");

  /** November 27, 00:10 in New York. */
  private static final Instant AFTER_MIDNIGHT = Instant.parse("2024-11-27T05:10:00Z");

  @TempDir static Path root;

  private final Map<String, List<String>> seen = new TreeMap<>();
  private HandReference reference;
  private HandLake lake;
  private Tables tables;
  private Throwable badBars;

  @BeforeAll
  void load() {
    lake = new HandLake(root);
    reference = new HandReference();
    tables = new Tables(root, reference.schema);
    writeDividends();
    writeListings();
    writeSessions();
    writeScales();
    reference.refresh("2024-11-26T23:00:00Z");
    lake.manifest("evening");
    tables.load(EVENING, 10_000);
    seen.put("evening", split());
    seen.put("used before", tables.lines(USED));

    // Midnight passes, and no bar comes.
    Summary nothing = tables.load(AFTER_MIDNIGHT, 10_000);
    assertThat(nothing.runs()).isZero();
    seen.put("after midnight", split());

    changeWhatWasKnown();
    badBars = catchThrowable(() -> tables.load(AFTER_MIDNIGHT, 10_000));
  }

  @AfterAll
  void drop() {
    tables.close();
    reference.close();
  }

  private void days(String ticker, Object... datesAndCloses) {
    List<Bar> bars = new ArrayList<>();
    for (int i = 0; i < datesAndCloses.length; i += 2) {
      double close = ((Number) datesAndCloses[i + 1]).doubleValue();
      bars.add(
          Bar.at(ticker, datesAndCloses[i] + "T00:00", close)
              .prices(close, close * 1.01, close * 0.99, close));
    }
    lake.write(bars);
  }

  private void writeDividends() {
    lake.of(Series.DAY);
    days("RVSP", "2024-01-12", 1, "2024-01-17", 9.5);
    reference.split("RVSP", "2024-01-16", 10, 1).dividend("RVSP", "2024-01-17", 0.5);
    days("SPDV", "2024-01-16", 400, "2024-01-17", 99.75);
    reference
        .split("SPDV", "2024-01-17", 1, 4)
        .dividend("SPDV", "2024-01-17", 0.25, "USD", null, 0.25);
    days("SPDO", "2024-01-16", 400, "2024-01-17", 99.75);
    reference
        .split("SPDO", "2024-01-17", 1, 4)
        .dividend("SPDO", "2024-01-17", 1, "USD", null, 0.25);
    days("ILLQ", "2024-01-18", 100, "2024-03-08", 98);
    reference.dividend("ILLQ", "2024-03-08", 2);
    days("FGNC", "2024-01-16", 100, "2024-01-17", 100);
    reference.dividend("FGNC", "2024-01-17", 2, "CAD", null, null);
    days("BIGC", "2024-01-16", 5, "2024-01-17", 0.1);
    reference.dividend("BIGC", "2024-01-17", 6);
    days("TWOD", "2024-01-16", 100, "2024-01-17", 100);
    reference.dividend("TWOD", "2024-01-17", 0.5).dividend("TWOD", "2024-01-17", 1);
    days("WKND", "2024-01-19", 100, "2024-01-22", 99);
    reference.dividend("WKND", "2024-01-20", 1, "USD", 0.99, 1.0);
    days("FRST", "2024-01-16", 100);
    reference.dividend("FRST", "2024-01-16", 1).dividend("FRST", "2025-01-16", 1);
  }

  private static final String TOTAL =
      """
      SELECT r.total_return, f.factor, r.dividend_problem, f.problem, f.previous_date, f.vendor_factor
      FROM gold_returns r JOIN gold_dividend_factors f ON f.ticker = r.ticker
      WHERE r.previous_date IS NOT NULL AND r.ticker = '%s'""";

  private void assertTotal(String ticker, double totalReturn, Double factor, String problem) {
    Row row = tables.rows(TOTAL.formatted(ticker)).get(0);
    assertThat(row.getDouble(0)).as(ticker).isCloseTo(totalReturn, within(1e-12));
    if (factor == null) {
      assertThat(row.isNullAt(1)).as(ticker).isTrue();
    } else {
      assertThat(row.getDouble(1)).as(ticker).isCloseTo(factor, within(1e-12));
    }
    assertThat(row.getString(2)).as(ticker).isEqualTo(problem);
    assertThat(row.getString(3)).as(ticker).isEqualTo(problem);
  }

  @Test
  void cashAndPricesAreOfOneShareAcrossSplits() {
    // 1.00 before is 10.00 of the new shares: (9.50 + 0.50) / 10 - 1, and 1 - 0.50 / 10.
    assertTotal("RVSP", 0, 0.95, null);
    // 400 before is 100 of the new shares; the vendor's amount says that 0.25 is a new share's ...
    assertTotal("SPDV", 0, 0.9975, null);
    // ... and here that 1.00 is an old share's.
    assertTotal("SPDO", 0, 0.9975, null);
  }

  @Test
  void aTotalReturnIsExactAlsoOfAnOldCloseOrTwoDividends() {
    assertTotal("ILLQ", 0, 0.98, null);
    assertThat(tables.rows(TOTAL.formatted("ILLQ")).get(0).getDate(4)).hasToString("2024-01-18");
    assertTotal("TWOD", 0.015, 0.985, null);
    assertTotal("WKND", 0, 0.99, null);
  }

  @Test
  void aDividendThatIsLeftOutSaysWhy() {
    assertTotal("FGNC", 0, null, "foreign currency");
    assertTotal("BIGC", 0.1 / 5 - 1, null, "cash above close");
    assertThat(
            tables.lines(
                "SELECT ex_dividend_date, problem FROM gold_dividend_factors WHERE ticker = 'FRST'"))
        .containsExactly("2024-01-16 no previous close", "2025-01-16 no bar yet");
  }

  @Test
  void theVendorsFactorStandsBesideOurs() {
    assertThat(
            tables.rows(
                "SELECT vendor_factor, difference FROM gold_dividend_factors WHERE ticker = 'WKND'"))
        .singleElement()
        .satisfies(
            row -> {
              assertThat(row.getDouble(0)).isEqualTo(0.99);
              assertThat(row.getDouble(1)).isCloseTo(0, within(1e-12));
            });
  }

  @Test
  void whoReinvestsHasTheTotalReturn() {
    // One share of 100, 1.50 a share at 100: 1.015 shares of 100.
    assertThat(
            tables.rows(
                "SELECT total_return_close FROM gold_daily_adjusted WHERE ticker = 'TWOD' ORDER BY trade_date"))
        .satisfiesExactly(
            row -> assertThat(row.getDouble(0)).isCloseTo(100 / 1.015, within(1e-12)),
            row -> assertThat(row.getDouble(0)).isCloseTo(100, within(1e-12)));
  }

  private static final String USED =
      "SELECT trade_date, close, simple_return, series_break FROM gold_returns WHERE ticker = 'USED'";

  private void writeListings() {
    lake.of(Series.DAY);
    days(
        "USED",
        "2024-02-27",
        50,
        "2024-02-28",
        50,
        "2024-06-03",
        20,
        "2024-06-04",
        20,
        "2024-07-15",
        10);
    reference
        .listing("USED", "2024-02-28", "BBG1")
        .listed("USED", "BBG2")
        .split("USED", "2024-07-15", 1, 2);
    days("OLDN", "2024-05-30", 100, "2024-05-31", 102);
    days("NEWN", "2024-06-03", 103.02);
    reference.listing("OLDN", "2024-05-31", "BBG3").listed("NEWN", "BBG3");
    days("SPLT", "2024-11-25", 104.2, "2024-11-26", 112.68);
    reference.split("SPLT", "2024-11-27", 1, 10);
    days("LATE", "2024-03-01", 8, "2024-03-04", 2);
    days("GONE", "2024-03-01", 8);
    reference.listing("GONE", "2024-03-01", "BBG4").listed("FLIP", "BBG5");
  }

  @Test
  void aSymbolThatWasUsedAgainIsTwoCompanies() {
    assertThat(seen.get("used before"))
        .containsExactly(
            "2024-02-27 50 null first bar",
            "2024-02-28 50 0 null",
            // The split of the second is of its own shares only: 20 / 2.
            "2024-06-03 10 null first bar",
            "2024-06-04 10 0 null",
            "2024-07-15 10 0 gap");
    assertThat(
            tables.lines(
                "SELECT trade_date, day, first_date FROM gold_indicators WHERE ticker = 'USED' AND trade_date >= '2024-06-01'"))
        .containsExactly(
            "2024-06-03 1 2024-06-03", "2024-06-04 2 2024-06-03", "2024-07-15 3 2024-06-03");
  }

  @Test
  void aCompanyThatIsRenamedIsOne() {
    assertThat(
            tables.rows(
                "SELECT simple_return, series_break FROM gold_returns WHERE ticker = 'NEWN'"))
        .singleElement()
        .satisfies(
            row -> {
              assertThat(row.getDouble(0)).isCloseTo(0.01, within(1e-12));
              assertThat(row.getString(1)).isEqualTo("renamed");
            });
    assertThat(tables.lines("SELECT day FROM gold_indicators WHERE ticker = 'NEWN'"))
        .containsExactly("3");
  }

  private List<String> split() {
    return tables.lines(
        """
        SELECT (SELECT as_of FROM gold_scale), round(p.close, 9), round(i.close, 9), round(r.close, 9), round(p.split_factor, 9)
        FROM gold_daily_adjusted p JOIN gold_indicators i USING (ticker, trade_date) JOIN gold_returns r USING (ticker, trade_date)
        WHERE ticker = 'SPLT' AND trade_date = '2024-11-26'""");
  }

  @Test
  void onTheDayOfASplitPricesIndicatorsAndFactorsMoveTogether() {
    assertThat(seen.get("evening")).containsExactly("2024-11-26 112.68 112.68 112.68 1");
    assertThat(seen.get("after midnight")).containsExactly("2024-11-27 11.268 11.268 11.268 0.1");
  }

  private void writeSessions() {
    // As reported of AAPL on 2023-03-06: the official close is 153.83; the bar that ends at 16:00
    // closes at 153.87, the one that begins then opens at 153.83 and has the auction's shares.
    lake.of(Series.FIVE_MINUTES);
    List<Bar> auction =
        List.of(
            Bar.at("AUCT", "2024-03-06T09:30", 153).volume(79_750_000),
            Bar.at("AUCT", "2024-03-06T15:55", 153.87).prices(153, 154, 152, 153.87).volume(1000),
            Bar.at("AUCT", "2024-03-06T16:00", 155).prices(153.83, 160, 150, 155).volume(7_810_000),
            Bar.at("AUCT", "2024-03-06T16:05", 170).volume(80_000));
    lake.write(auction);
    lake.write(renamed(auction, "DAYV"));
    lake.of(Series.DAY);
    lake.write(
        List.of(
            Bar.at("DAYV", "2024-03-06T00:00", 153.83)
                .prices(153.78, 156.3, 153.46, 153.83)
                .volume(87_558_028)));

    lake.of(Series.FIVE_MINUTES);
    lake.write(
        List.of(Bar.at("FINE", "2024-03-06T09:30", 50), Bar.at("FINE", "2024-03-06T15:55", 70)));
    lake.of(Series.ONE_MINUTE);
    lake.write(
        List.of(Bar.at("FINE", "2024-03-06T09:30", 50)), "2024-03-06T00:00", "2024-03-06T09:32");

    lake.of(Series.FIVE_MINUTES);
    List<Bar> coin = new ArrayList<>();
    for (int day = 1; day <= 20; day++) {
      coin.add(Bar.at("X:COIN", "2024-01-%02dT00:00".formatted(day), 40));
    }
    coin.add(Bar.at("X:COIN", "2024-01-21T00:00", 40).prices(40, 40.1, 39.9, 40));
    lake.write(coin, "2024-01-01T00:00", "2024-01-21T00:15");

    lake.write(
        List.of(
            Bar.at("C:EURUSD", "2024-03-01T21:55", 1.5),
            Bar.at("C:EURUSD", "2024-03-03T22:00", 2.5),
            Bar.at("C:EURUSD", "2024-03-04T23:55", 3.5)));

    lake.write(
        List.of(Bar.at("QUIE", "2024-04-01T09:30", 5)), "2024-04-01T00:00", "2024-04-03T12:00");
    lake.without("skipped", "QUIE", "2024-04-04T00:00", "2024-04-04T12:00");
    lake.without("skipped", "QUIE", "2024-04-04T12:00", "2024-04-05T00:00");
    lake.without("failed", "QUIE", "2024-04-05T10:00", "2024-04-05T11:00");
    lake.without("unknown", "NONE", "2024-04-05T00:00", "2024-04-06T00:00");
    lake.write(
        List.of(Bar.at("OVER", "2024-06-05T09:30", 5), Bar.at("OVER", "2024-06-06T09:30", 6)));
  }

  private static List<Bar> renamed(List<Bar> bars, String ticker) {
    return bars.stream().map(bar -> bar.ticker(ticker)).toList();
  }

  private List<String> daily(String ticker) {
    return tables.lines(
        "SELECT trade_date, open, high, low, close, volume, source, multiplier, timespan FROM gold_daily_bars WHERE ticker = '"
            + ticker
            + "'");
  }

  @Test
  void theCloseIsThatOfTheClosingAuction() {
    assertThat(daily("AUCT"))
        .containsExactly("2024-03-06 152.5 154 152 153.83 87561000 sessions 5 minute");
    assertThat(tables.lines("SELECT session, bars FROM gold_session_bars WHERE ticker = 'AUCT'"))
        .containsExactly("closing 1", "post 1", "regular 2");
  }

  @Test
  void theVendorsBarOfTheDayIsTakenIfTheLakeHasIt() {
    assertThat(daily("DAYV"))
        .containsExactly("2024-03-06 153.78 156.3 153.46 153.83 87558028 vendor_day 1 day");
  }

  @Test
  void aFinerSeriesThatWasNotAskedForToTheEndOfTheDayIsNotTheDay() {
    assertThat(daily("FINE")).singleElement().asString().contains(" 70 200 sessions 5 minute");
  }

  @Test
  void aDateThatIsNotOverHasNoDailyBarAndNoIndicators() {
    assertThat(daily("X:COIN")).hasSize(20).noneMatch(line -> line.startsWith("2024-01-21"));
    assertThat(
            tables.rows(
                "SELECT max(trade_date), max_by(atr_14, trade_date) FROM gold_indicators WHERE ticker = 'X:COIN'"))
        .hasToString("[[2024-01-20,2.0]]");
    assertThat(
            tables.lines(
                "SELECT state, bars FROM gold_coverage WHERE ticker = 'X:COIN' AND trade_date = '2024-01-21'"))
        .containsExactly("partly asked 1");
  }

  /** From Sunday, 17:00 in New York, to Friday. */
  @Test
  void currenciesTradeFiveDaysAWeek() {
    assertThat(
            tables.lines(
                "SELECT trade_date, open, close, bars FROM gold_daily_bars WHERE ticker = 'C:EURUSD'"))
        .containsExactly("2024-03-01 1 1.5 1", "2024-03-04 2 3.5 2");
    assertThat(
            tables.lines(
                "SELECT trade_date, expected FROM gold_coverage WHERE ticker = 'C:EURUSD' AND trade_date BETWEEN '2024-03-01' AND '2024-03-05'"))
        // Friday ends at 22:00 UTC, and Monday begins with Sunday's last two hours.
        .containsExactly("2024-03-01 264", "2024-03-04 312", "2024-03-05 288");
  }

  @Test
  void coverageAddsUpReceiptsAndKnowsWhatWasNotListed() {
    assertThat(
            tables.lines("SELECT trade_date, state, bars FROM gold_coverage WHERE ticker = 'QUIE'"))
        .containsExactly(
            "2024-04-01 partial 1",
            "2024-04-02 silent 0",
            "2024-04-03 partly asked 0",
            "2024-04-04 silent 0",
            "2024-04-05 failed 0");
    assertThat(tables.lines("SELECT DISTINCT state FROM gold_coverage WHERE ticker = 'NONE'"))
        .containsExactly("not listed");
    assertThat(
            tables.lines(
                "SELECT trade_date, state FROM gold_coverage WHERE ticker = 'GONE' AND trade_date BETWEEN '2024-02-29' AND '2024-03-04'"))
        .containsExactly("2024-02-29 not listed", "2024-03-01 complete", "2024-03-04 not listed");
  }

  private void writeScales() {
    lake.of(Series.DAY.adjusted("none"));
    // A year that could not be fetched again stays on the scale before the split.
    days("EPOC", "2023-12-29", 100);
    lake.of(Series.DAY.adjusted("2024-02-01 1:10"));
    days("EPOC", "2024-01-02", 10, "2024-02-01", 10);
    reference.split("EPOC", "2024-02-01", 1, 10);

    lake.of(Series.DAY);
    days("MISM", "2024-01-02", 100, "2024-02-01", 50);
    lake.of(Series.DAY.adjusted("2024-02-01 1:2"));
    days("MISM", "2024-01-02", 50, "2024-02-01", 50);
  }

  @Test
  void aSeriesWhoseFilesAreOnTwoScalesIsBroughtToOne() {
    assertThat(
            tables.lines(
                "SELECT trade_date, close, raw_close FROM gold_daily_adjusted WHERE ticker = 'EPOC'"))
        .containsExactly("2023-12-29 10 100", "2024-01-02 10 100", "2024-02-01 10 10");
    assertThat(
            tables.lines(
                "SELECT round(simple_return, 12) FROM gold_returns WHERE ticker = 'EPOC' AND previous_date IS NOT NULL"))
        .containsExactly("0", "0");
  }

  /** The list lacks the split that the vendor's bars have. */
  @Test
  void rawTimesFactorIsHeldAgainstAdjusted() {
    assertThat(
            tables.lines(
                "SELECT ticker, trade_date, raw_close, adjusted_close, computed_close FROM gold_scale_mismatch"))
        .containsExactly("MISM 2024-02-01 50 50 25");
  }

  /** A closing is announced late, a split comes late, and a FIGI is new. */
  private void changeWhatWasKnown() {
    tables.rows("INSERT INTO session_overrides VALUES (DATE'2024-06-05', NULL, 'mourning')");
    tables.rows(
        "INSERT INTO load_changes VALUES ('another', 'KO', false, DATE'2024-01-02', 1, 0, 0, current_timestamp()), ('dead', 'KO', false, DATE'2024-01-02', 1, 0, 0, current_timestamp() - INTERVAL 2 DAYS)");
    reference.split("LATE", "2024-03-04", 1, 4).forget("FLIP");
    reference.refresh("2024-11-27T04:00:00Z");
    List<Bar> bad = new ArrayList<>();
    for (int i = 0; i < 1_001; i++) {
      bad.add(
          Bar.at(
              "BADS",
              "2024-08-%02dT%02d:%02d".formatted(1 + i / 100, 10 + i / 12 % 8, i % 12 * 5),
              -1));
    }
    lake.of(Series.FIVE_MINUTES).write(bad).manifest("bad");
  }

  @Test
  void aClosingThatIsToldLateCountsFromTheNextLoad() {
    assertThat(tables.lines("SELECT trade_date FROM silver_bars WHERE ticker = 'OVER'"))
        .containsExactly("2024-06-06");
    assertThat(tables.lines("SELECT problem FROM silver_quarantine WHERE ticker = 'OVER'"))
        .containsExactly("outside the sessions of the exchange");
    assertThat(
            tables.lines(
                "SELECT trade_date FROM gold_coverage WHERE ticker = 'OVER' AND trade_date BETWEEN '2024-06-04' AND '2024-06-06'"))
        .containsExactly("2024-06-04", "2024-06-06");
    assertThat(daily("OVER")).hasSize(1);
  }

  @Test
  void aSplitThatIsListedLateMovesWhatIsBeforeIt() {
    assertThat(
            tables.lines("SELECT trade_date, close FROM gold_daily_adjusted WHERE ticker = 'LATE'"))
        .containsExactly("2024-03-01 2", "2024-03-04 2");
  }

  /** What a factor, or a universe, was known to be at any time. */
  @Test
  void listsKeepTheirHistory() {
    assertThat(
            tables.lines(
                "SELECT known_from, known_to FROM silver_tickers_history WHERE ticker = 'FLIP'"))
        .containsExactly("2024-11-27 13:00:00.0 2024-11-27 18:00:00.0");
    assertThat(tables.lines("SELECT ticker FROM silver_tickers WHERE ticker = 'FLIP'")).isEmpty();
    assertThat(
            tables.lines(
                "SELECT ticker FROM silver_splits_history WHERE ticker = 'LATE' AND known_from <= TIMESTAMP'2024-11-26 23:00:00'"))
        .isEmpty();
  }

  @Test
  void changesOfALoadThatMayStillRunAreKept() {
    assertThat(tables.lines("SELECT load_id FROM load_changes")).containsExactly("another");
  }

  /** 1,001 of another unit, and the one of OVER, whose session an override has taken away. */
  @Test
  void aLoadOfMostlyBadBarsEndsRed() {
    assertThat(badBars)
        .isInstanceOf(LoadException.class)
        .hasMessageContaining("1002 of 1002")
        .hasMessageContaining("silver_quarantine");
  }

  @Test
  void everySeriesSaysHowFarBehindItIs() {
    assertThat(tables.lines("SELECT last_date FROM gold_freshness WHERE ticker = 'X:COIN'"))
        .containsExactly("2024-01-20");
  }
}
