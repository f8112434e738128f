package dev.barlake.localstack;

import java.io.PrintStream;
import java.sql.Connection;
import java.sql.DriverManager;
import java.sql.ResultSet;
import java.sql.ResultSetMetaData;
import java.sql.SQLException;
import java.sql.Statement;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.stream.IntStream;

/**
 * Runs one statement and prints the rows as a table: a look into a lake's files by DuckDB in
 * memory, or into the database of the environment, on a machine that has no other tool for it.
 */
public final class Sql {
  private Sql() {}

  /**
   * Exit codes: 0 done, 1 the statement was refused, 2 no statement.
   *
   * @param args one SQL statement, which may read Parquet files by {@code read_parquet('…')};
   *     before it {@code --mysql}, to ask the database of {@code RDS_DATABASE_*} instead
   */
  public static void main(String... args) {
    boolean mysql = args.length == 2 && args[0].equals("--mysql");
    if (args.length != 1 && !mysql) {
      System.err.println("usage: ./barlake sql \"SELECT ... FROM read_parquet('...')\"");
      System.err.println("       ./barlake sql --mysql \"SELECT ... FROM tickers\"");
      System.exit(2);
    }
    try (Connection connection = mysql ? mysql(System.getenv()) : duckDb();
        Statement statement = connection.createStatement();
        ResultSet rows = statement.executeQuery(args[args.length - 1])) {
      print(table(rows), System.out);
    } catch (SQLException e) {
      System.err.println(e.getMessage());
      System.exit(1);
    }
  }

  private static Connection duckDb() throws SQLException {
    Connection connection = DriverManager.getConnection("jdbc:duckdb:");
    try (Statement statement = connection.createStatement()) {
      statement.execute("SET TimeZone = 'UTC'");
    }
    return connection;
  }

  private static Connection mysql(Map<String, String> environment) throws SQLException {
    String url =
        "jdbc:mysql://%s:%s/%s"
            .formatted(
                environment.getOrDefault("RDS_DATABASE_HOST", "127.0.0.1"),
                environment.getOrDefault("RDS_DATABASE_PORT", "3306"),
                environment.getOrDefault("RDS_DATABASE_DBNAME", ""));
    return DriverManager.getConnection(
        url, environment.get("RDS_DATABASE_USER"), environment.get("RDS_DATABASE_PASSWORD"));
  }

  private static List<List<String>> table(ResultSet rows) throws SQLException {
    ResultSetMetaData columns = rows.getMetaData();
    List<List<String>> table = new ArrayList<>();
    List<String> head = new ArrayList<>();
    for (int i = 1; i <= columns.getColumnCount(); i++) {
      head.add(columns.getColumnLabel(i));
    }
    table.add(head);
    while (rows.next()) {
      List<String> row = new ArrayList<>();
      for (int i = 1; i <= columns.getColumnCount(); i++) {
        row.add(String.valueOf(rows.getString(i)));
      }
      table.add(row);
    }
    return table;
  }

  private static void print(List<List<String>> table, PrintStream out) {
    int[] widths =
        IntStream.range(0, table.get(0).size())
            .map(i -> table.stream().mapToInt(row -> row.get(i).length()).max().orElse(0))
            .toArray();
    for (List<String> row : table) {
      StringBuilder line = new StringBuilder();
      for (int i = 0; i < widths.length; i++) {
        line.append(i == 0 ? "" : "  ").append(row.get(i));
        line.append(" ".repeat(widths[i] - row.get(i).length()));
      }
      out.println(line.toString().stripTrailing());
    }
  }
}
