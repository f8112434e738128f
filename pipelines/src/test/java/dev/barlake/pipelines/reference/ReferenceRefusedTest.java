package dev.barlake.pipelines.reference;

import static org.assertj.core.api.Assertions.assertThat;

import dev.barlake.localstack.TestDatabase;
import dev.barlake.pipelines.aggregates.World;
import dev.barlake.pipelines.cli.ExitCode;
import java.io.IOException;
import java.net.InetAddress;
import java.net.ServerSocket;
import java.util.Arrays;
import java.util.List;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;

/** What the command says where it is not let in, and where it is asked for what cannot be. */
@Tag("database")
class ReferenceRefusedTest {
  private DatabaseWeather weather;

  @BeforeEach
  void begin() {
    weather = new DatabaseWeather(TestDatabase.empty());
  }

  @AfterEach
  void end() {
    weather.close();
  }

  @Test
  void aServerThatIsDownMayBeUpLater() throws IOException {
    int port;
    try (ServerSocket socket = new ServerSocket(0, 1, InetAddress.getLoopbackAddress())) {
      port = socket.getLocalPort();
    }
    String url = "jdbc:mysql://127.0.0.1:" + port + "/reference";
    World.Outcome outcome = weather.run("--jdbcUrl=" + url, "--jdbcUser=trader");
    assertThat(outcome.code()).isEqualTo(ExitCode.TRY_AGAIN_LATER);
    assertThat(outcome.err().strip())
        .startsWith(
            "Cannot connect to %s as trader: Communications link failure (Connection refused"
                .formatted(url))
        // A JDK newer than 17 has more to say of the refusal.
        .endsWith("); is the server up, and may this machine reach it?")
        .hasLineCount(1);
    assertThat(outcome.summary().path("error").asText()).isEqualTo(outcome.err().strip());
    assertThat(weather.api.requests()).as("nothing is asked for that cannot be kept").isEmpty();
  }

  @Test
  void aWrongPasswordIsAnErrorThatSaysWhereItComesFrom() {
    World.Outcome outcome = weather.run("--jdbcUser=nobody");
    assertThat(outcome.code()).isEqualTo(ExitCode.ERROR);
    assertThat(outcome.err())
        .startsWith(
            "Cannot connect to %s as nobody: Access denied for user 'nobody'"
                .formatted(weather.database.jdbcUrl()))
        .contains("check --jdbcUser and RDS_DATABASE_PASSWORD")
        .hasLineCount(1);
    assertThat(weather.database.tables()).isEmpty();
    assertThat(weather.api.requests()).isEmpty();
  }

  @Test
  void aDatabaseThatDoesNotExistIsNotMade() {
    String url = weather.database.jdbcUrl().replaceFirst("/[^/?]+(\\?.*)?$", "/elsewhere");
    World.Outcome outcome = weather.run("--jdbcUrl=" + url);
    assertThat(outcome.code()).isEqualTo(ExitCode.ERROR);
    assertThat(outcome.err())
        .startsWith("Cannot connect to %s as %s: ".formatted(url, weather.database.user()))
        .contains("elsewhere")
        // A user who owns one database is not told whether others exist.
        .containsAnyOf("does it exist? Else the user needs SELECT", "CREATE DATABASE")
        .hasLineCount(1);
  }

  @Test
  void allMistakesAreToldAtOnce() {
    World.Outcome outcome =
        DatabaseWeather.command(
            "--jdbcUrl=postgres://x/y",
            "--maxShrink=101",
            "--markets=stocks,bonds",
            "--corporateActions=v2",
            "--requestsPerMinute=soon",
            "--noSuchFlag=1");
    assertThat(outcome.code()).isEqualTo(ExitCode.BAD_OPTIONS);
    List<String> told = Arrays.asList(outcome.err().split("\n"));
    for (String mistake :
        List.of(
            "--jdbcUrl is not like jdbc:mysql://host:3306/name",
            "--jdbcUser (or RDS_DATABASE_USER)",
            "--maxShrink=101 is no percentage from 0 to 100",
            "--markets: 'bonds' is none of",
            "--corporateActions=v2 is not v1 or v3",
            "--requestsPerMinute=soon",
            "--noSuchFlag: there is no flag")) {
      assertThat(told).as(outcome.err()).anyMatch(line -> line.contains(mistake));
      assertThat(outcome.summary().path("error").asText()).contains(mistake);
    }
  }

  @Test
  void aPasswordInTheUrlIsRefusedAndNotRepeated() {
    World.Outcome outcome =
        weather.run("--jdbcUrl=jdbc:mysql://127.0.0.1:1/reference?password=hunter2");
    assertThat(outcome.code()).isEqualTo(ExitCode.BAD_OPTIONS);
    assertThat(outcome.err()).contains("--jdbcUrl must hold neither user nor password");
    assertThat(outcome.out() + outcome.err()).doesNotContain("hunter2");
  }
}
