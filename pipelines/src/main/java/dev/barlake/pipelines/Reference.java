package dev.barlake.pipelines;

import java.io.PrintStream;
import java.time.Clock;
import java.util.Map;

/**
 * Refreshes tickers, dividends and splits in MySQL from the market-data API, all or nothing.
 *
 * <p>Reads the flags, loads the lists beside the tables, looks at them, swaps them in, and ends
 * with one line of JSON on standard output and an {@link ExitCode}.
 */
public final class Reference {
  private static final Command COMMAND = new Command("reference", ReferenceOptions.class);

  private Reference() {}

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
        environment,
        out,
        err,
        () -> {
          ReferenceSettings settings = ReferenceSettings.read(environment, clock, args);
          try {
            return new ReferenceRun(settings, clock, err).run();
          } finally {
            FlinkDirectory.close(settings.options().getFlinkConfDir());
          }
        });
  }
}
