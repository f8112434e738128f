package dev.barlake.orchestration;

import java.io.IOException;
import java.io.OutputStream;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.Assumptions;

/** A program beside the JVM, run in the repository's root. */
final class Tool {
  private Tool() {}

  /**
   * What a program left behind.
   *
   * @param out standard output
   * @param err standard error
   */
  record Outcome(int code, String out, String err) {
    String last() {
      return out.lines().reduce((first, second) -> second).orElse("");
    }
  }

  /** Python 3; a test that needs it is skipped where it is not. */
  static Outcome python(String input, String... arguments) {
    Assumptions.assumeTrue(hasPython(), "python3 is not installed, so the DAGs were not run");
    List<String> command = new ArrayList<>(List.of("python3"));
    command.addAll(List.of(arguments));
    return run(command, input, System.getenv());
  }

  private static boolean hasPython() {
    try {
      return run(List.of("python3", "--version"), "", System.getenv()).code() == 0;
    } catch (UncheckedIOException e) {
      return false;
    }
  }

  /**
   * Runs to the end, for ten minutes at most.
   *
   * @param environment all that the program sees of it
   */
  static Outcome run(List<String> command, String input, Map<String, String> environment) {
    try {
      Path out = Files.createTempFile("tool", ".out");
      Path err = Files.createTempFile("tool", ".err");
      ProcessBuilder builder =
          new ProcessBuilder(command)
              .directory(Repository.ROOT.toFile())
              .redirectOutput(out.toFile())
              .redirectError(err.toFile());
      builder.environment().clear();
      builder.environment().putAll(environment);
      Process process = builder.start();
      try (OutputStream in = process.getOutputStream()) {
        in.write(input.getBytes(StandardCharsets.UTF_8));
      }
      if (!process.waitFor(10, TimeUnit.MINUTES)) {
        process.destroyForcibly();
        throw new AssertionError(
            "Does not end: %s%n%s%s"
                .formatted(command, Files.readString(out), Files.readString(err)));
      }
      Outcome outcome =
          new Outcome(process.exitValue(), Files.readString(out), Files.readString(err));
      Files.delete(out);
      Files.delete(err);
      return outcome;
    } catch (IOException e) {
      throw new UncheckedIOException("Cannot run " + command.get(0), e);
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
      throw new AssertionError(e);
    }
  }
}
