package dev.barlake.pipelines.aggregates;

import dev.barlake.localstack.TestDatabase;
import dev.barlake.localstack.TrueBar;
import java.sql.Connection;
import java.sql.PreparedStatement;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.sql.Statement;
import java.time.Instant;
import java.time.LocalDate;
import java.time.LocalDateTime;
import java.time.ZoneOffset;
import java.util.ArrayList;
import java.util.List;
import java.util.OptionalDouble;
import java.util.OptionalLong;

/** Reads a table of bars back as a user would, by plain JDBC. */
record TableReader(TestDatabase database, String table) {
  Connection connect() {
    return database.connect();
  }

  void execute(String... statements) throws SQLException {
    try (Connection connection = connect();
        Statement statement = connection.createStatement()) {
      for (String sql : statements) {
        statement.execute(sql);
      }
    }
  }

  long number(String sql) throws SQLException {
    try (Connection connection = connect();
        Statement statement = connection.createStatement();
        ResultSet rows = statement.executeQuery(sql)) {
      rows.next();
      return rows.getLong(1);
    }
  }

  /** All bars of a stock's series. */
  List<TrueBar> bars(String ticker, int multiplier, String timespan, boolean adjusted)
      throws SQLException {
    String sql =
        """
        SELECT CAST(window_start AS CHAR), open, high, low, close, volume, vwap, transactions, otc,
          CAST(trade_date AS CHAR)
        FROM %s WHERE ticker = ? AND multiplier = ? AND timespan = ? AND adjusted = ?
        ORDER BY window_start
        """
            .formatted(table);
    try (Connection connection = connect();
        PreparedStatement query = connection.prepareStatement(sql)) {
      query.setString(1, ticker);
      query.setInt(2, multiplier);
      query.setString(3, timespan);
      query.setBoolean(4, adjusted);
      try (ResultSet rows = query.executeQuery()) {
        List<TrueBar> bars = new ArrayList<>();
        while (rows.next()) {
          bars.add(bar(rows));
        }
        return bars;
      }
    }
  }

  /** Times are taken as the text that the server has: UTC. */
  private static TrueBar bar(ResultSet row) throws SQLException {
    Instant start =
        LocalDateTime.parse(row.getString(1).replace(' ', 'T')).toInstant(ZoneOffset.UTC);
    LocalDate date = LocalDate.parse(row.getString(10));
    if (!date.equals(LocalDate.ofInstant(start, World.NEW_YORK))) {
      throw new AssertionError("A bar of %s has the trade date %s".formatted(start, date));
    }
    double vwap = row.getDouble(7);
    OptionalDouble average = row.wasNull() ? OptionalDouble.empty() : OptionalDouble.of(vwap);
    long trades = row.getLong(8);
    OptionalLong transactions = row.wasNull() ? OptionalLong.empty() : OptionalLong.of(trades);
    return new TrueBar(
        start,
        row.getDouble(2),
        row.getDouble(3),
        row.getDouble(4),
        row.getDouble(5),
        row.getDouble(6),
        average,
        transactions,
        row.getBoolean(9));
  }
}
