package dev.barlake.databricks;

import java.io.IOException;
import java.io.InputStream;
import java.nio.charset.StandardCharsets;
import java.util.Arrays;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.regex.Pattern;
import org.apache.spark.sql.Row;
import org.apache.spark.sql.SparkSession;

/** The SQL files, and the parameters they are given as {@code :name}. */
final class Sql {
  private static final Pattern END_OF_STATEMENT = Pattern.compile(";\\s*(\\n|$)");
  private static final Pattern COMMENT = Pattern.compile("(?m)^\\s*--.*$");
  private static final Pattern REFERENCE = Pattern.compile(":reference\\b");

  private final SparkSession spark;
  private final Map<String, Object> parameters = new HashMap<>();

  Sql(SparkSession spark) {
    this.spark = spark;
  }

  Sql with(String name, Object value) {
    parameters.put(name, value);
    return this;
  }

  /** Runs files, statement by statement; those that need reference data only where it is told. */
  void run(String... files) {
    for (String file : files) {
      for (String statement : statements(read(file))) {
        if (parameters.get("reference") != null || !REFERENCE.matcher(statement).find()) {
          run(file, statement);
        }
      }
    }
  }

  private void run(String file, String statement) {
    try {
      // A query is evaluated too: it may be an assertion.
      spark.sql(statement, parameters).collectAsList();
    } catch (Exception e) {
      throw new LoadException(
          "Cannot run %s.sql: %s. Nothing is written down as loaded: the next load does all of it again"
              .formatted(file, e.getMessage()),
          e);
    }
  }

  Row row(String query) {
    return spark.sql(query).first();
  }

  /** Statements end with a semicolon at the end of a line. */
  static List<String> statements(String text) {
    return Arrays.stream(END_OF_STATEMENT.split(text))
        .map(String::strip)
        .filter(statement -> !COMMENT.matcher(statement).replaceAll("").isBlank())
        .toList();
  }

  private static String read(String file) {
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
