package dev.barlake.localstack;

import java.sql.Connection;
import java.sql.DriverManager;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.sql.Statement;
import java.util.ArrayList;
import java.util.List;

/**
 * The database that a suite of tests is run against: one {@link MySqlServer} for the whole JVM, or,
 * to run the same suite against another server, the one of {@code -Dbarlake.test.jdbcUrl} and
 * {@code -Dbarlake.test.jdbcUser}. That user owns the database and has {@link
 * MySqlServer#PASSWORD}; all tables in it are dropped.
 */
public final class TestDatabase {
  private static TestDatabase shared;

  private final String jdbcUrl;
  private final String user;
  private Connection lasting;

  private TestDatabase(String jdbcUrl, String user) {
    this.jdbcUrl = jdbcUrl;
    this.user = user;
  }

  /** The one of this JVM, empty. */
  public static synchronized TestDatabase empty() {
    if (shared == null) {
      String url = System.getProperty("barlake.test.jdbcUrl");
      shared =
          url == null || url.isBlank()
              ? own()
              : new TestDatabase(url, System.getProperty("barlake.test.jdbcUser", "barlake"));
    }
    shared.dropAll();
    return shared;
  }

  private static TestDatabase own() {
    MySqlServer server = MySqlServer.start();
    Runtime.getRuntime().addShutdownHook(new Thread(server::close, "mysql-end"));
    return of(server);
  }

  /** That of a server which a test has for itself, as it is. */
  public static TestDatabase of(MySqlServer server) {
    return new TestDatabase(server.jdbcUrl(), MySqlServer.USER);
  }

  public String jdbcUrl() {
    return jdbcUrl;
  }

  public String user() {
    return user;
  }

  /** A connection of the tests' own, with the driver's defaults. */
  public Connection connect() {
    try {
      return DriverManager.getConnection(jdbcUrl, user, MySqlServer.PASSWORD);
    } catch (SQLException e) {
      throw new IllegalStateException("Cannot connect to " + jdbcUrl + " as " + user, e);
    }
  }

  /** One for all statements of the tests: to open one takes longer than most of them. */
  private Connection lasting() throws SQLException {
    if (lasting == null || !lasting.isValid(5)) {
      lasting = connect();
    }
    return lasting;
  }

  /** Runs statements, one after the other. */
  public synchronized void execute(String... statements) {
    try (Statement statement = lasting().createStatement()) {
      for (String sql : statements) {
        statement.execute(sql);
      }
    } catch (SQLException e) {
      throw new IllegalStateException("Cannot run " + String.join("; ", statements), e);
    }
  }

  /** The rows of a query; all values as text, null for NULL. */
  public synchronized List<List<String>> query(String sql) {
    try (Statement statement = lasting().createStatement();
        ResultSet rows = statement.executeQuery(sql)) {
      return read(rows);
    } catch (SQLException e) {
      throw new IllegalStateException("Cannot run " + sql, e);
    }
  }

  /** All rows as text. */
  public static List<List<String>> read(ResultSet rows) throws SQLException {
    List<List<String>> all = new ArrayList<>();
    while (rows.next()) {
      List<String> row = new ArrayList<>();
      for (int column = 1; column <= rows.getMetaData().getColumnCount(); column++) {
        row.add(rows.getString(column));
      }
      all.add(row);
    }
    return all;
  }

  /** The one value of a query, as text. */
  public String value(String sql) {
    List<List<String>> rows = query(sql);
    if (rows.size() != 1 || rows.get(0).size() != 1) {
      throw new IllegalStateException("Not one value but %s by %s".formatted(rows, sql));
    }
    return rows.get(0).get(0);
  }

  /** The names of all tables and views, sorted. */
  public List<String> tables() {
    return query("SELECT table_name FROM information_schema.tables WHERE table_schema = DATABASE()")
        .stream()
        .map(row -> row.get(0))
        .sorted()
        .toList();
  }

  private void dropAll() {
    query(
            "SELECT table_name, table_type FROM information_schema.tables WHERE table_schema = DATABASE()")
        .forEach(
            row ->
                execute(
                    "DROP %s `%s`"
                        .formatted(row.get(1).equals("VIEW") ? "VIEW" : "TABLE", row.get(0))));
  }
}
