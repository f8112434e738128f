package dev.barlake.databricks;

import static org.assertj.core.api.Assertions.assertThat;

import dev.barlake.localstack.MarketSimulator;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.UUID;
import org.apache.spark.sql.Row;

/** A market, a lake that the bars job fills as a process of its own, and a schema of tables. */
final class LakeWorld implements AutoCloseable {
  private static final Path PIPELINES = Path.of("..", "pipelines", "target");

  final MarketSimulator api = MarketSimulator.start();
  final Path lake;
  final String schema = "market_" + UUID.randomUUID().toString().substring(0, 8);
  final List<String> reference = new ArrayList<>();

  LakeWorld(Path lake) {
    this.lake = lake;
  }

  /** Runs {@code aggregates} to its end; returns its exit code. */
  int aggregates(String... flags) {
    return job("Aggregates", flags, "--lake=" + lake);
  }

  int reference(String... flags) {
    return job("Reference", flags);
  }

  private int job(String main, String[] flags, String... more) {
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
    command.addAll(List.of(more));
    command.addAll(List.of(flags));
    try {
      Path log = Files.createTempFile("barlake-job", ".log");
      int code =
          new ProcessBuilder(command)
              .redirectErrorStream(true)
              .redirectOutput(log.toFile())
              .start()
              .waitFor();
      assertThat(code).as(Files.readString(log)).isIn(0, 3);
      Files.delete(log);
      return code;
    } catch (IOException e) {
      throw new UncheckedIOException("Cannot run " + command, e);
    } catch (InterruptedException e) {
      throw new IllegalStateException(e);
    }
  }

  Summary load() {
    List<String> flags =
        new ArrayList<>(List.of("--lake=" + lake, "--catalog=main", "--schema=" + schema));
    flags.addAll(reference);
    return LakeTables.load(TestSpark.session(), Settings.of(flags.toArray(String[]::new)));
  }

  /** The rows of a query, with this world's schema as the current one. */
  List<Row> rows(String query) {
    TestSpark.session().sql("USE main." + schema);
    return TestSpark.session().sql(query).collectAsList();
  }

  @Override
  public void close() {
    api.close();
    TestSpark.session().sql("DROP SCHEMA IF EXISTS main." + schema + " CASCADE");
  }
}
