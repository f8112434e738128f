package dev.barlake.barstable;

import static org.assertj.core.api.Assumptions.assumeThat;

import dev.barlake.database.Database;
import dev.barlake.localstack.MySqlServer;
import dev.barlake.localstack.TestDatabase;
import dev.barlake.model.Bar;
import dev.barlake.model.BarSeries;
import dev.barlake.model.Bars;
import java.sql.Connection;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.sql.Statement;
import java.time.Duration;
import java.time.LocalDateTime;
import java.time.ZoneOffset;
import java.util.ArrayList;
import java.util.Collection;
import java.util.List;
import java.util.Optional;

/**
 * A table for bars, read back by plain SQL: on a server of the local stack, or on any other by
 * {@code -Dbarlake.test.jdbcUrl=}, see {@link TestDatabase}.
 */
public record BarsFixture(Optional<MySqlServer> server, BarsTable table) implements AutoCloseable {
  public static BarsFixture of(String name, Duration patience) {
    String given = System.getProperty("barlake.test.jdbcUrl");
    Optional<MySqlServer> server =
        given == null ? Optional.of(MySqlServer.start()) : Optional.empty();
    Database database =
        new Database(
            server.map(MySqlServer::jdbcUrl).orElse(given),
            System.getProperty("barlake.test.jdbcUser", MySqlServer.USER));
    return new BarsFixture(server, new BarsTable(database, name, patience));
  }

  /** On the server that all tests of this JVM share, which is then empty. */
  public static BarsFixture onSharedServer(String name, Duration patience) {
    TestDatabase shared = TestDatabase.empty();
    Database database = new Database(shared.jdbcUrl(), shared.user());
    return new BarsFixture(Optional.empty(), new BarsTable(database, name, patience));
  }

  /** The server, for tests that kill it. */
  MySqlServer ownServer() {
    assumeThat(server).as("a server that is not ours is not killed").isPresent();
    return server.orElseThrow();
  }

  public void execute(String... statements) throws SQLException {
    try (Connection connection = table.database().connect();
        Statement statement = connection.createStatement()) {
      for (String sql : statements) {
        statement.execute(sql.replace("$", table.name()));
      }
    }
  }

  /** The first column of a query; {@code $} stands for the table. */
  public List<String> column(String sql) throws SQLException {
    try (Connection connection = table.database().connect();
        Statement statement = connection.createStatement();
        ResultSet rows = statement.executeQuery(sql.replace("$", table.name()))) {
      List<String> column = new ArrayList<>();
      while (rows.next()) {
        column.add(rows.getString(1));
      }
      return column;
    }
  }

  /** The bars of a series, by window start. Times are taken as the text that the server has. */
  public List<Bar> bars(BarSeries series) throws SQLException {
    String sql =
        """
        SELECT CAST(window_start AS CHAR), open, high, low, close, volume, vwap, transactions, otc,
          CAST(fetched_at AS CHAR)
        FROM `%s` WHERE ticker = '%s' AND timespan = '%s' AND multiplier = %d AND adjusted = %s
        ORDER BY window_start
        """
            .formatted(
                table.name(),
                series.ticker(),
                series.timespan().apiName(),
                series.multiplier(),
                series.adjusted());
    try (Connection connection = table.database().connect();
        Statement statement = connection.createStatement();
        ResultSet rows = statement.executeQuery(sql)) {
      List<Bar> bars = new ArrayList<>();
      while (rows.next()) {
        bars.add(bar(rows));
      }
      return bars;
    }
  }

  private static Bar bar(ResultSet row) throws SQLException {
    double vwap = row.getDouble(7);
    double average = row.wasNull() ? Double.NaN : vwap;
    long trades = row.getLong(8);
    long transactions = row.wasNull() ? -1 : trades;
    return new Bar(
        millis(row.getString(1)),
        row.getDouble(2),
        row.getDouble(3),
        row.getDouble(4),
        row.getDouble(5),
        row.getDouble(6),
        average,
        transactions,
        row.getBoolean(9),
        millis(row.getString(10)));
  }

  private static long millis(String text) {
    return LocalDateTime.parse(text.replace(' ', 'T')).toInstant(ZoneOffset.UTC).toEpochMilli();
  }

  public static Bars of(Collection<Bar> rows) {
    Bars.Builder bars = new Bars.Builder(rows.size());
    rows.forEach(bars::add);
    return bars.build();
  }

  @Override
  public void close() {
    server.ifPresent(MySqlServer::close);
  }
}
