package dev.barlake.localstack;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.nio.file.Path;
import java.sql.Connection;
import java.sql.DriverManager;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.sql.Statement;
import java.util.List;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
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
  void itsPortIsNoneThatTheKernelGivesToWhoeverWantsAny() {
    assertThat(server.port()).isBetween(20_000, 31_999);
    assertThatThrownBy(() -> MySqlServer.start(server.await().port()))
        .hasMessage("Cannot start MySQL: port " + server.port() + " is taken");
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

  @Test
  void theReaderReadsAndMayNothingElse() throws Exception {
    execute("CREATE TABLE held (x INT)", "INSERT INTO held VALUES (7)");
    try (Connection connection =
            DriverManager.getConnection(
                server.jdbcUrl(), MySqlServer.READER, MySqlServer.READER_PASSWORD);
        Statement statement = connection.createStatement()) {
      try (ResultSet rows = statement.executeQuery("SELECT x FROM held")) {
        assertThat(rows.next()).isTrue();
        assertThat(rows.getInt(1)).isEqualTo(7);
      }
      for (String forbidden :
          List.of(
              "INSERT INTO held VALUES (8)",
              "DELETE FROM held",
              "CREATE TABLE mine (x INT)",
              "DROP TABLE held",
              "RENAME TABLE held TO taken")) {
        assertThatThrownBy(() -> statement.execute(forbidden))
            .as(forbidden)
            .isInstanceOf(SQLException.class)
            .hasMessageContaining("command denied");
      }
    }
  }

  @Test
  void connectionsAreEncryptedWithoutBeingAsked() throws Exception {
    assertThat(text("SHOW STATUS LIKE 'Ssl_cipher'", 2)).isNotEmpty();
  }

  @Test
  void whatWasCommittedIsThereAfterAKillAndARestart(@TempDir Path parent) throws Exception {
    try (MySqlServer own = MySqlServer.start(0, parent)) {
      String url = own.jdbcUrl();
      assertThat(own.dataDirectory()).startsWith(parent).isNotEmptyDirectory();
      try (Connection connection =
              DriverManager.getConnection(url, MySqlServer.USER, MySqlServer.PASSWORD);
          Statement statement = connection.createStatement()) {
        statement.execute("CREATE TABLE t (x INT)");
        statement.execute("INSERT INTO t VALUES (1), (2)");
        connection.setAutoCommit(false);
        statement.execute("INSERT INTO t VALUES (3)");

        own.kill();

        assertThatThrownBy(() -> statement.execute("SELECT 1")).isInstanceOf(SQLException.class);
      }
      assertThatThrownBy(
              () -> DriverManager.getConnection(url, MySqlServer.USER, MySqlServer.PASSWORD))
          .hasMessageContaining("Communications link failure");

      assertThat(own.restart().jdbcUrl()).isEqualTo(url);

      try (Connection connection =
              DriverManager.getConnection(url, MySqlServer.USER, MySqlServer.PASSWORD);
          Statement statement = connection.createStatement();
          ResultSet rows = statement.executeQuery("SELECT SUM(x) FROM t")) {
        assertThat(rows.next()).isTrue();
        assertThat(rows.getInt(1)).isEqualTo(3);
      }
      assertThatThrownBy(own::restart).hasMessageContaining("it is running");
    }
    assertThat(parent).isEmptyDirectory();
  }

  private static void execute(String... statements) throws SQLException {
    try (Connection connection =
            DriverManager.getConnection(server.jdbcUrl(), MySqlServer.USER, MySqlServer.PASSWORD);
        Statement statement = connection.createStatement()) {
      for (String sql : statements) {
        statement.execute(sql);
      }
    }
  }

  private static String text(String query, int column) throws SQLException {
    try (Connection connection =
            DriverManager.getConnection(server.jdbcUrl(), MySqlServer.USER, MySqlServer.PASSWORD);
        Statement statement = connection.createStatement();
        ResultSet rows = statement.executeQuery(query)) {
      assertThat(rows.next()).isTrue();
      return rows.getString(column);
    }
  }
}
