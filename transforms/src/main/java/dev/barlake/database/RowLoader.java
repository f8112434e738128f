package dev.barlake.database;

import com.mysql.cj.conf.PropertyKey;
import com.mysql.cj.jdbc.JdbcConnection;
import com.mysql.cj.jdbc.JdbcStatement;
import java.sql.Connection;
import java.sql.PreparedStatement;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.sql.Savepoint;
import java.sql.Statement;
import java.util.Collections;
import java.util.List;
import java.util.Set;
import java.util.stream.Collectors;

/**
 * Puts rows into a table, over those that have the same key, within the connection's transaction.
 *
 * <p>A server that allows it reads them from the connection ({@code LOAD DATA LOCAL INFILE}, its
 * variable {@code local_infile}), which takes about half of its time for the same rows as values of
 * an {@code INSERT}. It cannot refuse a value then, and makes another one that fits; so if it warns
 * of anything, the rows are taken back and inserted, and what does not fit is an error.
 */
public final class RowLoader {
  /** Rows of one INSERT: more are hardly faster. */
  private static final int BATCH = 1000;

  /** What servers answer that do not allow it, or proxies that do not know it. */
  private static final Set<Integer> NOT_ALLOWED = Set.of(1148, 1235, 2068, 3948, 3950, 4166);

  private final String table;
  private final List<String> columns;
  private volatile boolean reads = true;

  /**
   * For one table.
   *
   * @param columns of each row's values, all of the table's that have no default; the primary key's
   *     among them
   */
  public RowLoader(String table, List<String> columns) {
    this.table = table;
    this.columns = List.copyOf(columns);
  }

  /**
   * Loads rows.
   *
   * @throws SQLException if a value does not fit its column, or the server does not let it
   */
  public void load(Connection connection, Rows rows) throws SQLException {
    if (!rows.isEmpty() && !(reads && isAllowedHere(connection) && isRead(connection, rows))) {
      insert(connection, rows);
    }
  }

  /** The URL of a database may forbid it. */
  private static boolean isAllowedHere(Connection connection) throws SQLException {
    return connection
        .unwrap(JdbcConnection.class)
        .getPropertySet()
        .getBooleanProperty(PropertyKey.allowLoadLocalInfile)
        .getValue();
  }

  /** Whether the server read them, every value as it is. */
  private boolean isRead(Connection connection, Rows rows) throws SQLException {
    String load =
        """
        LOAD DATA LOCAL INFILE 'rows' REPLACE INTO TABLE `%s` CHARACTER SET utf8mb4
        FIELDS TERMINATED BY '\\t' ESCAPED BY '\\\\' LINES TERMINATED BY '\\n' (%s)"""
            .formatted(table, String.join(", ", columns));
    Savepoint before = connection.setSavepoint();
    try (Statement statement = connection.createStatement()) {
      statement.unwrap(JdbcStatement.class).setLocalInfileInputStream(rows.asLines());
      statement.execute(load);
      if (warnings(connection) == 0) {
        return true;
      }
      connection.rollback(before);
      return false;
    } catch (SQLException e) {
      if (!NOT_ALLOWED.contains(e.getErrorCode())) {
        throw e;
      }
      reads = false;
      return false;
    }
  }

  private static long warnings(Connection connection) throws SQLException {
    try (Statement statement = connection.createStatement();
        ResultSet count = statement.executeQuery("SELECT @@warning_count")) {
      count.next();
      return count.getLong(1);
    }
  }

  private void insert(Connection connection, Rows rows) throws SQLException {
    // Not MySQL's row alias, which MariaDB does not know.
    String insert =
        "INSERT INTO `%s` (%s) VALUES (%s) ON DUPLICATE KEY UPDATE %s"
            .formatted(
                table,
                String.join(", ", columns),
                String.join(", ", Collections.nCopies(columns.size(), "?")),
                columns.stream()
                    .map(column -> "%1$s = VALUES(%1$s)".formatted(column))
                    .collect(Collectors.joining(", ")));
    try (PreparedStatement statement = connection.prepareStatement(insert)) {
      int waiting = 0;
      for (String[] row : rows.all()) {
        for (int column = 0; column < row.length; column++) {
          statement.setString(column + 1, row[column]);
        }
        statement.addBatch();
        if (++waiting == BATCH) {
          statement.executeBatch();
          waiting = 0;
        }
      }
      if (waiting > 0) {
        statement.executeBatch();
      }
    }
  }
}
