package dev.barlake.localstack;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.sql.Connection;
import java.sql.SQLException;
import java.sql.Statement;
import java.util.ArrayList;
import java.util.List;
import java.util.stream.Collectors;
import java.util.stream.Stream;

/** Views of a lake in a directory, for DuckDB. */
final class LakeViews {
  /** Bars by ticker, and whole markets by date. */
  private static final List<String> TREES = List.of("bars", "market");

  private LakeViews() {}

  /**
   * Creates a view for each kind of bars that there is, {@code bars_5minute}, and one of each tree,
   * {@code bars}: files of two kinds have different keys in their paths, so no one pattern reads
   * both. What {@code verify} found is {@code verdicts}.
   *
   * @return their names
   * @throws IllegalArgumentException if it is no lake
   */
  static List<String> create(Connection connection, Path lake) throws SQLException {
    List<String> views = new ArrayList<>();
    try (Statement statement = connection.createStatement()) {
      for (String tree : TREES) {
        List<String> kinds = kinds(lake.resolve(tree));
        for (String kind : kinds) {
          String files = lake.resolve(tree).resolve("timespan=" + kind) + "/**/*.parquet";
          statement.execute(
              ("CREATE VIEW %s AS SELECT * REPLACE (adjusted = 'true' AS adjusted) FROM"
                      + " read_parquet('%s', hive_partitioning = true, hive_types_autocast = false)")
                  .formatted(quoted(tree + "_" + kind), files.replace("'", "''")));
          views.add(tree + "_" + kind);
        }
        if (!kinds.isEmpty()) {
          statement.execute(
              kinds.stream()
                  .map(kind -> "SELECT * FROM " + quoted(tree + "_" + kind))
                  .collect(
                      Collectors.joining(
                          " UNION ALL BY NAME ", "CREATE VIEW %s AS ".formatted(tree), "")));
          views.add(tree);
        }
      }
    }
    Path verdicts = lake.resolve("_verify");
    if (!kinds(verdicts).isEmpty()) {
      try (Statement statement = connection.createStatement()) {
        statement.execute(
            ("CREATE VIEW verdicts AS SELECT * FROM read_parquet('%s/timespan=*/*/verdicts.parquet',"
                    + " hive_partitioning = true, hive_types_autocast = false)")
                .formatted(verdicts.toString().replace("'", "''")));
      }
      views.add("verdicts");
    }
    if (views.isEmpty()) {
      throw new IllegalArgumentException(
          "There are no bars at %s: is it the --lake of a run?".formatted(lake.toAbsolutePath()));
    }
    return views;
  }

  /** As {@code 5minute}, sorted. */
  private static List<String> kinds(Path tree) {
    if (!Files.isDirectory(tree)) {
      return List.of();
    }
    try (Stream<Path> children = Files.list(tree)) {
      return children
          .map(path -> path.getFileName().toString())
          .filter(name -> name.matches("timespan=[0-9]+[a-z]+"))
          .map(name -> name.substring("timespan=".length()))
          .sorted()
          .toList();
    } catch (IOException e) {
      throw new IllegalArgumentException("Cannot list %s: %s".formatted(tree, e.getMessage()), e);
    }
  }

  private static String quoted(String name) {
    return '"' + name + '"';
  }
}
