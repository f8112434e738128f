package dev.barlake.pipelines.reference;

import dev.barlake.pipelines.cli.Command;
import dev.barlake.pipelines.cli.ExitCode;
import dev.barlake.pipelines.cli.Help;
import java.io.PrintStream;
import java.time.Clock;
import java.util.List;
import java.util.Map;

/**
 * Refreshes tickers, dividends and splits in MySQL from the market-data API, all or nothing.
 *
 * <p>Reads the flags, loads the lists beside the tables, looks at them, swaps them in, and ends
 * with one line of JSON on standard output and an {@link ExitCode}.
 */
public final class Reference {
  public static final Command COMMAND =
      new Command(
          "reference",
          ReferenceOptions.class,
          new Help(
              "./barlake reference",
              "Refreshes tickers, dividends and splits in MySQL from the market-data API, all or nothing.",
              "--jdbcUrl=jdbc:mysql://127.0.0.1:3306/reference --jdbcUser=barlake",
              List.of(
                  Help.Group.of("Which lists", "markets", "corporateActions"),
                  Help.Group.of("How different they may be", "maxShrink", "maxQuarantine"),
                  Help.Group.of("Where to", "jdbcUrl", "jdbcUser"),
                  Help.Group.of(
                      "How",
                      "dryRun",
                      "requestsPerMinute",
                      "workerProcesses",
                      "requestTimeoutSeconds",
                      "apiBaseUrl",
                      "runId"))));

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
        () -> new ReferenceRun(ReferenceSettings.read(environment, clock, args), clock, err).run());
  }
}
