package dev.barlake.database;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.barlake.localstack.TestDatabase;
import java.sql.Connection;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.sql.Statement;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/** What every session has, whatever the server's own settings and the URL's are. */
@Tag("database")
class DatabaseTest {
  @ParameterizedTest
  @CsvSource({
    "'', 28800",
    "?sessionVariables=wait_timeout=77, 77",
    "?connectTimeout=5000&sessionVariables=wait_timeout=77, 77"
  })
  void sessionsAreStrictAndInUtc(String parameters, String waitTimeout) throws SQLException {
    try (Connection connection = connect(parameters)) {
      assertThat(value(connection, "SELECT @@sql_mode")).contains("STRICT_ALL_TABLES");
      assertThat(value(connection, "SELECT @@time_zone")).isIn("UTC", "+00:00");
      if (!parameters.isEmpty()) {
        assertThat(value(connection, "SELECT @@wait_timeout")).isEqualTo(waitTimeout);
      }
    }
  }

  @Test
  void aValueThatDoesNotFitIsAnErrorEvenIfTheTableHasNoTransactions() throws SQLException {
    try (Connection connection = connect("");
        Statement statement = connection.createStatement()) {
      statement.execute("CREATE TABLE narrow (text VARCHAR(2)) ENGINE = MyISAM");
      assertThatThrownBy(() -> statement.execute("INSERT INTO narrow VALUES ('ok'), ('long')"))
          .isInstanceOf(SQLException.class)
          .hasMessageContaining("Data too long");
    }
  }

  @Test
  void whoNamesASqlModeGetsIt() throws SQLException {
    try (Connection connection = connect("?sessionVariables=sql_mode='ANSI_QUOTES'")) {
      assertThat(value(connection, "SELECT @@sql_mode")).doesNotContain("STRICT_ALL_TABLES");
    }
  }

  private static Connection connect(String parameters) {
    TestDatabase shared = TestDatabase.empty();
    return new Database(shared.jdbcUrl() + parameters, shared.user()).connect();
  }

  private static String value(Connection connection, String sql) throws SQLException {
    try (Statement statement = connection.createStatement();
        ResultSet rows = statement.executeQuery(sql)) {
      rows.next();
      return rows.getString(1);
    }
  }
}
