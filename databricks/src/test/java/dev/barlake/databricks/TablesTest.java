package dev.barlake.databricks;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.catchThrowable;
import static org.assertj.core.api.Assertions.within;

import com.tictactec.ta.lib.Core;
import com.tictactec.ta.lib.MAType;
import com.tictactec.ta.lib.MInteger;
import dev.barlake.databricks.HandLake.Bar;
import dev.barlake.databricks.HandLake.Said;
import dev.barlake.databricks.HandLake.Series;
import dev.barlake.localstack.Market;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.LocalDate;
import java.util.ArrayList;
import java.util.Arrays;
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
  private static final String JPM = HandLake.path(Series.FIVE_MINUTES, "JPM", "2024-01");
  private static final String CUT = HandLake.path(Series.FIVE_MINUTES, "CUT", "2024-01");
  private static final String WIDE = HandLake.path(Series.FIVE_MINUTES, "WIDE", "2024-01");
  private static final String AFTERNOON = "no bar from 13:00 to 16:00";
  private static final int DAYS = 300;
  private static final int OLD_DAYS = 3000;

  @TempDir static Path root;

  private final List<Bar> walk = walk("WALK", LocalDate.of(2022, 12, 1), DAYS + 1);
  private HandLake lake;
  private Tables tables;
  private Throwable red;
  private List<String> afterRed;
  private Map<String, List<String>> first;
  private Map<String, List<String>> second;
  private Summary again;
  private long rowsOfADay;
  private long rowsOfADayInALargerLake;

  @BeforeAll
  void loadFourTimes() throws Exception {
    lake = new HandLake(root);
    tables = Tables.of(lake);
    lake.write(checked());
    lake.write(walk.subList(0, DAYS));
    lake.write(List.of(Bar.at("HOLE", "2024-01-04T09:30", 5)))
        .without("failed", "HOLE", "2024-02-01T00:00", "2024-02-02T00:00");
    writeWhatCannotBeRead();
    writeBothScales();
    writeVerdicts();
    lake.manifest("first");
    Files.writeString(root.resolve("_manifests/cut.json"), "{\"runId\":\"cut\",\"stat");
    // In two batches, and the damaged file is one of many.
    red = catchThrowable(() -> tables.load(Tables.NOW, 12));
    afterRed = tables.lines("SELECT source_file, problem FROM bronze_bad_files");
    first = seen();

    lake.replace(Map.of(JPM, List.of(Bar.at("JPM", "2024-01-16T09:30", 20))), "*");
    lake.replace(Map.of(CUT, List.of(Bar.at("CUT", "2024-01-16T09:30", 21))), "*");
    Files.delete(root.resolve("_manifests/cut.json"));
    lake.write(corrected());
    lake.write(List.of(Bar.at("HOLE", "2024-03-05T09:30", 5)));
    lake.verdicts("2024-01-04", new Said("HOLE", "silent", "silence", null, 1, AFTERNOON));
    lake.verdicts("2024-01-08", new Said("HOLE", "missing", "minutes", 3L, 0, "3 bars"));
    lake.write(lastMonth(DAYS + 1));
    lake.manifest("second");
    rowsOfADay = RowsRead.during(tables.spark, tables::load);
    second = seen();

    // The lake grows by ten times as much, long ago; values of WALK are read again, the same.
    lake.write(walk("LONG", LocalDate.of(2004, 1, 2), OLD_DAYS));
    lake.write(
        lastMonth(DAYS + 1).stream().map(bar -> bar.fetchedAt("2025-01-02T00:00:00Z")).toList());
    lake.manifest("third");
    again = tables.load();

    // Then one more day, also of a ticker that is new.
    lake.write(
        lastMonth(DAYS + 1).stream()
            .map(bar -> bar.volume(7).fetchedAt("2025-01-03T00:00:00Z"))
            .toList());
    lake.write(List.of(Bar.at("NEW", walk.get(DAYS).tradeDate() + "T09:30", 30)));
    lake.manifest("fourth");
    rowsOfADayInALargerLake = RowsRead.during(tables.spark, tables::load);
  }

  @AfterAll
  void drop() {
    tables.close();
  }

  /** A file that is not there, one that is cut, and one with a column more. */
  private void writeWhatCannotBeRead() throws IOException {
    lake.named(JPM, "JPM", "2024-01");
    lake.write(List.of(Bar.at("CUT", "2024-01-16T09:30", 20)));
    byte[] whole = Files.readAllBytes(root.resolve(CUT));
    Files.write(root.resolve(CUT), Arrays.copyOf(whole, whole.length / 2));
    lake.write(Map.of(WIDE, List.of(Bar.at("WIDE", "2024-01-16T09:30", 22))), "*", "1 AS halted");
  }

  /** Of two dates, and a file that is cut; beside them is the summary of the run. */
  private void writeVerdicts() throws IOException {
    lake.verdicts(
        "2024-01-04",
        new Said("HOLE", "suspect", "silence", null, 1, AFTERNOON),
        new Said("CUT", "consistent", "silence", null, 78, ""));
    lake.verdicts("2024-01-05", new Said("HOLE", "verified", "minutes", 0L, 0, ""));
    lake.verdicts("2024-01-08", new Said("HOLE", "pending", "coverage", null, 0, ""));
    Path cut = root.resolve(lake.verdicts("2024-01-08"));
    Files.write(cut, Arrays.copyOf(Files.readAllBytes(cut), 100));
    Files.createDirectories(root.resolve("_verify/runs"));
    Files.writeString(root.resolve("_verify/runs/r.json"), "{}");
  }

  /** A split of 1:10 that no list names: the lake has no reference data. */
  private void writeBothScales() {
    lake.of(Series.DAY);
    lake.write(
        List.of(Bar.at("BOTH", "2024-01-02T00:00", 100), Bar.at("BOTH", "2024-02-01T00:00", 10)));
    lake.of(Series.DAY.adjusted("2024-02-01 1:10"));
    lake.write(
        List.of(Bar.at("BOTH", "2024-01-02T00:00", 10), Bar.at("BOTH", "2024-02-01T00:00", 10)));
    lake.of(Series.FIVE_MINUTES);
  }

  private Map<String, List<String>> seen() {
    return Map.of(
        "closes",
            tables.lines(
                "SELECT ticker, close FROM silver_bars WHERE ticker IN ('JPM', 'CUT', 'WIDE')"),
        "runs", tables.lines("SELECT run_id FROM bronze_runs"),
        "warnings", tables.lines("SELECT warning FROM bronze_loads"),
        "good", tables.lines("SELECT close, session FROM silver_bars WHERE ticker = 'CHKS'"),
        "bad", tables.lines("SELECT close, problem FROM silver_quarantine"),
        "sessions",
            tables.lines("SELECT open, close, bars FROM gold_session_bars WHERE ticker = 'CHKS'"),
        "badFiles", tables.lines("SELECT source_file FROM bronze_bad_files"),
        "verdicts",
            tables.lines(
                "SELECT trade_date, state, verdict, verdict_test, verdict_finding FROM gold_coverage WHERE ticker = 'HOLE' AND trade_date BETWEEN '2024-01-03' AND '2024-01-08'"),
        "coverage",
            tables.lines(
                "SELECT trade_date, state, bars, expected FROM gold_coverage WHERE ticker = 'HOLE'"));
  }

  @Test
  void aFileThatIsDamagedOrGoneIsNamedAndTheRestIsLoadedAndTheLoadEndsRed() {
    assertThat(red)
        .isInstanceOf(LoadException.class)
        .hasMessageContaining("4 files")
        .hasMessageContaining(JPM)
        .hasMessageContaining(CUT)
        .hasMessageContaining("_manifests/cut.json");
    assertThat(afterRed)
        .hasSize(4)
        .anyMatch(line -> line.startsWith("_manifests/cut.json It is no manifest"))
        .anyMatch(line -> line.startsWith(lake.verdicts("2024-01-08") + " "));
    assertThat(first.get("closes")).containsExactly("WIDE 22");
    assertThat(first.get("good")).isNotEmpty();
    assertThat(first.get("runs")).containsExactly("first");
    // Once mended, they come by themselves: no manifest names them again.
    assertThat(second.get("closes")).containsExactly("CUT 21", "JPM 20", "WIDE 22");
    assertThat(second.get("badFiles")).isEmpty();
  }

  @Test
  void aColumnThatTheTablesDoNotKnowIsLeftOutAndSaid() {
    assertThat(first.get("warnings")).singleElement().asString().endsWith("are not loaded: halted");
  }

  @Test
  void withoutAListOfSplitsTheVendorsAdjustedBarsCount() {
    assertThat(
            tables.lines(
                "SELECT trade_date, close, raw_close, adjusted FROM gold_daily_adjusted WHERE ticker = 'BOTH'"))
        .containsExactly("2024-01-02 10 100 true", "2024-02-01 10 10 true");
  }

  @Test
  void valuesThatAreReadAgainChangeNothing() {
    assertThat(again.changes()).as("those of LONG only").isEqualTo(OLD_DAYS);
  }

  private static List<Bar> checked() {
    return List.of(
        check("2024-01-16T09:30", 10),
        check("2024-01-16T09:35", 11).prices(11, 10.5, 10, 11),
        check("2024-01-16T09:40", 12).volume(Double.NaN),
        check("2024-01-16T10:05", 20).volume(Double.POSITIVE_INFINITY),
        check("2024-01-16T10:10", 21).prices(21, Double.POSITIVE_INFINITY, 20, 21),
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
            "19 outside the sessions of the exchange",
            "20 not a number",
            "21 not a number");
    assertThat(second.get("good")).containsExactly("11 regular");
    assertThat(second.get("bad")).containsExactly("10 negative volume");
    assertThat(first.get("sessions")).containsExactly("9.5 10 1");
    assertThat(second.get("sessions")).containsExactly("10.5 11 1");
  }

  /** January and March are covered, a day of February failed, the rest of it nobody asked for. */
  @Test
  void everySessionIsThereOrToldWhyNot() {
    assertThat(first.get("coverage"))
        .contains(
            "2024-01-03 not listed 0 78", "2024-01-04 partial 1 78", "2024-01-05 silent 0 78");
    assertThat(first.get("coverage")).contains("2024-02-01 failed 0 78");
    // A holiday is no hole.
    assertThat(first.get("coverage")).noneMatch(line -> line.startsWith("2024-01-15"));
    assertThat(second.get("coverage"))
        .contains("2024-02-02 never asked 0 78", "2024-02-29 never asked 0 78")
        .contains("2024-03-05 partial 1 78", "2024-03-28 silent 0 78")
        .noneMatch(line -> line.startsWith("2024-03-29"))
        .hasSize(
            (int)
                LocalDate.of(2024, 1, 1)
                    .datesUntil(LocalDate.of(2024, 4, 1))
                    .filter(Market::isTradingDay)
                    .count());
  }

  /** A date that was verified anew has its last verdict; one that never was has none. */
  @Test
  void verdictsStandBesideTheStates() {
    assertThat(first.get("verdicts"))
        .containsExactly(
            "2024-01-03 not listed null null null",
            "2024-01-04 partial suspect silence " + AFTERNOON,
            "2024-01-05 silent verified minutes null",
            "2024-01-08 silent null null null");
    assertThat(second.get("verdicts"))
        .containsExactly(
            "2024-01-03 not listed null null null",
            "2024-01-04 partial silent silence " + AFTERNOON,
            "2024-01-05 silent verified minutes null",
            "2024-01-08 silent missing minutes 3 bars");
    // A series that a file no longer has keeps its last verdict: verify takes none away.
    assertThat(
            tables.lines(
                "SELECT ticker, timespan, multiplier, adjusted, trade_date, expected, found, verdict FROM silver_verdicts WHERE expected IS NOT NULL OR ticker = 'CUT'"))
        .containsExactly(
            "CUT minute 5 false 2024-01-04 null 78 consistent",
            "HOLE minute 5 false 2024-01-05 0 0 verified",
            "HOLE minute 5 false 2024-01-08 3 0 missing");
  }

  @Test
  void onlyFilesOfVerdictsThatWereWrittenAnewAreRead() {
    assertThat(tables.lines("SELECT verdict_files FROM bronze_loads"))
        .as("two that can be read, one anew and one mended, and none twice")
        .containsExactly("0", "0", "2", "2");
  }

  /**
   * Ten times as many bars, daily bars and indicators; the calendar's rows are in both. Two of the
   * tables that have a row a day are still read whole, which the README says.
   */
  @Test
  void aDayReadsNoMoreThanTwoTablesOfALargerLakeAlsoForATickerThatIsNew() {
    assertThat(rowsOfADayInALargerLake).isPositive().isLessThan(rowsOfADay + 3L * OLD_DAYS);
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
    ta.ema(0, last, close, 12, start, count, ema[0]);
    assertColumn("ema_12", ema[0], start, count);

    double[][] macd = new double[3][close.length];
    ta.macd(0, last, close, 12, 26, 9, start, count, macd[0], macd[1], macd[2]);
    assertColumn("macd", macd[0], start, count);
    assertColumn("macd_signal", macd[1], start, count);
    assertColumn("macd_histogram", macd[2], start, count);

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
    String month = Series.FIVE_MINUTES.period(walk.get(days - 1).tradeDate());
    return walk.subList(0, days).stream()
        .filter(bar -> Series.FIVE_MINUTES.period(bar.tradeDate()).equals(month))
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
