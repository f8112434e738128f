package dev.barlake.databricks;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.catchThrowable;
import static org.assertj.core.api.Assertions.within;

import com.tictactec.ta.lib.Core;
import com.tictactec.ta.lib.MAType;
import com.tictactec.ta.lib.MInteger;
import dev.barlake.databricks.HandLake.Bar;
import dev.barlake.localstack.Market;
import java.nio.file.Path;
import java.time.LocalDate;
import java.time.YearMonth;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Random;
import org.apache.spark.sql.Row;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.TestInstance;
import org.junit.jupiter.api.TestInstance.Lifecycle;
import org.junit.jupiter.api.io.TempDir;

/**
 * What the tables make of bars that no vendor would send, of a lake that is not as its manifests
 * say, and of long histories. All are in one lake, since a load takes long: each test has tickers
 * of its own, and what it saw after each load.
 */
@TestInstance(Lifecycle.PER_CLASS)
class TablesTest {
  private static final YearMonth JANUARY = YearMonth.of(2024, 1);
  private static final String OTHER_DUPLICATES = HandLake.path("%44UPL", JANUARY);
  private static final String JPM = HandLake.path("JPM", JANUARY);
  private static final int DAYS = 300;
  private static final int OLD_DAYS = 3000;

  @TempDir static Path root;

  private final List<Bar> walk = walk("WALK", LocalDate.of(2022, 12, 1), DAYS + 1);
  private HandLake lake;
  private Tables tables;
  private List<String> whileItIsWritten;
  private Throwable missing;
  private Throwable unknown;
  private Map<String, List<String>> first;
  private Map<String, List<String>> second;
  private long rowsOfADay;
  private long rowsOfADayInALargerLake;

  @BeforeAll
  void loadFourTimes() throws Exception {
    lake = new HandLake(root);
    tables = Tables.of(lake);
    readWhileAFileIsWritten();

    lake.write(checked());
    lake.write(walk.subList(0, DAYS));
    lake.write(duplicates(), "*");
    lake.write(List.of(Bar.at("HOLE", "2024-01-04T09:30", 5)))
        .failed("HOLE", "2024-02-01", "2024-02-01");
    lake.named(JPM, "JPM", JANUARY);
    int named = lake.manifest("first");
    failUntilTheLakeIsMended();
    assertThat(tables.load().files()).as("the one written again too").isEqualTo(named);
    first = seen();

    // Two attempts of one run, the first of which nobody loaded.
    lake.write(corrected());
    lake.manifest("second", 1);
    lake.write(Map.of(OTHER_DUPLICATES, List.of(Bar.at("DUPL", "2024-01-16T09:40", 12))), "*");
    lake.write(List.of(Bar.at("HOLE", "2024-03-05T09:30", 5)));
    lake.write(lastMonth(DAYS + 1));
    lake.manifest("second", 2);
    rowsOfADay = RowsRead.during(tables.spark, tables::load);
    second = seen();

    // The lake grows by ten times as much, long ago; then the last day comes once more, changed.
    lake.write(walk("LONG", LocalDate.of(2004, 1, 2), OLD_DAYS));
    lake.manifest("third");
    tables.load();
    lake.write(lastMonth(DAYS + 1).stream().map(bar -> bar.volume(7)).toList());
    lake.manifest("fourth");
    rowsOfADayInALargerLake = RowsRead.during(tables.spark, tables::load);
  }

  @AfterAll
  void drop() {
    tables.close();
  }

  /** Between the look at its version and the look at its rows. */
  private void readWhileAFileIsWritten() {
    List<Bar> bars = List.of(Bar.at("KO", "2024-01-16T09:30", 10));
    lake.write(bars).earlierManifest("before");
    Sql sql = tables.sql();
    Lake reader = new Lake(tables.spark, root.toString());
    sql.run("10_bronze_runs", "12_bronze_files", "14_load_changes");
    reader.viewReceipts(reader.viewNewRuns());
    reader.viewFiles();
    sql.run("13_load_files");
    lake.write(List.of(bars.get(0).volume(2).fetchedAt("2025-01-02T00:00:00Z")));
    assertThat(reader.viewBars()).hasSize(1);
    whileItIsWritten = tables.lines("SELECT volume FROM lake_bars");
    sql.run("90_finish");
  }

  /** A file is missing first, then there with one column more, and then as it should be. */
  private void failUntilTheLakeIsMended() {
    Map<String, List<Bar>> file = Map.of(JPM, List.of(Bar.at("JPM", "2024-01-16T09:30", 20)));
    missing = catchThrowable(tables::load);
    lake.replace(file, "*", "1 AS halted");
    unknown = catchThrowable(tables::load);
    lake.replace(file, "*");
  }

  private Map<String, List<String>> seen() {
    return Map.of(
        "mended",
            tables.lines(
                "SELECT ticker, close, volume FROM silver_bars WHERE ticker IN ('KO', 'JPM')"),
        "runs", tables.lines("SELECT run_id FROM bronze_runs"),
        "good", tables.lines("SELECT close, session FROM silver_bars WHERE ticker = 'CHKS'"),
        "bad", tables.lines("SELECT close, problem FROM silver_quarantine"),
        "sessions",
            tables.lines("SELECT open, close, bars FROM gold_session_bars WHERE ticker = 'CHKS'"),
        "duplicates", tables.lines("SELECT close FROM silver_bars WHERE ticker = 'DUPL'"),
        "delivered", tables.lines("SELECT close FROM bronze_bars WHERE ticker = 'DUPL'"),
        "coverage",
            tables.lines(
                "SELECT trade_date, state, bars, expected FROM gold_coverage WHERE ticker = 'HOLE'"));
  }

  @Test
  void nothingIsLoadedOfARunWhoseFileIsMissingOrOfAnotherShapeUntilItIsMended() {
    assertThat(missing)
        .isInstanceOf(LoadException.class)
        .hasMessageContaining("names a partition file that is not in the lake")
        .hasMessageContaining(JPM);
    assertThat(unknown)
        .isInstanceOf(LoadException.class)
        .hasMessageContaining("columns that these tables do not know: halted");
    assertThat(first.get("mended")).contains("JPM 20 100");
    assertThat(first.get("runs")).containsExactly("before", "first.1");
  }

  @Test
  void aFileThatIsWrittenAgainWhileItIsReadIsReadAgainByTheNextLoad() {
    assertThat(whileItIsWritten).as("one of the two, whole").containsExactly("2");
    assertThat(first.get("mended")).contains("KO 10 2").hasSize(2);
  }

  private static List<Bar> checked() {
    return List.of(
        check("2024-01-16T09:30", 10),
        check("2024-01-16T09:35", 11).prices(11, 10.5, 10, 11),
        check("2024-01-16T09:40", 12).volume(Double.NaN),
        check("2024-01-16T09:45", 13).volume(-1),
        check("2024-01-16T09:50", 14).prices(1, 2, 0, 1),
        check("2024-01-16T09:57", 15),
        check("2024-01-16T10:00", 16).tradeDate("2024-01-17"),
        check("2024-01-16T03:55", 17),
        check("2024-01-16T20:00", 18),
        // Martin Luther King Day.
        check("2024-01-15T10:00", 19));
  }

  /** One is mended, one turned bad, the others the vendor took back. */
  private static List<Bar> corrected() {
    return List.of(
        check("2024-01-16T09:30", 10).volume(-5).fetchedAt("2025-01-01T00:00:00Z"),
        check("2024-01-16T09:35", 11).fetchedAt("2025-01-01T00:00:00Z"));
  }

  private static Bar check(String time, double close) {
    return Bar.at("CHKS", time, close);
  }

  @Test
  void aBadBarIsKeptApartUntilItIsCorrected() {
    assertThat(first.get("good")).containsExactly("10 regular");
    assertThat(first.get("bad"))
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
    assertThat(second.get("good")).containsExactly("11 regular");
    assertThat(second.get("bad")).containsExactly("10 negative volume");
    assertThat(first.get("sessions")).containsExactly("9.5 10 1");
    assertThat(second.get("sessions")).containsExactly("10.5 11 1");
  }

  private static Map<String, List<Bar>> duplicates() {
    return Map.of(
        HandLake.path("DUPL", JANUARY),
        List.of(Bar.at("DUPL", "2024-01-16T09:30", 10), Bar.at("DUPL", "2024-01-16T09:35", 11)),
        OTHER_DUPLICATES,
        List.of(Bar.at("DUPL", "2024-01-16T09:30", 20).fetchedAt("2025-01-01T00:00:00Z")));
  }

  @Test
  void ofABarThatIsDeliveredTwiceTheOneFetchedLastStays() {
    assertThat(first.get("delivered")).containsExactly("10", "11", "20");
    assertThat(first.get("duplicates")).containsExactly("11", "20");
    // The later delivery went away again: the earlier one counts.
    assertThat(second.get("duplicates")).containsExactly("10", "11", "12");
  }

  /** January and March are covered, a day of February failed, the rest of it nobody asked for. */
  @Test
  void everySessionIsThereOrToldWhyNot() {
    assertThat(first.get("coverage")).contains("2024-01-03 silent 0 78", "2024-01-04 partial 1 78");
    assertThat(first.get("coverage")).contains("2024-02-01 failed 0 78");
    // A holiday is no hole.
    assertThat(first.get("coverage")).noneMatch(line -> line.startsWith("2024-01-15"));
    assertThat(second.get("coverage"))
        .contains("2024-02-02 never asked 0 78", "2024-02-29 never asked 0 78")
        .contains("2024-03-05 partial 1 78", "2024-03-28 silent 0 78")
        .noneMatch(line -> line.startsWith("2024-03-29"))
        .hasSize(
            (int)
                JANUARY
                    .atDay(1)
                    .datesUntil(LocalDate.of(2024, 4, 1))
                    .filter(Market::isTradingDay)
                    .count());
  }

  @Test
  void aDayCostsTheSameHoweverLargeTheLakeIs() {
    // Delta's own log has grown by a few lines; one table of the old bars alone would be twice
    // that.
    assertThat(rowsOfADayInALargerLake).isPositive().isLessThan(rowsOfADay + OLD_DAYS / 2);
  }

  /** The last date came by a load of its own, which went on from the day before. */
  @Test
  void indicatorsAreThoseOfTaLib() {
    double[] high = walk.stream().mapToDouble(Bar::high).toArray();
    double[] low = walk.stream().mapToDouble(Bar::low).toArray();
    double[] close = walk.stream().mapToDouble(Bar::close).toArray();
    int last = close.length - 1;
    Core ta = new Core();
    MInteger start = new MInteger();
    MInteger count = new MInteger();
    for (int n : new int[] {20, 50, 200}) {
      double[] out = new double[close.length];
      ta.sma(0, last, close, n, start, count, out);
      assertColumn("sma_" + n, out, start, count);
    }
    double[][] ema = new double[2][close.length];
    ta.ema(0, last, close, 26, start, count, ema[1]);
    assertColumn("ema_26", ema[1], start, count);
    int slow = start.value;
    ta.ema(0, last, close, 12, start, count, ema[0]);
    assertColumn("ema_12", ema[0], start, count);

    double[] macd = new double[close.length - slow];
    for (int i = 0; i < macd.length; i++) {
      macd[i] = ema[0][i + slow - start.value] - ema[1][i];
    }
    start.value = slow;
    count.value = macd.length;
    assertColumn("macd", macd, start, count);
    double[] signal = new double[macd.length];
    ta.ema(0, macd.length - 1, macd, 9, start, count, signal);
    start.value += slow;
    assertColumn("macd_signal", signal, start, count);

    double[] rsi = new double[close.length];
    ta.rsi(0, last, close, 14, start, count, rsi);
    assertColumn("rsi_14", rsi, start, count);
    double[] atr = new double[close.length];
    ta.atr(0, last, high, low, close, 14, start, count, atr);
    assertColumn("atr_14", atr, start, count);
    double[][] bands = new double[3][close.length];
    ta.bbands(0, last, close, 20, 2, 2, MAType.Sma, start, count, bands[0], bands[1], bands[2]);
    assertColumn("bollinger_upper", bands[0], start, count);
    assertColumn("bollinger_middle", bands[1], start, count);
    assertColumn("bollinger_lower", bands[2], start, count);
  }

  /** TA-Lib's values begin with bar {@code start}; before it ours are null. */
  private void assertColumn(String name, double[] values, MInteger start, MInteger count) {
    List<Row> rows =
        tables.rows(
            "SELECT " + name + " FROM gold_indicators WHERE ticker = 'WALK' ORDER BY trade_date");
    assertThat(rows).hasSize(start.value + count.value).hasSize(walk.size());
    for (int i = 0; i < rows.size(); i++) {
      if (i < start.value) {
        assertThat(rows.get(i).isNullAt(0)).as("%s of bar %d", name, i).isTrue();
      } else {
        assertThat(rows.get(i).getDouble(0))
            .as("%s of bar %d", name, i)
            .isCloseTo(values[i - start.value], within(1e-8));
      }
    }
  }

  private List<Bar> lastMonth(int days) {
    YearMonth month = YearMonth.from(walk.get(days - 1).tradeDate());
    return walk.subList(0, days).stream()
        .filter(bar -> YearMonth.from(bar.tradeDate()).equals(month))
        .toList();
  }

  /** One bar for each trading date, at the opening, whose price walks at random. */
  private static List<Bar> walk(String ticker, LocalDate from, int days) {
    Random random = new Random(42);
    List<Bar> bars = new ArrayList<>();
    double price = 100;
    for (LocalDate date = from; bars.size() < days; date = date.plusDays(1)) {
      if (Market.isTradingDay(date)) {
        price *= Math.exp(0.02 * random.nextGaussian());
        double high = price * (1 + 0.01 * random.nextDouble());
        double low = price * (1 - 0.01 * random.nextDouble());
        bars.add(
            Bar.at(ticker, date + "T09:30", price)
                .prices(low + (high - low) * random.nextDouble(), high, low, price));
      }
    }
    return bars;
  }
}
