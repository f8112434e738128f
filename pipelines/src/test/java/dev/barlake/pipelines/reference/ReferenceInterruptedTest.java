package dev.barlake.pipelines.reference;

import static org.assertj.core.api.Assertions.assertThat;

import dev.barlake.localstack.TestDatabase;
import dev.barlake.pipelines.aggregates.World;
import dev.barlake.pipelines.cli.ExitCode;
import java.nio.file.Path;
import java.sql.Connection;
import java.sql.Statement;
import java.util.List;
import java.util.Map;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** A refresh that is ended in the middle leaves the tables whole, and the next one does it all. */
@Tag("database")
class ReferenceInterruptedTest {
  private static DatabaseWeather weather;

  private List<List<List<String>>> before;

  @TempDir Path dir;

  @BeforeAll
  static void begin() {
    weather = new DatabaseWeather(TestDatabase.empty());
    DatabaseWeather.requireDone(weather.run());
  }

  @AfterAll
  static void end() {
    weather.close();
  }

  @BeforeEach
  void aNewDay() {
    weather.newDay();
    before = weather.contents();
  }

  @ParameterizedTest
  @ValueSource(strings = {"DirectRunner", "FlinkRunner"})
  void loadersWhoseConnectionsAreKilledGoOnWithOthers(String runner) throws Exception {
    HeldLoad.prepare(weather);
    CompletableFuture<World.Outcome> run = weather.start("--runner=" + runner);
    try (HeldLoad held = HeldLoad.await(weather)) {
      List<String> killed = held.loaders();
      killed.forEach(id -> weather.database.execute("KILL " + id));
      DatabaseWeather.await(
          "others", () -> held.loaders().stream().anyMatch(loader -> !killed.contains(loader)));
    }
    DatabaseWeather.requireDone(run.get(2, TimeUnit.MINUTES));
    weather.requireMarketsRows();
    assertThat(weather.leftovers()).isEmpty();
  }

  @Test
  void ofTwoAtOnceOneWinsAndOneThatIsKilledWhileItLoadsHarmsNobody() throws Exception {
    HeldLoad.prepare(weather);
    ReferenceProcess first = ReferenceProcess.start(dir, Map.of(), weather.flags());
    try (HeldLoad held = HeldLoad.await(weather)) {
      World.Outcome second = weather.run();
      assertThat(second.code()).as(second.err()).isEqualTo(ExitCode.TRY_AGAIN_LATER);
      assertThat(second.err())
          .contains(
              "Cannot refresh %s as %s: another refresh is under way"
                  .formatted(weather.database.jdbcUrl(), weather.database.user()));
      assertThat(held.loaders()).as("the first one's").isNotEmpty();
      first.kill();
    }
    assertThat(weather.contents()).isEqualTo(before);
    assertThat(weather.leftovers()).hasSize(5);
    assertThat(weather.status()).isEqualTo("running");
    weather.requireNextRunIsRight();
    assertThat(
            weather.database.query(
                "SELECT status FROM reference_refreshes WHERE table_name = 'splits' ORDER BY id DESC LIMIT 2"))
        .containsExactly(List.of("done"), List.of("interrupted"));
  }

  @Test
  void killedBetweenLoadAndSwapItLeavesTheOldTables() throws Exception {
    ReferenceProcess process;
    try (Connection reader = weather.database.connect();
        Statement statement = reader.createStatement()) {
      reader.setAutoCommit(false);
      statement.executeQuery("SELECT COUNT(*) FROM tickers").close();
      process = ReferenceProcess.start(dir, Map.of(), weather.flags());
      DatabaseWeather.await("swap", () -> !weather.connections("RENAME TABLE").isEmpty());
      process.kill();
      // The server does not know yet that nobody waits for the swap any more.
      DatabaseWeather.await("end", () -> weather.connections("RENAME TABLE").isEmpty());
    }
    assertThat(weather.contents()).isEqualTo(before);
    assertThat(weather.leftovers()).hasSize(5);
    weather.requireNextRunIsRight();
  }
}
