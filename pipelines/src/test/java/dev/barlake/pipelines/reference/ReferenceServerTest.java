package dev.barlake.pipelines.reference;

import static org.assertj.core.api.Assertions.assertThat;

import dev.barlake.localstack.MySqlServer;
import dev.barlake.localstack.TestDatabase;
import dev.barlake.pipelines.aggregates.Relay;
import dev.barlake.pipelines.aggregates.World;
import dev.barlake.pipelines.cli.ExitCode;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/**
 * What can be done only to a server that a test has for itself: killing it, and entering as others.
 */
class ReferenceServerTest {
  private static MySqlServer server;
  private static DatabaseWeather weather;

  private List<List<List<String>>> before;

  @TempDir Path dir;

  @BeforeAll
  static void begin() {
    server = MySqlServer.start();
    weather = new DatabaseWeather(TestDatabase.of(server));
    DatabaseWeather.requireDone(weather.run());
  }

  @AfterAll
  static void end() {
    weather.close();
    server.close();
  }

  @BeforeEach
  void aNewDay() {
    weather.newDay();
    before = weather.contents();
  }

  @ParameterizedTest
  @ValueSource(strings = {"DirectRunner", "FlinkRunner"})
  void aServerThatDiesAndComesBackIsWaitedFor(String runner) throws Exception {
    HeldLoad.prepare(weather);
    CompletableFuture<World.Outcome> run = weather.start("--runner=" + runner);
    HeldLoad held = HeldLoad.await(weather);
    server.kill();
    server.restart();
    held.close();
    DatabaseWeather.requireDone(run.get(3, TimeUnit.MINUTES));
    weather.requireMarketsRows();
    assertThat(weather.leftovers()).isEmpty();
    assertThat(weather.status()).isEqualTo("done");
  }

  @Test
  void aServerThatStaysAwayWhileItIsLoadedHasTheOldTablesWhenItIsBack() throws Exception {
    HeldLoad.prepare(weather);
    CompletableFuture<World.Outcome> run =
        weather.start(Duration.ofSeconds(1), "--runner=FlinkRunner");
    HeldLoad held = HeldLoad.await(weather);
    server.kill();
    World.Outcome outcome = run.get(2, TimeUnit.MINUTES);
    assertThat(outcome.code()).as(outcome.err()).isEqualTo(ExitCode.TRY_AGAIN_LATER);
    assertThat(outcome.err())
        .contains(
            "Cannot load the reference lists into %s as %s: "
                .formatted(weather.database.jdbcUrl(), weather.database.user()),
            "is the server up, and may this machine reach it?");

    server.restart();
    held.close();
    assertThat(weather.contents()).isEqualTo(before);
    assertThat(weather.leftovers()).hasSize(5);
    assertThat(weather.status()).isEqualTo("running");
    weather.requireNextRunIsRight();
  }

  @Test
  void aGoodRunEndsItsConnectionsByItself() throws Exception {
    long aborted = counter("Aborted_clients");
    String others =
        "SELECT COUNT(*) FROM information_schema.processlist WHERE id <> CONNECTION_ID()";
    String before = weather.database.value(others);
    World.Outcome outcome =
        ReferenceProcess.start(dir, Map.of(), weather.flags("--runner=FlinkRunner")).outcome();
    DatabaseWeather.requireDone(outcome);
    DatabaseWeather.await(
        "end of its connections", () -> weather.database.value(others).equals(before));
    assertThat(counter("Aborted_clients")).isEqualTo(aborted);
  }

  /** On Flink, whose first failing worker ends the job. */
  @Test
  void aServerThatFallsSilentIsNotWaitedForForever() throws Exception {
    HeldLoad.prepare(weather);
    World.Outcome outcome;
    try (Relay relay = Relay.to(server.port())) {
      String url =
          weather.database.jdbcUrl().replace(":" + server.port(), ":" + relay.port())
              + "?socketTimeout=2000";
      CompletableFuture<World.Outcome> run =
          weather.start(Duration.ofSeconds(1), "--jdbcUrl=" + url, "--runner=FlinkRunner");
      try (HeldLoad held = HeldLoad.await(weather)) {
        relay.fallSilent();
        outcome = run.get(1, TimeUnit.MINUTES);
        assertThat(held.loaders()).as("what the server still has to do").isNotEmpty();
      }
      assertThat(outcome.code()).as(outcome.err()).isEqualTo(ExitCode.TRY_AGAIN_LATER);
      assertThat(outcome.err())
          .contains(
              "Cannot load the reference lists into %s as %s: "
                  .formatted(url, weather.database.user()),
              "is the server up, and may this machine reach it?");
    }
    DatabaseWeather.await(
        "end of the refresh's connection",
        () ->
            weather
                .database
                .value("SELECT IS_FREE_LOCK(CONCAT('barlake/', SHA2(DATABASE(), 224)))")
                .equals("1"));
    assertThat(weather.contents()).isEqualTo(before);
    weather.requireNextRunIsRight();
  }

  @Test
  void allConnectionsAreEncryptedWithoutBeingAsked() {
    long connections = counter("Connections");
    long encrypted = counter("Ssl_finished_accepts");
    DatabaseWeather.requireDone(weather.run());
    assertThat(counter("Connections") - connections)
        .as("for the refresh and for its schema, beside those of the pool")
        .isGreaterThan(1)
        .isEqualTo(counter("Ssl_finished_accepts") - encrypted);
  }

  private long counter(String name) {
    return Long.parseLong(
        weather.database.query("SHOW GLOBAL STATUS LIKE '%s'".formatted(name)).get(0).get(1));
  }

  @Test
  void aUserWhoMayOnlyReadIsToldWhatIsMissing() throws Exception {
    List<List<String>> log = weather.database.query("SELECT * FROM reference_refreshes");
    World.Outcome outcome =
        ReferenceProcess.start(
                dir,
                Map.of("RDS_DATABASE_PASSWORD", MySqlServer.READER_PASSWORD),
                weather.flags("--jdbcUser=" + MySqlServer.READER))
            .outcome();
    assertThat(outcome.code()).as(outcome.err()).isEqualTo(ExitCode.ERROR);
    assertThat(outcome.err())
        .startsWith(
            "Cannot prepare the refresh in %s as reader: ".formatted(weather.database.jdbcUrl()))
        .contains(
            "command denied to user", "; the user needs SELECT, INSERT, UPDATE, DELETE, CREATE")
        .hasLineCount(1);
    assertThat(weather.contents()).isEqualTo(before);
    assertThat(weather.database.query("SELECT * FROM reference_refreshes")).isEqualTo(log);
    assertThat(weather.leftovers()).isEmpty();
  }
}
