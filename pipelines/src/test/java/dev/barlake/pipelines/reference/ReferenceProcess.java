package dev.barlake.pipelines.reference;

import dev.barlake.pipelines.aggregates.World;
import dev.barlake.pipelines.cli.ExitCode;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Map;
import java.util.concurrent.TimeUnit;

/** {@code reference} in a process of its own, with this one's environment. */
public record ReferenceProcess(Process process, Path out, Path err) {

  /** Starts it; what it prints goes to files in a directory. */
  public static ReferenceProcess start(
      Path directory, Map<String, String> environment, String... flags) throws IOException {
    List<String> command =
        new ArrayList<>(
            List.of(
                Path.of(System.getProperty("java.home"), "bin", "java").toString(),
                "-Xmx256m",
                "-XX:+UseSerialGC",
                "-XX:TieredStopAtLevel=1",
                "-Djava.io.tmpdir=" + directory,
                "-Djava.util.logging.config.file="
                    + System.getProperty("java.util.logging.config.file"),
                "-cp",
                System.getProperty(
                    "surefire.test.class.path", System.getProperty("java.class.path")),
                Reference.class.getName()));
    command.addAll(Arrays.asList(flags));
    Path out = Files.createTempFile(directory, "reference", ".out");
    Path err = Files.createTempFile(directory, "reference", ".err");
    ProcessBuilder builder =
        new ProcessBuilder(command).redirectOutput(out.toFile()).redirectError(err.toFile());
    builder.environment().putAll(environment);
    return new ReferenceProcess(builder.start(), out, err);
  }

  /** Waits until it ends by itself. */
  public World.Outcome outcome() throws IOException, InterruptedException {
    if (!process.waitFor(2, TimeUnit.MINUTES)) {
      throw new AssertionError("It does not end: " + Files.readString(err));
    }
    return DatabaseWeather.outcome(
        ExitCode.of(process.exitValue()), Files.readString(out), Files.readString(err));
  }

  /** As {@code kill -9}; waits until it is gone. */
  void kill() throws InterruptedException {
    process.destroyForcibly().waitFor();
  }
}
