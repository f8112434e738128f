package dev.barlake.pipelines.aggregates;

import static org.assertj.core.api.Assertions.assertThat;

import java.nio.file.Path;
import java.util.List;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;

/** What somebody sees who stops a run. */
class AggregatesSignalTest {
  @TempDir private Path directory;

  /** One request a minute: the second is waited for, and the line of progress is on the screen. */
  @Test
  @Timeout(value = 2, unit = TimeUnit.MINUTES)
  void ctrlCOnATerminalStartsANewLineAndItsSentenceIsTheLast() throws Exception {
    try (World world = World.in(directory.resolve("lake"))) {
      AggregatesProcess.Running running =
          AggregatesProcess.start(
              directory,
              List.of("-Dbarlake.terminal=true"),
              world.flags(
                  "--tickers=AAPL,KO",
                  "--from=2024-01-02",
                  "--to=2024-01-31",
                  "--requestsPerMinute=1"));
      while (running.process().isAlive() && !running.saidSoFar().contains(" · waits for ")) {
        TimeUnit.MILLISECONDS.sleep(20);
      }
      new ProcessBuilder("kill", "-INT", Long.toString(running.process().pid())).start().waitFor();
      AggregatesProcess stopped = running.end();

      assertThat(stopped.exitCode()).isEqualTo(130);
      assertThat(stopped.out()).isEmpty();
      assertThat(stopped.err())
          .endsWith(
              "\nStopped by a signal. What is written is whole; the same command does the rest.\n");
    }
  }
}
