package dev.barlake.pipelines.aggregates;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.TimeUnit;

/** {@code aggregates} in a process of its own, on a machine of another culture. */
record AggregatesProcess(int exitCode, String out, String err) {

  /**
   * Runs it to its end.
   *
   * @param temporary the process's directory for temporary files
   * @param options of the JVM
   */
  static AggregatesProcess run(Path temporary, List<String> options, String... flags)
      throws IOException, InterruptedException {
    return start(temporary, options, flags).end();
  }

  /** Starts it, see {@link #run}. */
  static Running start(Path temporary, List<String> options, String... flags) throws IOException {
    List<String> command = new ArrayList<>();
    // A shell that starts the tests in its background has them ignore Ctrl-C, and so what they
    // start.
    command.addAll(List.of("env", "--default-signal=INT"));
    command.add(Path.of(System.getProperty("java.home"), "bin", "java").toString());
    command.addAll(
        List.of(
            "-Xmx256m",
            "-XX:+UseSerialGC",
            "-XX:TieredStopAtLevel=1",
            "-Djava.io.tmpdir=" + temporary,
            "-Djava.util.logging.config.file="
                + System.getProperty("java.util.logging.config.file"),
            "-cp",
            System.getProperty("surefire.test.class.path", System.getProperty("java.class.path"))));
    command.addAll(options);
    command.add(Aggregates.class.getName());
    command.addAll(List.of(flags));
    Path out = Files.createTempFile("aggregates", ".out");
    Path err = Files.createTempFile("aggregates", ".err");
    ProcessBuilder builder =
        new ProcessBuilder(command).redirectOutput(out.toFile()).redirectError(err.toFile());
    builder.environment().putAll(World.ENVIRONMENT);
    return new Running(builder.start(), out, err);
  }

  /** One that has not ended yet. */
  record Running(Process process, Path out, Path err) {
    String saidSoFar() throws IOException {
      return Files.readString(err);
    }

    AggregatesProcess end() throws IOException, InterruptedException {
      try {
        if (!process.waitFor(3, TimeUnit.MINUTES)) {
          throw new AssertionError("It does not end: " + Files.readString(err));
        }
        return new AggregatesProcess(
            process.exitValue(), Files.readString(out), Files.readString(err));
      } finally {
        process.destroyForcibly();
        Files.delete(out);
        Files.delete(err);
      }
    }
  }
}
