package dev.barlake.pipelines.reference;

import static org.assertj.core.api.Assertions.assertThat;
import static org.junit.jupiter.api.Assumptions.assumeTrue;

import dev.barlake.localstack.MySqlServer;
import dev.barlake.localstack.TestDatabase;
import dev.barlake.pipelines.aggregates.World;
import dev.barlake.pipelines.cli.ExitCode;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.logging.Level;
import java.util.logging.Logger;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** The disk of the database becomes full: a clear word, and nothing is harmed. */
class ReferenceDiskFullTest {
  private static final long MEGABYTE = 1 << 20;
  private static final Logger SERVERS_WORDS = Logger.getLogger("ch.vorburger.exec.ManagedProcess");

  @TempDir Path dir;

  @Test
  void leavesTheOldTablesAndTheNextRunIsRightWhenThereIsSpaceAgain() throws Exception {
    assumeTrue(
        System.getProperty("user.name").equals("root")
            && run("env", "mount", "-t", "tmpfs", "-o", "size=256m", "tmpfs", dir.toString()),
        "A small disk cannot be mounted here: that takes root and the right to mount");
    try (MySqlServer server = MySqlServer.start(0, dir);
        DatabaseWeather weather =
            new DatabaseWeather(TestDatabase.of(server), 500, "FlinkRunner")) {
      DatabaseWeather.requireDone(weather.run());
      weather.newDay();
      List<List<List<String>>> before = weather.contents();
      Path ballast = dir.resolve("ballast");
      long free = dir.toFile().getUsableSpace();
      // A hundred times a second it tells that there is no space.
      SERVERS_WORDS.setLevel(Level.OFF);
      Files.write(ballast, new byte[(int) (free - 6 * MEGABYTE)]);

      World.Outcome full = weather.run();

      assertThat(full.err())
          .contains(
              "Cannot load the reference lists into %s as %s: "
                  .formatted(weather.database.jdbcUrl(), weather.database.user()));
      if (full.code() == ExitCode.ERROR) {
        assertThat(full.err()).contains("is full; the server's disk or tablespace is full");
      } else {
        // InnoDB needs space to take rows back, and ends its server if there is none.
        assertThat(full.code()).as(full.err()).isEqualTo(ExitCode.TRY_AGAIN_LATER);
        assertThat(full.err()).contains("is the server up");
      }

      Files.delete(ballast);
      // Where not even the way back has space, the server gives up and has to be started again.
      server.kill();
      server.restart();
      assertThat(weather.contents()).isEqualTo(before);
      weather.requireNextRunIsRight();
    } finally {
      SERVERS_WORDS.setLevel(null);
      // Lazily: the server may still be closing its files.
      run("umount", "-l", dir.toString());
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
