package dev.barlake.bench;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import dev.barlake.database.Database;
import java.io.PrintStream;
import java.sql.Connection;
import java.sql.PreparedStatement;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.sql.Statement;
import java.util.ArrayList;
import java.util.Collections;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;

/**
 * {@code ./barlake bench reference}: refreshes of a whole market from the local stack, in fresh
 * processes of 256 MB of heap, and beside each of them plain JDBC batches of the same rows.
 *
 * <p>A refresh is timed as its caller sees it, from the start of its process to the end: reading
 * the lists, loading, comparing and swapping. Of plain JDBC only the inserts are timed, over one
 * connection that is up already. The launcher starts the stack and puts its addresses into the
 * environment.
 */
final class ReferenceBench {
  private static final int RUNS = 3;
  private static final int BATCH = 1000;
  private static final int CHUNK = 20_000;
  private static final List<String> TABLES = List.of("tickers", "dividends", "splits");

  private final PrintStream out = System.out;
  private final Database database;
  private final String apiUrl;

  private ReferenceBench(Map<String, String> environment) {
    database =
        new Database(
            "jdbc:mysql://%s:%s/%s"
                .formatted(
                    environment.get("RDS_DATABASE_HOST"),
                    environment.get("RDS_DATABASE_PORT"),
                    environment.get("RDS_DATABASE_DBNAME")),
            environment.get("RDS_DATABASE_USER"));
    apiUrl = environment.get("API_URL");
  }

  static void run() throws Exception {
    new ReferenceBench(System.getenv()).measure();
  }

  private void measure() throws Exception {
    out.printf(
        "%d cores, load %.1f before%n", Runtime.getRuntime().availableProcessors(), Sample.load());
    List<Double> ratios = new ArrayList<>();
    for (int run = 1; run <= RUNS; run++) {
      Refreshed refreshed = refresh();
      double plain = plainRate();
      double rate = refreshed.rows() / refreshed.cost().wallSeconds();
      ratios.add(rate / plain);
      out.printf(
          "run %d: %,d rows in %.1f s, %.1f CPU s, peak %.0f MB; %,.0f rows/s against %,.0f of plain JDBC: %.2f; load %.1f%n",
          run,
          refreshed.rows(),
          refreshed.cost().wallSeconds(),
          refreshed.cost().cpuSeconds(),
          refreshed.cost().peakMegabytes(),
          rate,
          plain,
          rate / plain,
          Sample.load());
    }
    Collections.sort(ratios);
    Map<String, Object> figures = new LinkedHashMap<>();
    figures.put("referenceToPlainJdbc", ratios.get(ratios.size() / 2));
    figures.put("referenceToPlainJdbcMin", ratios.get(0));
    figures.put("referenceToPlainJdbcMax", ratios.get(ratios.size() - 1));
    out.println(new ObjectMapper().writeValueAsString(figures));
  }

  private record Refreshed(long rows, Cost cost) {}

  private Refreshed refresh() throws Exception {
    List<String> arguments =
        List.of(
            "reference",
            "--apiBaseUrl=" + apiUrl,
            "--jdbcUrl=" + database.jdbcUrl(),
            "--jdbcUser=" + database.user(),
            "--markets=stocks,otc",
            "--requestsPerMinute=6000");
    try (Child job = new Child(FreshJob.class, List.of("-Xmx256m"), arguments)) {
      JsonNode summary = new ObjectMapper().readTree(job.line());
      Cost cost = job.cost();
      if (!summary.path("status").asText().equals("done")) {
        throw new IllegalStateException("The refresh failed: " + summary + job.lastErrors());
      }
      long rows = 0;
      for (String table : TABLES) {
        rows += summary.path("tables").path(table).path("rows").asLong();
      }
      return new Refreshed(rows, cost);
    }
  }

  /** Rows a second that go into copies of the tables. */
  private double plainRate() throws SQLException {
    long rows = 0;
    long nanos = 0;
    try (Connection reader = database.connect();
        Connection writer = database.connect();
        Statement statement = writer.createStatement()) {
      writer.setAutoCommit(false);
      for (String table : TABLES) {
        statement.execute("DROP TABLE IF EXISTS plain_" + table);
        statement.execute("CREATE TABLE plain_%1$s LIKE %1$s".formatted(table));
        try (Statement query =
            reader.createStatement(ResultSet.TYPE_FORWARD_ONLY, ResultSet.CONCUR_READ_ONLY)) {
          query.setFetchSize(Integer.MIN_VALUE); // Connector/J's word for row by row
          ResultSet all = query.executeQuery("SELECT * FROM " + table);
          List<List<String>> chunk = chunk(all);
          while (!chunk.isEmpty()) {
            long start = System.nanoTime();
            insert(writer, table, chunk);
            nanos += System.nanoTime() - start;
            rows += chunk.size();
            chunk = chunk(all);
          }
        }
        statement.execute("DROP TABLE plain_" + table);
      }
    }
    return rows / (nanos / 1e9);
  }

  private static List<List<String>> chunk(ResultSet rows) throws SQLException {
    int columns = rows.getMetaData().getColumnCount();
    List<List<String>> chunk = new ArrayList<>();
    while (chunk.size() < CHUNK && rows.next()) {
      List<String> row = new ArrayList<>(columns);
      for (int column = 1; column <= columns; column++) {
        row.add(rows.getString(column));
      }
      chunk.add(row);
    }
    return chunk;
  }

  private static void insert(Connection writer, String table, List<List<String>> rows)
      throws SQLException {
    String places = String.join(", ", Collections.nCopies(rows.get(0).size(), "?"));
    String sql = "INSERT INTO plain_%s VALUES (%s)".formatted(table, places);
    try (PreparedStatement statement = writer.prepareStatement(sql)) {
      for (int i = 0; i < rows.size(); i++) {
        for (int column = 0; column < rows.get(i).size(); column++) {
          statement.setString(column + 1, rows.get(i).get(column));
        }
        statement.addBatch();
        if ((i + 1) % BATCH == 0 || i + 1 == rows.size()) {
          statement.executeBatch();
          writer.commit();
        }
      }
    }
  }
}
