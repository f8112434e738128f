package dev.barlake.pipelines.aggregates;

import java.sql.Connection;
import java.sql.DriverManager;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.sql.Statement;

/**
 * For scripts: whether two lakes hold the same bars in the same files, by DuckDB. Only when a bar
 * was fetched may differ. A third argument names the tree, {@code bars} or {@code market}. Exit
 * code 1 if they differ, or if there is none.
 */
final class SameBars {
  private SameBars() {}

  public static void main(String... lakes) throws SQLException {
    String tree = lakes.length > 2 ? lakes[2] : "bars";
    try (Connection connection = DriverManager.getConnection("jdbc:duckdb:");
        Statement statement = connection.createStatement()) {
      for (int i = 0; i < 2; i++) {
        statement.execute(
            """
            CREATE TABLE lake%1$d AS SELECT * EXCLUDE (fetched_at, filename),
              regexp_extract(filename, '/%3$s/timespan=.*') AS file
            FROM read_parquet('%2$s/%3$s/**/*.parquet', hive_partitioning = false, filename = true)
            """
                .formatted(i, lakes[i], tree));
      }
      long bars = number(statement, "SELECT count(*) FROM lake0");
      long files = number(statement, "SELECT count(DISTINCT file) FROM lake0");
      long onlyLeft = number(statement, "SELECT count(*) FROM (FROM lake0 EXCEPT ALL FROM lake1)");
      long onlyRight = number(statement, "SELECT count(*) FROM (FROM lake1 EXCEPT ALL FROM lake0)");
      System.out.printf(
          "%,d bars in %,d files; only left: %,d, only right: %,d%n",
          bars, files, onlyLeft, onlyRight);
      System.exit(bars > 0 && onlyLeft == 0 && onlyRight == 0 ? 0 : 1);
    }
  }

  private static long number(Statement statement, String sql) throws SQLException {
    try (ResultSet rows = statement.executeQuery(sql)) {
      rows.next();
      return rows.getLong(1);
    }
  }
}
