package dev.barlake.databricks;

import static org.assertj.core.api.Assertions.assertThat;
import static org.junit.jupiter.api.Assumptions.assumeTrue;

import com.fasterxml.jackson.databind.node.ArrayNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import dev.barlake.databricks.Dashboard.Page;
import dev.barlake.databricks.Dashboard.Widget;
import dev.barlake.databricks.HandLake.Bar;
import dev.barlake.databricks.HandLake.Series;
import dev.barlake.localstack.Market;
import java.awt.Font;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Instant;
import java.time.LocalDate;
import java.util.ArrayList;
import java.util.List;
import java.util.function.Consumer;
import java.util.stream.Stream;
import org.apache.spark.sql.SparkSession;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.Arguments;
import org.junit.jupiter.params.provider.MethodSource;

/** The dashboard's queries run on the tables, and its widgets show what these have. */
class DashboardTest {
  private static final List<String> TICKERS = List.of("AAPL", "HALT", "JPM", "KO", "SPY", "THIN");

  @TempDir private static Path root;

  private static Tables tables;
  private static SparkSession spark;

  @BeforeAll
  static void fillTheTables() {
    HandLake lake = new HandLake(root).of(Series.DAY);
    for (String ticker : TICKERS) {
      write(lake, ticker, LocalDate.of(2024, 8, 1), "2024-11-16");
    }
    lake.manifest("first");
    // One ticker was forgotten for two weeks.
    write(lake, "JPM", LocalDate.of(2024, 12, 2), "2025-01-01");
    lake.manifest("second");
    for (String ticker : TICKERS) {
      if (!ticker.equals("JPM")) {
        write(lake, ticker, LocalDate.of(2024, 11, 16), "2025-01-01");
      }
    }
    lake.manifest("third");
    tables = Tables.of(lake);
    tables.load(Instant.parse("2025-01-02T02:00:00Z"), 10_000);
    spark = tables.spark;
  }

  /** All bars are in the file; asked was for a part of them. */
  private static void write(HandLake lake, String ticker, LocalDate from, String to) {
    List<Bar> bars = new ArrayList<>();
    double price = 100;
    for (LocalDate date = LocalDate.of(2024, 8, 1);
        date.isBefore(LocalDate.parse(to));
        date = date.plusDays(1)) {
      boolean forgotten =
          ticker.equals("JPM") && date.getMonthValue() == 11 && date.getDayOfMonth() > 15;
      if (Market.isTradingDay(date) && !forgotten) {
        price *= date.getDayOfMonth() % 2 == 0 ? 1.01 : 0.995;
        bars.add(Bar.at(ticker, date + "T00:00", price).prices(price, price + 1, price - 1, price));
      }
    }
    lake.write(bars, from + "T00:00", to + "T00:00");
  }

  @AfterAll
  static void clear() {
    spark.catalog().clearCache();
    tables.close();
  }

  @Test
  void theDashboardHasNoFaults() {
    assertThat(DashboardRules.faults(spark, Dashboard.read())).isEmpty();
  }

  @Test
  void theAlertAsksTheTablesHowFarTheyAreBehind() {
    String query =
        Bundle.read()
            .target("dev", BundleRules.GIVEN)
            .at("/resources/alerts/stale/query_text")
            .asText();
    assertThat(query).contains("`main`.`market`.");
    assertThat(tables.rows(query.replace("`main`.`market`.", "")).get(0).getLong(0)).isPositive();
  }

  @Test
  void everyExpectationIsCounted() {
    assertThat(
            tables.lines("SELECT failing, since, check FROM gold_expectations WHERE failing > 0"))
        // Nine sessions of JPM that nobody asked for.
        .containsExactly("9 2024-11-18 every session was answered");
  }

  @Test
  void everyChartAndNumberHasRows() {
    Dashboard dashboard = Dashboard.read();
    dashboard.view(spark);
    for (Page page : dashboard.pages()) {
      for (Widget widget : page.widgets()) {
        // Tables tell of what there may be none: holes, splits, dividends.
        if (!List.of("", "table").contains(widget.type()) && !widget.isFilter()) {
          for (String ticker : List.of("KO", "THIN")) {
            assertThat(Dashboard.rows(spark, page, widget, ticker).isEmpty())
                .as("%s of %s", widget.name(), ticker)
                .isFalse();
          }
        }
      }
    }
  }

  @Test
  void numbersAreThoseOfTheTables() {
    Dashboard dashboard = Dashboard.read();
    dashboard.view(spark);
    assertThat(
            tables.rows(
                """
                SELECT l.ticker FROM dashboard_latest l
                JOIN (SELECT ticker, max_by(close, trade_date) AS close FROM gold_daily_adjusted GROUP BY ticker) d
                ON d.ticker = l.ticker AND d.close = l.close
                ORDER BY l.ticker
                """))
        .extracting(row -> row.getString(0))
        .isEqualTo(TICKERS);
    assertThat(
            tables.rows(
                """
                SELECT count(*) > 0, count_if(abs(d.close / f.close - 1 - r.price_growth) > 1e-9)
                FROM dashboard_returns r
                JOIN gold_daily_adjusted d ON d.ticker = r.ticker AND d.trade_date = r.trade_date
                JOIN gold_daily_adjusted f ON f.ticker = r.ticker AND f.trade_date = DATE'2024-08-01'
                """))
        .hasToString("[[true,0]]");
    assertThat(tables.rows("SELECT run_id, written > 0, failed FROM dashboard_runs"))
        .hasToString("[[third,true,0], [second,true,0], [first,true,0]]");
    assertThat(tables.rows("SELECT ticker, dates FROM dashboard_holes WHERE state = 'never asked'"))
        .hasToString("[[JPM,9]]");
    assertThat(tables.rows("SELECT count(*), count(DISTINCT trade_date) FROM dashboard_coverage"))
        .hasToString("[[360,60]]");
  }

  /** The README shows such a picture; a new one is left in target. */
  @Test
  void itsPictureShowsEveryWidget() throws IOException {
    assumeTrue(
        hasFonts(),
        "No text can be drawn here: this JDK lacks a native library of its fonts, libharfbuzz mostly");
    Dashboard dashboard = Dashboard.read();
    dashboard.view(spark);
    String drawn = DashboardPicture.draw(spark, dashboard, "KO");
    Files.writeString(Path.of("target", "dashboard.svg"), drawn);
    String shown = Files.readString(Path.of("dashboard.svg"));
    for (String picture : List.of(drawn, shown)) {
      assertThat(picture.length()).isLessThan(300_000);
      for (Page page : dashboard.pages()) {
        assertThat(picture).contains(">" + page.title() + "<");
        for (Widget widget : page.widgets()) {
          assertThat(picture).contains(">" + widget.title() + "<");
        }
      }
    }
  }

  private static boolean hasFonts() {
    try {
      return !new Font(Font.SANS_SERIF, Font.PLAIN, 12).getFamily().isEmpty();
    } catch (LinkageError e) {
      return false;
    }
  }

  /** What breaks the dashboard, and a part of what is said then. */
  static Stream<Arguments> mistakes() {
    return Stream.of(
        mistake(
            "a table that is not there",
            all ->
                ((ArrayNode) all.at("/datasets/1/queryLines")).add("JOIN gold_sums USING (ticker)"),
            "gold_sums"),
        mistake(
            "a schema of one person",
            all ->
                ((ArrayNode) all.at("/datasets/3/queryLines")).insert(0, "SELECT 1 FROM main.a;"),
            "bound to [main.a]"),
        mistake(
            "a column that is not there",
            all ->
                ((ObjectNode) widget(all, "rsi").at("/queries/0/query/fields/1"))
                    .put("expression", "`rsi_15`"),
            "no column rsi_15"),
        mistake(
            "a field that is not asked for",
            all ->
                ((ObjectNode) widget(all, "rsi").at("/spec/encodings/y/fields/0"))
                    .put("fieldName", "rsi_15"),
            "rsi shows rsi_15"),
        mistake(
            "a dataset that is not there",
            all ->
                ((ObjectNode) widget(all, "rsi").at("/queries/0/query")).put("datasetName", "rsi"),
            "no dataset rsi"),
        mistake(
            "a filter without its query",
            all ->
                ((ObjectNode) widget(all, "ticker").at("/spec/encodings/fields/0"))
                    .put("queryName", "x"),
            "ticker has no query x"),
        mistake(
            "a version that is none",
            all -> ((ObjectNode) widget(all, "rsi").path("spec")).put("version", 1),
            "no line of version 1"),
        mistake(
            "one widget on another",
            all -> ((ObjectNode) all.at("/pages/0/layout/0/position")).put("width", Dashboard.GRID),
            "has no room"));
  }

  @ParameterizedTest(name = "{0}")
  @MethodSource("mistakes")
  void aMistakeIsNoticed(String name, Consumer<ObjectNode> change, String said) {
    ObjectNode json = (ObjectNode) Dashboard.read().json();
    change.accept(json);
    assertThat(DashboardRules.faults(spark, new Dashboard(json)))
        .as(name)
        .anyMatch(fault -> fault.contains(said));
  }

  private static Arguments mistake(String name, Consumer<ObjectNode> change, String said) {
    return Arguments.of(name, change, said);
  }

  private static ObjectNode widget(ObjectNode dashboard, String name) {
    return new Dashboard(dashboard)
        .pages().stream()
            .flatMap(page -> page.widgets().stream())
            .filter(widget -> widget.name().equals(name))
            .map(widget -> (ObjectNode) widget.json())
            .findFirst()
            .orElseThrow();
  }
}
