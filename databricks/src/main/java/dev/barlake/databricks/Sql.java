package dev.barlake.databricks;

import java.io.IOException;
import java.io.InputStream;
import java.nio.charset.StandardCharsets;
import java.util.Arrays;
import java.util.Collection;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.regex.Pattern;
import java.util.stream.Collectors;
import org.apache.spark.sql.Dataset;
import org.apache.spark.sql.Row;
import org.apache.spark.sql.SparkSession;

/**
 * The SQL files, and the parameters they are given as {@code :name}. A list, as {@code {name}},
 * stands in the text itself: only so does Delta pass by the files that have none of it.
 */
final class Sql {
  private static final Pattern END_OF_STATEMENT = Pattern.compile(";\\s*(\\n|$)");
  private static final Pattern COMMENT = Pattern.compile("(?m)^\\s*--.*$");

  private final SparkSession spark;
  private final Map<String, Object> parameters = new HashMap<>();
  private final Map<String, String> lists = new HashMap<>();

  Sql(SparkSession spark) {
    this.spark = spark;
  }

  Sql with(String name, Object value) {
    parameters.put(name, value);
    return this;
  }

  Sql withList(String name, Collection<String> values) {
    lists.put(
        "{" + name + "}",
        values.isEmpty()
            ? "NULL"
            : values.stream()
                .map(value -> "'" + value.replace("\\", "\\\\").replace("'", "\\'") + "'")
                .collect(Collectors.joining(", ")));
    return this;
  }

  /** Runs files, statement by statement. */
  void run(String... files) {
    for (String file : files) {
      for (String statement : statements(read(file))) {
        // A query is evaluated too: it may be an assertion.
        query(file, statement).collectAsList();
      }
    }
  }

  /** The rows of a file that holds one query. */
  Dataset<Row> query(String file) {
    return query(file, statements(read(file)).get(0));
  }

  private Dataset<Row> query(String file, String statement) {
    String text = statement;
    for (Map.Entry<String, String> list : lists.entrySet()) {
      text = text.replace(list.getKey(), list.getValue());
    }
    try {
      return spark.sql(text, parameters);
    } catch (Exception e) {
      throw new LoadException(
          "Cannot run %s.sql: %s. The next load goes on from here".formatted(file, e.getMessage()),
          e);
    }
  }

  /** Makes a view of a query; of its columns only, if there is nothing to search for. */
  static void view(Dataset<Row> query, boolean empty, String name) {
    Dataset<Row> rows =
        empty ? query.sparkSession().createDataFrame(List.of(), query.schema()) : query;
    rows.createOrReplaceTempView(name);
  }

  /** The first row of a query that has the same parameters. */
  Row row(String query) {
    return spark.sql(query, parameters).first();
  }

  /** Statements end with a semicolon at the end of a line. */
  static List<String> statements(String text) {
    return Arrays.stream(END_OF_STATEMENT.split(text))
        .map(String::strip)
        .filter(statement -> !COMMENT.matcher(statement).replaceAll("").isBlank())
        .toList();
  }

  static String read(String file) {
    String name = file + ".sql";
    try (InputStream in = Sql.class.getResourceAsStream(name)) {
      if (in == null) {
        throw new LoadException("Cannot find " + name + " in the jar: build it again", null);
      }
      return new String(in.readAllBytes(), StandardCharsets.UTF_8);
    } catch (IOException e) {
      throw new LoadException("Cannot read " + name + " from the jar", e);
    }
  }
}
