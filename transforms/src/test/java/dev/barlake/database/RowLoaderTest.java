package dev.barlake.database;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.barlake.localstack.TestDatabase;
import java.sql.Connection;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.sql.Statement;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** Both ways of loading rows: the server reads them, or it does not allow that. */
@Tag("database")
class RowLoaderTest {
  private static final String READ = "";
  private static final String NOT_READ = "?allowLoadLocalInfile=false";

  private final List<String> columns = List.of("name", "price", "at", "note");
  private TestDatabase database;

  @BeforeEach
  void createTable() throws SQLException {
    database = TestDatabase.empty();
    try (Connection connection = connect(READ);
        Statement statement = connection.createStatement()) {
      statement.execute(
          """
          CREATE TABLE prices (
            name VARCHAR(40) CHARACTER SET utf8mb4 COLLATE utf8mb4_bin NOT NULL,
            price DOUBLE, at DATETIME(6), note TEXT CHARACTER SET utf8mb4 COLLATE utf8mb4_bin,
            PRIMARY KEY (name)) ENGINE = InnoDB""");
    }
  }

  @ParameterizedTest
  @ValueSource(strings = {READ, NOT_READ})
  void whateverATextHoldsComesBack(String parameters) throws SQLException {
    List<String> texts =
        Arrays.asList(
            "a\tb",
            "line\nline\r\n",
            "back\\slash\\",
            "\\N",
            "N",
            "NULL",
            "",
            "'\"`",
            "a\0b",
            "😀 é 株",
            "\\",
            "\\t",
            "\u001a",
            null,
            " space ");
    Rows rows = new Rows();
    for (int n = 0; n < texts.size(); n++) {
      rows.add("n%02d".formatted(n), Integer.toString(n), null, texts.get(n));
    }
    load(parameters, rows);
    assertThat(column("note")).isEqualTo(texts);
    assertThat(column("at")).containsOnlyNulls();
  }

  @ParameterizedTest
  @ValueSource(strings = {READ, NOT_READ})
  void numbersAndTimesComeBackToTheBit(String parameters) throws SQLException {
    double[] numbers = {0.1, 1.0 / 3, 1e-300, Double.MAX_VALUE, Double.MIN_NORMAL, -0.5, 5e15 + 1};
    Rows rows = new Rows();
    for (double number : numbers) {
      rows.add("p" + number, Double.toString(number), "2024-03-10 06:59:59.999000", "");
    }
    rows.sortByKey(1);
    load(parameters, rows);
    List<Double> read = new ArrayList<>();
    try (Connection connection = connect(READ);
        Statement statement = connection.createStatement();
        ResultSet found = statement.executeQuery("SELECT name, price FROM prices")) {
      while (found.next()) {
        assertThat("p" + found.getDouble("price")).isEqualTo(found.getString("name"));
        read.add(found.getDouble("price"));
      }
    }
    assertThat(read).hasSize(numbers.length);
    assertThat(column("at")).containsOnly("2024-03-10 06:59:59.999000");
  }

  @ParameterizedTest
  @ValueSource(strings = {READ, NOT_READ})
  void aRowTakesThePlaceOfTheOneWithItsKey(String parameters) throws SQLException {
    load(parameters, rows("a", "1"));
    load(parameters, rows("a", "2"));
    assertThat(column("price")).containsExactly("2.0");
  }

  /** A server that reads rows by itself would make 0 of it, with a warning. */
  @ParameterizedTest
  @ValueSource(strings = {READ, NOT_READ})
  void aValueThatDoesNotFitIsAnErrorAndChangesNothing(String parameters) throws SQLException {
    load(parameters, rows("a", "1"));
    Rows odd = rows("b", "2");
    odd.add("c", "no number", null, "");
    assertThatThrownBy(() -> load(parameters, odd))
        .isInstanceOf(SQLException.class)
        .hasMessageContaining("price");
    Rows wide = rows("a name of more than forty characters in all", "2");
    assertThatThrownBy(() -> load(parameters, wide)).isInstanceOf(SQLException.class);
    assertThat(column("name")).containsExactly("a");
  }

  @Test
  void aServerThatAsksForAFileGetsNone() throws SQLException {
    try (Connection connection = connect(READ);
        Statement statement = connection.createStatement()) {
      assertThatThrownBy(
              () -> statement.execute("LOAD DATA LOCAL INFILE '/etc/hostname' INTO TABLE prices"))
          .isInstanceOf(SQLException.class);
    }
  }

  @Test
  void rowsAreSortedByTheirKeyAndNotByWhatFollows() {
    Rows rows = new Rows();
    rows.add("b", "1", "z");
    rows.add("a", "2", "y");
    rows.add("a", "1", "x");
    rows.sortByKey(2);
    assertThat(rows.all()).map(row -> row[2]).containsExactly("x", "y", "z");
  }

  private static Rows rows(String name, String price) {
    Rows rows = new Rows();
    rows.add(name, price, null, "");
    return rows;
  }

  private void load(String parameters, Rows rows) throws SQLException {
    try (Connection connection = connect(parameters)) {
      connection.setAutoCommit(false);
      new RowLoader("prices", columns).load(connection, rows);
      connection.commit();
    }
  }

  private List<String> column(String name) throws SQLException {
    List<String> values = new ArrayList<>();
    try (Connection connection = connect(READ);
        Statement statement = connection.createStatement();
        ResultSet rows =
            statement.executeQuery("SELECT %s FROM prices ORDER BY name".formatted(name))) {
      while (rows.next()) {
        values.add(rows.getString(1));
      }
    }
    return values;
  }

  private Connection connect(String parameters) {
    return new Database(database.jdbcUrl() + parameters, database.user()).connect();
  }
}
