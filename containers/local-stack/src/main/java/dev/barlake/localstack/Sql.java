package dev.barlake.localstack;

import java.io.PrintStream;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.sql.Connection;
import java.sql.DriverManager;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.sql.Statement;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Properties;

/**
 * Runs one statement and prints its rows as they come: a look into a lake by DuckDB in memory, or
 * into the database of the environment, on a machine that has no other tool for it.
 */
public final class Sql {
  static final String HELP =
      """
      usage: ./barlake sql [--lake=<directory>] [--format=table|csv|json] "SELECT ..."
             ./barlake sql --mysql [--format=...] "SELECT ..."

      Runs one statement and prints its rows. With --lake there is a view for each kind of bars that
      the lake holds, and one of all: bars_5minute, bars_1day ..., bars; market_1day ... of whole
      market files. Their columns: ticker, window_start (UTC), open, high, low, close, volume, vwap,
      transactions, otc, trade_date, fetched_at; adjusted (true or false) and timespan. A filter on
      symbol, which equals ticker, reads the files of that ticker only.

        --lake=         a directory; a lake on S3 is read by DuckDB with its extension httpfs, see
                        transforms/README.md
        --format=       table (default), csv with a header, or json: one object a line
        --mysql         ask the database of RDS_DATABASE_HOST, _PORT, _DBNAME, _USER, _PASSWORD

      Examples:
        ./barlake sql --lake=bars "SELECT * FROM bars_1day WHERE ticker = 'AAPL' LIMIT 5"
        ./barlake sql --lake=bars "SELECT timespan, adjusted, count(*) FROM bars GROUP BY ALL"
        ./barlake sql --lake=bars --format=csv "FROM bars_1day WHERE adjusted" > bars.csv
        ./barlake sql --lake=bars "COPY (FROM bars_1day) TO 'all.parquet'"
      """;

  private Sql() {}

  /** What the command line says. */
  private record Wanted(Optional<String> lake, boolean mysql, SqlRows.Format format, String sql) {}

  /**
   * Exit codes: 0 done, 1 the statement was refused, 2 bad flags or no statement.
   *
   * @param args see {@code --help}
   */
  public static void main(String... args) {
    PrintStream out = new PrintStream(System.out, false, StandardCharsets.UTF_8);
    int code = run(args, System.getenv(), out, System.err);
    out.flush();
    System.exit(code);
  }

  static int run(String[] args, Map<String, String> environment, PrintStream out, PrintStream err) {
    if (List.of(args).contains("--help")) {
      out.print(HELP);
      return 0;
    }
    List<String> mistakes = new ArrayList<>();
    Wanted wanted = read(args, mistakes);
    if (!mistakes.isEmpty()) {
      mistakes.forEach(err::println);
      return 2;
    }
    List<String> views = new ArrayList<>();
    try (Connection connection = wanted.mysql() ? mysql(environment) : duckDb()) {
      if (wanted.lake().isPresent()) {
        views.addAll(LakeViews.create(connection, Path.of(wanted.lake().get())));
      }
      execute(connection, wanted, out);
      return 0;
    } catch (SQLException | IllegalArgumentException e) {
      err.println(e.getMessage());
      if (!wanted.mysql()) {
        err.println(
            views.isEmpty()
                ? "With --lake=<directory> there are views of its bars; see --help."
                : "Views of this lake: " + String.join(", ", views));
      }
      return 1;
    }
  }

  private static Wanted read(String[] args, List<String> mistakes) {
    Optional<String> lake = Optional.empty();
    boolean mysql = false;
    Optional<SqlRows.Format> format = Optional.of(SqlRows.Format.TABLE);
    List<String> statements = new ArrayList<>();
    for (String arg : args) {
      if (arg.equals("--mysql")) {
        mysql = true;
      } else if (arg.startsWith("--lake=")) {
        lake = Optional.of(arg.substring("--lake=".length()));
      } else if (arg.startsWith("--format=")) {
        format = SqlRows.Format.named(arg.substring("--format=".length()));
        if (format.isEmpty()) {
          mistakes.add(arg + " is none of table, csv, json");
        }
      } else if (arg.matches("--[A-Za-z]+(=.*)?")) {
        mistakes.add(arg.split("=", 2)[0] + ": there is no such flag; see --help");
      } else {
        statements.add(arg);
      }
    }
    if (statements.size() != 1) {
      mistakes.add(
          statements.isEmpty()
              ? "There is no statement: ./barlake sql --lake=bars \"SELECT ... FROM bars_1day\""
              : "There are %d statements: put yours in quotes".formatted(statements.size()));
    }
    if (lake.filter(path -> path.startsWith("s3://")).isPresent()) {
      mistakes.add(
          "--lake=%s: only directories here; DuckDB reads S3 with its extension httpfs, see transforms/README.md"
              .formatted(lake.get()));
    }
    if (lake.isPresent() && mysql) {
      mistakes.add("--lake and --mysql exclude each other");
    }
    return new Wanted(
        lake,
        mysql,
        format.orElse(SqlRows.Format.TABLE),
        statements.isEmpty() ? "" : statements.get(0));
  }

  private static void execute(Connection connection, Wanted wanted, PrintStream out)
      throws SQLException {
    try (Statement statement = connection.createStatement()) {
      if (wanted.mysql()) {
        // MySQL's driver holds all rows in memory but for this number.
        statement.setFetchSize(Integer.MIN_VALUE);
      }
      if (statement.execute(wanted.sql())) {
        try (ResultSet rows = statement.getResultSet()) {
          SqlRows.print(rows, wanted.format(), out);
        }
      } else {
        out.println("Done: " + Math.max(0, statement.getUpdateCount()) + " rows.");
      }
    }
  }

  private static Connection duckDb() throws SQLException {
    Properties streaming = new Properties();
    streaming.setProperty("jdbc_stream_results", "true");
    Connection connection = DriverManager.getConnection("jdbc:duckdb:", streaming);
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
}
