package dev.barlake.pipelines.aggregates;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.offset;

import dev.barlake.localstack.TrueBar;
import dev.barlake.pipelines.cli.ExitCode;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.sql.Connection;
import java.sql.DriverManager;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.sql.Statement;
import java.time.Instant;
import java.time.LocalDate;
import java.time.LocalTime;
import java.util.ArrayList;
import java.util.Collection;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** The DuckDB examples of the page on research, as they stand there, held against the market. */
class ResearchTest {
  private static final Pattern SQL = Pattern.compile("```sql\n(.*?)```", Pattern.DOTALL);
  private static final LocalDate FROM = LocalDate.of(2024, 1, 2);
  private static final LocalDate TO = LocalDate.of(2024, 1, 31);

  @TempDir private static Path directory;
  private static World world;

  @BeforeAll
  static void extract() {
    world = World.in(directory.resolve("bars"));
    for (String[] bars : new String[][] {{"5", "minute"}, {"1", "day"}}) {
      World.Outcome outcome =
          world.run(
              "--tickers=AAPL",
              "--multiplier=" + bars[0],
              "--timespan=" + bars[1],
              "--from=" + FROM,
              "--to=" + TO);
      assertThat(outcome.code()).as(outcome.err()).isEqualTo(ExitCode.DONE);
    }
  }

  @AfterAll
  static void close() {
    world.api.close();
  }

  @Test
  void regularHoursAreThoseOfTheSession() {
    List<TrueBar> expected = regular();

    assertThat(query("regular hours", "epoch_ms(window_start), open, close, volume"))
        .isEqualTo(
            expected.stream()
                .map(
                    b ->
                        List.<Object>of(
                            b.windowStart().toEpochMilli(), b.open(), b.close(), b.volume()))
                .toList());
  }

  @Test
  void barsOf15MinutesAreFoldedOutOfThree() {
    Map<Long, List<TrueBar>> quarters = new TreeMap<>();
    for (TrueBar bar : regular()) {
      quarters
          .computeIfAbsent(bar.windowStart().getEpochSecond() / 900, q -> new ArrayList<>())
          .add(bar);
    }
    List<List<Object>> rows =
        query("bars of 15 minutes", "epoch_ms(start) // 900000, open, high, low, close, volume");

    assertThat(rows).hasSameSizeAs(quarters.keySet());
    for (List<Object> row : rows) {
      List<TrueBar> bars = quarters.get((Long) row.get(0));
      assertThat(row.subList(1, 5))
          .containsExactly(
              bars.get(0).open(),
              bars.stream().mapToDouble(TrueBar::high).max().orElseThrow(),
              bars.stream().mapToDouble(TrueBar::low).min().orElseThrow(),
              bars.get(bars.size() - 1).close());
      assertThat((Double) row.get(5))
          .isCloseTo(bars.stream().mapToDouble(TrueBar::volume).sum(), offset(1e-6));
    }
  }

  @Test
  void totalReturnHasTheDividendOfItsDay() throws IOException {
    Files.writeString(
        directory.resolve("dividends.csv"),
        "ticker,ex_dividend_date,cash\nAAPL,2024-01-10,0.25\nAAPL,2024-01-10,1.5\nKO,2024-01-11,9\n");
    List<TrueBar> days = bars(1, "day");
    List<List<Object>> rows = query("total return", "trade_date::VARCHAR, total_return, growth");

    assertThat(rows).hasSize(days.size() - 1);
    double growth = 1;
    for (int i = 1; i < days.size(); i++) {
      LocalDate date = days.get(i).windowStart().atZone(World.NEW_YORK).toLocalDate();
      double cash = date.equals(LocalDate.of(2024, 1, 10)) ? 1.75 : 0;
      double expected = (days.get(i).close() + cash) / days.get(i - 1).close();
      growth *= expected;
      assertThat(rows.get(i - 1).get(0)).isEqualTo(date.toString());
      assertThat((Double) rows.get(i - 1).get(1)).isCloseTo(expected - 1, offset(1e-12));
      assertThat((Double) rows.get(i - 1).get(2)).isCloseTo(growth, offset(1e-9));
    }
  }

  private static List<TrueBar> regular() {
    return bars(5, "minute").stream()
        .filter(
            bar -> {
              LocalTime at = bar.windowStart().atZone(World.NEW_YORK).toLocalTime();
              return !at.isBefore(LocalTime.of(9, 30)) && at.isBefore(LocalTime.of(16, 0));
            })
        .toList();
  }

  private static List<TrueBar> bars(int multiplier, String timespan) {
    Instant from = FROM.atStartOfDay(World.NEW_YORK).toInstant();
    Instant to = TO.plusDays(1).atStartOfDay(World.NEW_YORK).toInstant();
    Collection<TrueBar> bars =
        world.api.market().bars("AAPL", multiplier, timespan, true, from, to);
    return List.copyOf(bars);
  }

  /** Some columns of the example whose first line has these words. */
  private static List<List<Object>> query(String words, String columns) {
    try (Connection db = DriverManager.getConnection("jdbc:duckdb:");
        Statement statement = db.createStatement();
        ResultSet rows =
            statement.executeQuery("SELECT %s FROM (%s)".formatted(columns, example(words)))) {
      List<List<Object>> read = new ArrayList<>();
      while (rows.next()) {
        List<Object> row = new ArrayList<>();
        for (int i = 1; i <= rows.getMetaData().getColumnCount(); i++) {
          row.add(rows.getObject(i));
        }
        read.add(row);
      }
      return read;
    } catch (SQLException e) {
      throw new AssertionError(e);
    }
  }

  private static String example(String words) {
    try {
      Matcher blocks = SQL.matcher(Files.readString(Path.of("../transforms/RESEARCH.md")));
      while (blocks.find()) {
        String sql = blocks.group(1);
        if (sql.lines().findFirst().orElse("").contains(": " + words)) {
          return sql.replace("'bars/", "'" + directory + "/bars/")
              .replace("'dividends.csv", "'" + directory + "/dividends.csv");
        }
      }
      throw new AssertionError("No example of " + words);
    } catch (IOException e) {
      throw new AssertionError(e);
    }
  }
}
