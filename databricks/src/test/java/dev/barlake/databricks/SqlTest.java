package dev.barlake.databricks;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.regex.Pattern;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;

class SqlTest {
  private static final Path SQL = Path.of("src/main/sql");

  @Test
  void statementsEndWithASemicolonAtTheEndOfALine() {
    assertThat(
            Sql.statements(
                "-- a; comment\nSELECT ';' AS a;\n\n  SELECT 2\n  -- why\n;\n-- nothing more\n"))
        .containsExactly("-- a; comment\nSELECT ';' AS a", "SELECT 2\n  -- why");
  }

  /** One that is not named would be deployed and never run. */
  @Test
  void everyFileIsRunByTheMain() throws IOException {
    List<String> named = new ArrayList<>();
    try (Stream<Path> classes = Files.list(Path.of("src/main/java/dev/barlake/databricks"))) {
      for (Path file : classes.toList()) {
        Pattern.compile("\"((?:[0-9]{2}|V[0-9]+)_[a-z_]+)\"")
            .matcher(Files.readString(file))
            .results()
            .forEach(m -> named.add(m.group(1)));
      }
    }
    try (Stream<Path> files = Files.list(SQL)) {
      assertThat(files.map(file -> file.getFileName().toString().replace(".sql", "")))
          .isNotEmpty()
          .allMatch(named::contains, "named in a class");
    }
    assertThat(named).allMatch(name -> Files.exists(SQL.resolve(name + ".sql")), "a file");
  }

  /** A column that verify names otherwise, or gives another type, would be null in all tables. */
  @Test
  void verdictsAreReadAsVerifyWritesThem() throws IOException {
    String written =
        Files.readString(
            Path.of("../transforms/src/main/java/dev/barlake/verify/VerdictFile.java"));
    Map<String, String> types =
        Map.of(
            "STRING", "binary %s (STRING);",
            "BOOLEAN", "boolean %s;",
            "DATE", "int32 %s (DATE);",
            "BIGINT", "int64 %s;",
            "TIMESTAMP", "int64 %s (TIMESTAMP(MICROS,true));");
    List<String> columns = List.of(Lake.VERDICT.split(",", -1));
    assertThat(columns).hasSize(16);
    for (String column : columns) {
      List<String> parts = List.of(column.strip().split(" ", -1));
      assertThat(written).contains(types.get(parts.get(1)).formatted(parts.get(0)));
    }
  }
}
