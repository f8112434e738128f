package dev.barlake.pipelines.aggregates;

import static org.assertj.core.api.Assertions.assertThat;
import static org.junit.jupiter.api.Assumptions.assumeTrue;

import dev.barlake.localstack.TrueBar;
import dev.barlake.pipelines.cli.ExitCode;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** A disk without space ends the run in a clear word, and harms nothing that is there. */
class AggregatesDiskFullTest {
  private static final String FROM = "2022-01-03";
  private static final String TO = "2023-12-29";

  @TempDir Path dir;

  @Test
  void theSameCommandGoesOnWhenThereIsSpaceAgain() throws Exception {
    assumeTrue(
        System.getProperty("user.name").equals("root")
            && run("env", "mount", "-t", "tmpfs", "-o", "size=512k", "tmpfs", dir.toString()),
        "A disk of half a megabyte cannot be mounted here: that takes root and the right to mount");
    try (World world = World.in(dir.resolve("lake"))) {
      Path ballast = Files.write(dir.resolve("ballast"), new byte[360 * 1024]);
      String[] flags = {
        "--runner=FlinkRunner",
        "--tickers=KO",
        "--timespan=hour",
        "--adjusted=false",
        "--from=" + FROM,
        "--to=" + TO
      };
      World.Outcome full = world.run(flags);
      assertThat(full.code()).isEqualTo(ExitCode.ERROR);
      assertThat(full.err()).contains("Cannot write " + world.lake, "No space left");
      List<TrueBar> truth = world.truth("KO", 1, "hour", false, FROM, TO, World.NEW_YORK);
      assertThat(world.reader().bars("KO", "1hour", false)).isNotEmpty().isSubsetOf(truth);

      Files.delete(ballast);
      World.Outcome again = world.run(flags);
      assertThat(again.code()).as(again.out() + again.err()).isEqualTo(ExitCode.DONE);
      assertThat(again.count("skipped")).isPositive();
      assertThat(world.reader().bars("KO", "1hour", false)).isEqualTo(truth);
      try (Stream<Path> files = Files.walk(world.lake)) {
        assertThat(files).noneMatch(file -> file.getFileName().toString().startsWith(".barlake-"));
      }
    } finally {
      // Lazily: a runner that was stopped may still be closing its files.
      run("umount", "-l", dir.toString());
    }
  }

  @Test
  void aLakeThatCannotBeMadeIsNamed() throws IOException {
    Path file = Files.writeString(dir.resolve("file"), "in the way");
    try (World world = World.in(file.resolve("lake"))) {
      World.Outcome outcome =
          world.run("--tickers=KO", "--timespan=hour", "--from=2024-01-02", "--to=2024-01-31");
      assertThat(outcome.code()).isEqualTo(ExitCode.ERROR);
      assertThat(outcome.err()).contains(file.resolve("lake").toString());
    }
  }

  private static boolean run(String... command) throws IOException, InterruptedException {
    return new ProcessBuilder(command)
            .redirectErrorStream(true)
            .redirectOutput(ProcessBuilder.Redirect.DISCARD)
            .start()
            .waitFor()
        == 0;
  }
}
