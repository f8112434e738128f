package dev.barlake.localstack;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.sql.Connection;
import java.sql.DriverManager;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.sql.Statement;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class MySqlServerTest {
  private static MySqlServer server;

  @BeforeAll
  static void start() {
    server = MySqlServer.start();
  }

  @AfterAll
  static void close() {
    server.close();
  }

  @Test
  void textOfAllLanguagesComesBack() throws Exception {
    try (Connection connection =
            DriverManager.getConnection(server.jdbcUrl(), MySqlServer.USER, MySqlServer.PASSWORD);
        Statement statement = connection.createStatement()) {
      statement.execute("CREATE TABLE t (name VARCHAR(50))");
      statement.execute("INSERT INTO t VALUES ('Zürich 株式 🚀')");
      try (ResultSet rows =
          statement.executeQuery("SELECT name, @@character_set_server, DATABASE() FROM t")) {
        assertThat(rows.next()).isTrue();
        assertThat(rows.getString(1)).isEqualTo("Zürich 株式 🚀");
        assertThat(rows.getString(2)).isEqualTo("utf8mb4");
        assertThat(rows.getString(3)).isEqualTo("reference");
      }
    }
  }

  @ParameterizedTest
  @CsvSource({"barlake, wrong", "barlake, ''", "root, ''", "nobody, ''", "'', ''"})
  void otherUsersAndPasswordsAreRefused(String user, String password) {
    assertThatThrownBy(() -> DriverManager.getConnection(server.jdbcUrl(), user, password))
        .isInstanceOf(SQLException.class)
        .hasMessageContaining("Access denied");
  }
}
