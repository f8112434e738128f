package dev.barlake.pipelines.aggregates;

import static org.assertj.core.api.Assertions.assertThat;

import dev.barlake.localstack.MarketSimulator;
import dev.barlake.pipelines.cli.ExitCode;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.TimeUnit;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** A job that is killed leaves whole files behind, and the same command again does the rest. */
class AggregatesResumeTest {
  private static final String FROM = "2022-01-03";
  private static final String TO = "2024-03-28";

  @TempDir Path dir;

  @ParameterizedTest
  @ValueSource(ints = {3, 40})
  void killedAtAnyMomentItGoesOnWhereItWas(int filesBeforeTheKill) throws Exception {
    MarketSimulator api = MarketSimulator.builder().latency(Duration.ofMillis(100)).start();
    try (World world = new World(api, dir.resolve("lake"))) {
      Process job = start(world);
      waitForFiles(world, filesBeforeTheKill, job);
      job.destroyForcibly().waitFor();
      long left = partitionFiles(world);
      assertThat(left).isBetween((long) filesBeforeTheKill, 53L);

      api.clearRequests();
      World.Outcome again = world.run(flags());

      assertThat(again.code()).as(again.out() + again.err()).isEqualTo(ExitCode.DONE);
      assertThat(again.count("skipped")).isEqualTo(left);
      assertThat(again.count("files")).isEqualTo(54 - left);
      for (String ticker : List.of("KO", "BRK.B")) {
        assertThat(world.reader().bars(ticker, "1hour", false))
            .isEqualTo(world.truth(ticker, 1, "hour", false, FROM, TO, World.NEW_YORK));
      }
    }
  }

  @Test
  void progressIsDurableAndASigtermEndsItAtOnceSaysSoAndLeavesNoScratch() throws Exception {
    MarketSimulator api = MarketSimulator.builder().latency(Duration.ofMillis(100)).start();
    try (World world = new World(api, dir.resolve("lake"))) {
      Process job = start(world);
      waitForFiles(world, 10, job);
      // Files of the first pieces are there, and the last pieces are not even asked for.
      assertThat(api.requests()).hasSizeLessThan(28);
      job.destroy();

      assertThat(job.waitFor(20, TimeUnit.SECONDS)).isTrue();
      assertThat(job.exitValue()).isEqualTo(128 + 15);
      assertThat(Files.readAllLines(dir.resolve("job.log")))
          .containsOnlyOnce(
              "Stopped by a signal. What is written is whole; the same command does the rest.")
          .noneMatch(line -> line.contains("exitCode") || line.contains("Exception"));
      assertThat(scratch()).isEmptyDirectory();
      long left = partitionFiles(world);
      World.Outcome again = world.run(flags());
      assertThat(again.count("skipped")).isEqualTo(left);
      assertThat(again.count("files")).isEqualTo(54 - left);
    }
  }

  private static String[] flags() {
    return new String[] {
      "--tickers=KO,BRK.B", "--timespan=hour", "--adjusted=false", "--from=" + FROM, "--to=" + TO
    };
  }

  /** The job as a process of its own, on embedded Flink. */
  private Process start(World world) throws IOException {
    List<String> command =
        new ArrayList<>(
            List.of(
                Path.of(System.getProperty("java.home"), "bin", "java").toString(),
                "-Xmx256m",
                "-XX:+UseSerialGC",
                "-XX:TieredStopAtLevel=1",
                "-Djava.io.tmpdir=" + Files.createDirectories(scratch()),
                "-cp",
                System.getProperty(
                    "surefire.test.class.path", System.getProperty("java.class.path")),
                Aggregates.class.getName(),
                "--apiBaseUrl=" + world.api.url(),
                "--lake=" + world.lake,
                "--requestsPerMinute=100000",
                "--parallelism=1"));
    command.addAll(List.of(flags()));
    return new ProcessBuilder(command)
        .redirectErrorStream(true)
        .redirectOutput(dir.resolve("job.log").toFile())
        .start();
  }

  private Path scratch() {
    return dir.resolve("scratch");
  }

  private void waitForFiles(World world, int files, Process job) throws Exception {
    long deadline = System.nanoTime() + Duration.ofMinutes(2).toNanos();
    while (partitionFiles(world) < files) {
      assertThat(job.isAlive()).as(Files.readString(dir.resolve("job.log"))).isTrue();
      assertThat(System.nanoTime()).isLessThan(deadline);
      // The other process tells of its progress by its files alone.
      TimeUnit.MILLISECONDS.sleep(5);
    }
  }

  private static long partitionFiles(World world) throws IOException {
    Path bars = world.lake.resolve("bars");
    if (!Files.exists(bars)) {
      return 0;
    }
    try (Stream<Path> files = Files.walk(bars)) {
      return files.filter(file -> file.endsWith("bars.parquet")).count();
    }
  }
}
