package dev.barlake.pipelines.aggregates;

import dev.barlake.localstack.TrueBar;
import java.nio.file.Path;
import java.sql.Connection;
import java.sql.DriverManager;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.sql.Statement;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.OptionalDouble;
import java.util.OptionalLong;

/** Reads a lake back with DuckDB, which shares no line with what wrote it. */
record LakeReader(Path lake) {
  /** The bars of one series, by window start. */
  List<TrueBar> bars(String ticker, String window, boolean adjusted) {
    return query(
        """
        SELECT epoch_us(window_start), open, high, low, close, volume, vwap, transactions, otc
        FROM read_parquet('%s/bars/timespan=%s/adjusted=%s/**/*.parquet', hive_partitioning = true)
        WHERE ticker = '%s' ORDER BY window_start
        """
            .formatted(lake, window, adjusted, ticker),
        LakeReader::bar);
  }

  /** The single number that a query gives; {@code BARS} stands for all files of the lake. */
  long number(String sql) {
    String files = "read_parquet('%s/bars/**/*.parquet', hive_partitioning = true)".formatted(lake);
    return query(sql.replace("BARS", files), rows -> rows.getLong(1)).get(0);
  }

  private static TrueBar bar(ResultSet row) throws SQLException {
    long micros = row.getLong(1);
    double vwap = row.getDouble(7);
    OptionalDouble average = row.wasNull() ? OptionalDouble.empty() : OptionalDouble.of(vwap);
    long trades = row.getLong(8);
    OptionalLong transactions = row.wasNull() ? OptionalLong.empty() : OptionalLong.of(trades);
    return new TrueBar(
        Instant.ofEpochSecond(
            Math.floorDiv(micros, 1_000_000L), Math.floorMod(micros, 1_000_000L) * 1000),
        row.getDouble(2),
        row.getDouble(3),
        row.getDouble(4),
        row.getDouble(5),
        row.getDouble(6),
        average,
        transactions,
        row.getBoolean(9));
  }

  private interface Row<T> {
    T read(ResultSet rows) throws SQLException;
  }

  private static <T> List<T> query(String sql, Row<T> row) {
    try (Connection connection = DriverManager.getConnection("jdbc:duckdb:");
        Statement statement = connection.createStatement();
        ResultSet rows = statement.executeQuery(sql)) {
      List<T> all = new ArrayList<>();
      while (rows.next()) {
        all.add(row.read(rows));
      }
      return all;
    } catch (SQLException e) {
      throw new AssertionError(sql, e);
    }
  }
}
