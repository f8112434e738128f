package dev.barlake.pipelines;

import java.io.PrintStream;
import java.time.Clock;
import java.util.Map;

/**
 * Extracts bars from the market-data API into the lake.
 *
 * <p>Reads the flags, makes a plan, runs it in slices, and ends with one line of JSON on standard
 * output and an {@link ExitCode}.
 */
public final class Aggregates {
  private static final Command COMMAND = new Command("aggregates", AggregatesOptions.class);

  private Aggregates() {}

  public static void main(String[] args) {
    Command.end(() -> run(args, System.getenv(), Clock.systemUTC(), System.out, System.err));
  }

  /** The whole command, apart from ending the process. */
  static ExitCode run(
      String[] args,
      Map<String, String> environment,
      Clock clock,
      PrintStream out,
      PrintStream err) {
    return COMMAND.run(
        args,
        out,
        err,
        () -> {
          AggregatesSettings settings = AggregatesFlags.read(environment, clock, args);
          return new AggregatesRun(settings, clock, err).run();
        });
  }
}
