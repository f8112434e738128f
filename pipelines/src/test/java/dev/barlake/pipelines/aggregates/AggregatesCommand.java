package dev.barlake.pipelines.aggregates;

import dev.barlake.pipelines.cli.ExitCode;
import java.io.ByteArrayOutputStream;
import java.io.PrintStream;
import java.nio.charset.StandardCharsets;
import java.time.Clock;

/** The command in this process, for the benchmark's warm iterations. */
public final class AggregatesCommand {
  private AggregatesCommand() {}

  /** Runs {@code aggregates}; returns the summary line, and throws where it is not a success. */
  public static String run(String... flags) {
    ByteArrayOutputStream out = new ByteArrayOutputStream();
    ExitCode code =
        Aggregates.run(flags, System.getenv(), Clock.systemUTC(), new PrintStream(out), System.err);
    String text = out.toString(StandardCharsets.UTF_8);
    if (code != ExitCode.DONE) {
      throw new IllegalStateException("The job ended as %s: %s".formatted(code, text));
    }
    return text.lines().reduce((first, second) -> second).orElse("");
  }
}
