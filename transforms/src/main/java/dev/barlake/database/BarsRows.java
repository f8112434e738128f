package dev.barlake.database;

import dev.barlake.model.BarSeries;
import dev.barlake.model.Bars;
import dev.barlake.model.TimeRange;
import java.sql.Connection;
import java.sql.PreparedStatement;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.time.LocalDateTime;
import java.time.ZoneOffset;
import java.util.Collections;
import java.util.List;
import java.util.stream.Collectors;

/**
 * The statements on the rows of one partition file, in a table of bars and in its table of files.
 * Each is a part of the connection's transaction.
 */
final class BarsRows {
  /** The version of rows that nobody knows the version of, and of a file that does not exist. */
  static final String UNKNOWN = "";

  /** Rows of one statement: more are hardly faster, and each thread holds so many in memory. */
  private static final int BATCH = 1000;

  private static final String KEY = "ticker, timespan, multiplier, adjusted";
  private static final String WHERE =
      " WHERE ticker = ? AND timespan = ? AND multiplier = ? AND adjusted = ?";

  /** In the order of their parameters, which come after the key and the window start. */
  private static final List<String> VALUES =
      List.of(
          "open",
          "high",
          "low",
          "close",
          "volume",
          "vwap",
          "transactions",
          "otc",
          "trade_date",
          "fetched_at");

  private final BarsTable table;
  private final Connection connection;
  private final BarSeries series;
  private final long period;

  BarsRows(BarsTable table, Connection connection, BarSeries series, long period) {
    this.table = table;
    this.connection = connection;
    this.series = series;
    this.period = period;
  }

  /** The version that the rows are of, until the transaction's end nobody else's to change. */
  String lock() throws SQLException {
    setVersion(UNKNOWN, "version"); // one that is there stays, and is locked
    return version(" FOR UPDATE");
  }

  /** The version that the rows are of. */
  String version() throws SQLException {
    return version("");
  }

  private String version(String lock) throws SQLException {
    String select =
        "SELECT version FROM `%s`%s AND period = ?%s".formatted(table.filesName(), WHERE, lock);
    try (PreparedStatement query = connection.prepareStatement(select)) {
      bindFile(query);
      try (ResultSet rows = query.executeQuery()) {
        return rows.next() ? rows.getString(1) : UNKNOWN;
      }
    }
  }

  void setVersion(String version) throws SQLException {
    setVersion(version, "VALUES(version)");
  }

  private void setVersion(String version, String overOld) throws SQLException {
    String insert =
        "INSERT INTO `%s` (%s, period, version) VALUES (%s) ON DUPLICATE KEY UPDATE version = %s"
            .formatted(table.filesName(), KEY, places(6), overOld);
    try (PreparedStatement statement = connection.prepareStatement(insert)) {
      bindFile(statement);
      statement.setString(6, version);
      statement.executeUpdate();
    }
  }

  /** Deletes all bars of the file. */
  void delete() throws SQLException {
    TimeRange range = series.periodRange(period);
    String delete =
        "DELETE FROM `%s`%s AND window_start >= ? AND window_start < ?"
            .formatted(table.name(), WHERE);
    try (PreparedStatement statement = connection.prepareStatement(delete)) {
      bindSeries(statement);
      statement.setObject(5, utc(range.from()));
      statement.setObject(6, utc(range.to()));
      statement.executeUpdate();
    }
  }

  /** Inserts bars, over those that have the same key. */
  void upsert(Bars bars) throws SQLException {
    // Not MySQL's row alias, which MariaDB does not know.
    String updates =
        VALUES.stream()
            .map(column -> "%1$s = VALUES(%1$s)".formatted(column))
            .collect(Collectors.joining(", "));
    String upsert =
        "INSERT INTO `%s` (%s, window_start, %s) VALUES (%s) ON DUPLICATE KEY UPDATE %s"
            .formatted(table.name(), KEY, String.join(", ", VALUES), places(15), updates);
    try (PreparedStatement statement = connection.prepareStatement(upsert)) {
      for (int row = 0; row < bars.size(); row++) {
        bindBar(statement, bars, row);
        statement.addBatch();
        if ((row + 1) % BATCH == 0 || row == bars.size() - 1) {
          statement.executeBatch();
        }
      }
    }
  }

  private void bindBar(PreparedStatement upsert, Bars bars, int row) throws SQLException {
    bindSeries(upsert);
    upsert.setObject(5, utc(bars.windowStart(row)));
    upsert.setDouble(6, bars.open(row));
    upsert.setDouble(7, bars.high(row));
    upsert.setDouble(8, bars.low(row));
    upsert.setDouble(9, bars.close(row));
    upsert.setDouble(10, bars.volume(row));
    upsert.setObject(11, Double.isNaN(bars.vwap(row)) ? null : bars.vwap(row));
    upsert.setObject(12, bars.transactions(row) < 0 ? null : bars.transactions(row));
    upsert.setBoolean(13, bars.otc(row));
    upsert.setObject(14, series.tradeDate(bars.windowStart(row)));
    upsert.setObject(15, utc(bars.fetchedAt(row)));
  }

  private void bindFile(PreparedStatement statement) throws SQLException {
    bindSeries(statement);
    statement.setString(5, series.storagePeriod().label(period));
  }

  private void bindSeries(PreparedStatement statement) throws SQLException {
    statement.setString(1, series.ticker());
    statement.setString(2, series.timespan().apiName());
    statement.setInt(3, series.multiplier());
    statement.setBoolean(4, series.adjusted());
  }

  /** Without a zone, so that no session's zone can move it. */
  private static LocalDateTime utc(long epochMillis) {
    return LocalDateTime.ofEpochSecond(
        Math.floorDiv(epochMillis, 1000L),
        (int) Math.floorMod(epochMillis, 1000L) * 1_000_000,
        ZoneOffset.UTC);
  }

  private static String places(int count) {
    return String.join(", ", Collections.nCopies(count, "?"));
  }
}
