package dev.barlake.databricks;

import static org.assertj.core.api.Assertions.assertThat;

import dev.barlake.localstack.MarketSimulator;
import dev.barlake.localstack.MySqlServer;
import dev.barlake.localstack.TestDatabase;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;

/** A market, with a lake and a database that the jobs fill as processes of their own. */
final class LakeWorld implements AutoCloseable {
  private static final Path PIPELINES = Path.of("..", "pipelines", "target");

  final MarketSimulator api = MarketSimulator.start();
  final Path lake;
  private final MySqlServer server = MySqlServer.start();
  final TestDatabase database = TestDatabase.of(server);

  LakeWorld(Path lake) {
    this.lake = lake;
    refreshReference();
  }

  /** Runs {@code aggregates} to its end. */
  void aggregates(String[] flags, String... more) {
    List<String> all = new ArrayList<>(List.of("--lake=" + lake));
    all.addAll(List.of(flags));
    all.addAll(List.of(more));
    job("Aggregates", all);
  }

  /** Runs {@code reference} to its end. */
  void refreshReference() {
    job("Reference", List.of("--jdbcUrl=" + database.jdbcUrl(), "--jdbcUser=" + database.user()));
  }

  private void job(String main, List<String> flags) {
    List<String> command =
        new ArrayList<>(
            List.of(
                Path.of(System.getProperty("java.home"), "bin", "java").toString(),
                "-XX:+UseSerialGC",
                "-XX:TieredStopAtLevel=1",
                "-cp",
                PIPELINES.resolve("barlake-pipelines.jar") + ":" + PIPELINES.resolve("lib") + "/*",
                "dev.barlake.pipelines." + main,
                "--apiBaseUrl=" + api.url(),
                "--requestsPerMinute=100000",
                "--parallelism=4",
                "--runner=DirectRunner"));
    command.addAll(flags);
    try {
      Path log = Files.createTempFile("barlake-job", ".log");
      Process job =
          new ProcessBuilder(command)
              .redirectErrorStream(true)
              .redirectOutput(log.toFile())
              .start();
      assertThat(job.waitFor()).as(Files.readString(log)).isZero();
      Files.delete(log);
    } catch (IOException e) {
      throw new UncheckedIOException("Cannot run " + command, e);
    } catch (InterruptedException e) {
      throw new IllegalStateException("Interrupted while a job ran", e);
    }
  }

  @Override
  public void close() {
    api.close();
    server.close();
  }
}
