package dev.barlake.barstable;

import dev.barlake.database.RowLoader;
import dev.barlake.database.Rows;
import dev.barlake.model.BarSeries;
import dev.barlake.model.Bars;
import dev.barlake.model.TimeRange;
import java.sql.Connection;
import java.sql.PreparedStatement;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.time.LocalDateTime;
import java.time.ZoneOffset;
import java.time.format.DateTimeFormatter;
import java.util.Collections;
import java.util.List;
import java.util.Locale;

/**
 * The statements on the rows of one partition file, in a table of bars and in its table of files.
 * Each is a part of the connection's transaction.
 */
final class BarsRows {
  /** The version of rows that nobody knows the version of, and of a file that does not exist. */
  static final String UNKNOWN = "";

  /** Rows of one statement: more are hardly faster, and each thread holds so many in memory. */
  private static final int BATCH = 5000;

  private static final String KEY = "ticker, timespan, multiplier, adjusted";
  private static final String WHERE =
      " WHERE ticker = ? AND timespan = ? AND multiplier = ? AND adjusted = ?";

  private static final List<String> COLUMNS =
      List.of(
          "ticker",
          "timespan",
          "multiplier",
          "adjusted",
          "window_start",
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

  private static final DateTimeFormatter TIME =
      DateTimeFormatter.ofPattern("uuuu-MM-dd HH:mm:ss.SSS", Locale.ROOT);

  private final BarsTable table;
  private final RowLoader loader;
  private final Connection connection;
  private final BarSeries series;
  private final long period;

  BarsRows(
      BarsTable table, RowLoader loader, Connection connection, BarSeries series, long period) {
    this.table = table;
    this.loader = loader;
    this.connection = connection;
    this.series = series;
    this.period = period;
  }

  /** Loads bars into a table. */
  static RowLoader loader(BarsTable table) {
    return new RowLoader(table.name(), COLUMNS);
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
    Rows rows = new Rows();
    for (int row = 0; row < bars.size(); row++) {
      rows.add(values(bars, row));
      if (rows.size() == BATCH || row == bars.size() - 1) {
        loader.load(connection, rows);
        rows.clear();
      }
    }
  }

  /** In the order of the loader's columns. */
  private String[] values(Bars bars, int row) {
    return new String[] {
      series.ticker(),
      series.timespan().apiName(),
      Integer.toString(series.multiplier()),
      bit(series.adjusted()),
      text(bars.windowStart(row)),
      Double.toString(bars.open(row)),
      Double.toString(bars.high(row)),
      Double.toString(bars.low(row)),
      Double.toString(bars.close(row)),
      Double.toString(bars.volume(row)),
      Double.isNaN(bars.vwap(row)) ? null : Double.toString(bars.vwap(row)),
      bars.transactions(row) < 0 ? null : Long.toString(bars.transactions(row)),
      bit(bars.otc(row)),
      series.tradeDate(bars.windowStart(row)).toString(),
      text(bars.fetchedAt(row))
    };
  }

  private static String bit(boolean value) {
    return value ? "1" : "0";
  }

  /** As MySQL reads it; {@link LocalDateTime#toString} leaves out seconds that are zero. */
  private static String text(long epochMillis) {
    return TIME.format(utc(epochMillis));
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
