package dev.barlake.pipelines.market;

import static org.assertj.core.api.Assertions.assertThat;

import dev.barlake.localstack.TrueBar;
import dev.barlake.pipelines.cli.ExitCode;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.time.Instant;
import java.time.LocalDate;
import java.time.ZoneId;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.TimeUnit;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** A run that is killed in the middle, by a signal that no process can refuse. */
class MarketKillTest {
  private static final String[] WEEKS = {"--from=2026-10-19", "--to=2026-11-13"};
  private static final int DATES = 20;

  @TempDir private Path lake;

  @Test
  void theNextRunReadsOnlyWhatIsMissingAndTheLakeIsExact()
      throws IOException, InterruptedException {
    try (MarketWorld world = new MarketWorld(lake)) {
      Process process = start(world);
      try {
        while (files() < 3) {
          assertThat(process.isAlive()).as("it ended before it was killed").isTrue();
          process.waitFor(20, TimeUnit.MILLISECONDS);
        }
      } finally {
        process.destroyForcibly().waitFor();
      }
      long there = files();
      world.s3.clearRequests();

      MarketWorld.Outcome outcome = world.run(WEEKS);

      assertThat(outcome.code()).as(outcome.err()).isEqualTo(ExitCode.DONE);
      assertThat(there).isBetween(3L, DATES - 1L);
      assertThat(outcome.count("same")).isEqualTo(there);
      assertThat(world.s3.flatFileRequests()).containsEntry("GET", DATES - there);
      assertThat(
              world.query(
                  "SELECT epoch_ms(window_start), close, volume FROM"
                      + " 'LAKE/market/timespan=1minute/**/*.parquet' WHERE ticker = 'AAPL'"
                      + " ORDER BY window_start"))
          .isEqualTo(truth(world));
    }
  }

  private Process start(MarketWorld world) throws IOException {
    List<String> command = new ArrayList<>();
    command.add(Path.of(System.getProperty("java.home"), "bin", "java").toString());
    command.addAll(List.of("-Xmx256m", "-XX:+UseSerialGC", "-XX:TieredStopAtLevel=1", "-cp"));
    command.add(
        System.getProperty("surefire.test.class.path", System.getProperty("java.class.path")));
    command.add(WholeMarket.class.getName());
    command.addAll(List.of(world.flags(WEEKS)));
    command.remove("--runner=DirectRunner");
    command.add("--parallelism=1");
    ProcessBuilder builder =
        new ProcessBuilder(command)
            .redirectOutput(ProcessBuilder.Redirect.DISCARD)
            .redirectError(ProcessBuilder.Redirect.DISCARD);
    builder.environment().putAll(MarketWorld.ENVIRONMENT);
    return builder.start();
  }

  private long files() throws IOException {
    Path market = lake.resolve("market");
    if (!Files.exists(market)) {
      return 0;
    }
    try (Stream<Path> files = Files.walk(market)) {
      return files.filter(file -> file.endsWith("bars.parquet")).count();
    }
  }

  private static List<String> truth(MarketWorld world) {
    ZoneId newYork = ZoneId.of("America/New_York");
    Instant from = LocalDate.of(2026, 10, 19).atStartOfDay(newYork).toInstant();
    List<String> rows = new ArrayList<>();
    for (TrueBar bar :
        world.api.market().bars("AAPL", 1, "minute", false, from, from.plus(Duration.ofDays(26)))) {
      rows.add("%d %s %s".formatted(bar.windowStart().toEpochMilli(), bar.close(), bar.volume()));
    }
    return rows;
  }
}
