package dev.barlake.market;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.sql.Connection;
import java.sql.DriverManager;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.sql.Statement;
import java.util.ArrayList;
import java.util.Collections;
import java.util.List;
import java.util.Map;
import java.util.Random;
import java.util.TreeMap;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** A flat file as DuckDB reads what became of it, which shares no line with our writer. */
class FlatFileTest {
  private static final long FETCHED_AT = 1_769_800_000_123L;

  @TempDir private Path directory;

  private record Read(FlatFile source, Path file) {}

  private Read write(String text, int batch) throws IOException {
    FlatFile source = new FlatFile(FlatText.gzip(text), FlatText.DAY, batch);
    Path file = directory.resolve("bars" + batch + ".parquet");
    try (MarketFileWriter writer =
        source.read(() -> new MarketFileWriter(FlatText.DATE, FETCHED_AT))) {
      Files.write(file, writer.end(Map.of("k", "v")));
    }
    return new Read(source, file);
  }

  private static String line(String ticker, int minute, int volume) {
    return "%s,%d,%d.25,2,3,1,%d,%d%n"
        .formatted(ticker, volume, 1 + volume % 7, FlatText.nanos(minute), volume % 5);
  }

  private static List<String> query(String sql) throws SQLException {
    try (Connection db = DriverManager.getConnection("jdbc:duckdb:");
        Statement statement = db.createStatement();
        ResultSet rows = statement.executeQuery(sql)) {
      List<String> read = new ArrayList<>();
      while (rows.next()) {
        StringBuilder row = new StringBuilder();
        for (int i = 1; i <= rows.getMetaData().getColumnCount(); i++) {
          row.append(i == 1 ? "" : " ").append(rows.getString(i));
        }
        read.add(row.toString());
      }
      return read;
    }
  }

  @Test
  void allColumnsAreThereAndTheSealIsInItsPlace() throws IOException, SQLException {
    Path file = write(FlatText.HEADER + line("AAPL", 600, 12), 1).file();

    assertThat(
            query(
                "SELECT ticker, epoch_us(window_start), open, high, low, close, volume, vwap,"
                    + " transactions, otc, trade_date, epoch_us(fetched_at) FROM '%s'"
                        .formatted(file)))
        .containsExactly(
            "AAPL %d 6.25 3.0 1.0 2.0 12.0 null 2 false 2026-01-30 %d000"
                .formatted(FlatText.nanos(600) / 1000, FETCHED_AT));
    assertThat(new String(Files.readAllBytes(file), java.nio.charset.StandardCharsets.ISO_8859_1))
        .contains("BARLSEAL");
  }

  @Test
  void aTickerIsInOneRowGroupAndStatisticsSayWhich() throws IOException, SQLException {
    StringBuilder text = new StringBuilder(FlatText.HEADER);
    for (int t = 0; t < 300; t++) {
      for (int minute = 0; minute < 800; minute++) {
        text.append(line("T%03d".formatted(t), minute, t + minute));
      }
    }
    Path file = write(text.toString(), 1).file();

    List<String> groups =
        query(
            "SELECT stats_min_value, stats_max_value, row_group_num_rows FROM parquet_metadata('%s')"
                    .formatted(file)
                + " WHERE path_in_schema = 'ticker' ORDER BY row_group_id");
    assertThat(groups)
        .containsExactly(
            "T000 T079 64000", "T080 T159 64000", "T160 T239 64000", "T240 T299 48000");
    assertThat(query("SELECT count(*), sum(volume) FROM '%s' WHERE ticker='T123'".formatted(file)))
        .containsExactly("800 %s".formatted((double) (800 * 123 + 799 * 400)));
  }

  @Test
  void rowsInAnyOrderMakeTheSameFileAsInOrder() throws IOException, SQLException {
    Random random = new Random(5);
    for (int round = 0; round < 12; round++) {
      List<String> lines = new ArrayList<>();
      Map<String, Integer> last = new TreeMap<>();
      int tickers = 1 + random.nextInt(30);
      for (int i = 0; i < 600; i++) {
        String ticker = "T" + (char) ('A' + random.nextInt(tickers) % 26) + random.nextInt(2);
        lines.add(ticker + " " + random.nextInt(40) + " " + random.nextInt(1000));
      }
      if (round % 2 == 0) {
        Collections.sort(lines);
      }
      StringBuilder text = new StringBuilder(FlatText.HEADER);
      for (String l : lines) {
        String[] parts = l.split(" ", -1);
        int volume = Integer.parseInt(parts[2]);
        text.append(line(parts[0], Integer.parseInt(parts[1]), volume));
        long micros = FlatText.nanos(Integer.parseInt(parts[1])) / 1000;
        last.put(parts[0] + " " + micros, volume);
      }

      Read read = write(text.toString(), round % 3 == 0 ? 50 : 10_000);

      List<String> expected = new ArrayList<>();
      last.forEach((key, volume) -> expected.add(key + " " + (double) volume));
      assertThat(
              query(
                  "SELECT ticker, epoch_us(window_start), volume FROM '%s'".formatted(read.file())))
          .as("file order, round %d", round)
          .isEqualTo(expected);
      SortedRows sorted = read.source().sorted();
      assertThat(sorted.repeated() + sorted.contradicted()).isEqualTo(600 - last.size());
      assertThat(read.source().rejected().rows()).isEqualTo(600);
    }
  }

  @Test
  void ofTwoRowsOfOneStartTheLaterStandsAndEqualOnesAreNoContradiction()
      throws IOException, SQLException {
    Read read =
        write(
            FlatText.HEADER + line("A", 1, 5) + line("A", 1, 5) + line("A", 2, 6) + line("A", 2, 7),
            1);

    assertThat(query("SELECT volume FROM '%s'".formatted(read.file())))
        .containsExactly("5.0", "7.0");
    assertThat(read.source().sorted().repeated()).isEqualTo(1);
    assertThat(read.source().sorted().contradicted()).isEqualTo(1);
  }

  @Test
  void theSameRowsMakeTheSameBytes() throws IOException {
    String text = FlatText.HEADER + line("A", 1, 5) + line("B", 1, 6);

    assertThat(Files.readAllBytes(write(text, 1).file()))
        .isEqualTo(Files.readAllBytes(write(text, 2).file()));
  }

  @Test
  void barsThatCannotBeAreWrittenAndCountedByKind() throws IOException, SQLException {
    String start = Long.toString(FlatText.nanos(600));
    String text =
        FlatText.HEADER
            + "A,5,2,2,3,1,"
            + start
            + ",1\n"
            + "B,-5,2,2,3,1,"
            + start
            + ",1\n"
            + "C,5,2,2,1,3,"
            + start
            + ",1\n"
            + "D,5,0,2,3,0,"
            + start
            + ",1\n"
            + "E,5,2,2,3,1,"
            + (FlatText.nanos(600) + 1_000_000_000L)
            + ",1\n";

    Read read = write(text, 100);

    assertThat(read.source().sorted().impossible().counts())
        .containsExactlyInAnyOrderEntriesOf(
            Map.of(
                "negativeVolume", 1L, "lowAboveHigh", 1L, "priceNotPositive", 1L, "offGrid", 1L));
    assertThat(read.source().sorted().impossible().first()).hasSize(3);
    assertThat(query("SELECT count(*) FROM '%s'".formatted(read.file()))).containsExactly("5");
  }
}
