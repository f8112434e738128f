package dev.barlake.pipelines.aggregates;

import dev.barlake.pipelines.cli.Command;
import dev.barlake.pipelines.cli.ExitCode;
import dev.barlake.pipelines.cli.Help;
import java.io.PrintStream;
import java.time.Clock;
import java.util.List;
import java.util.Map;

/**
 * Extracts bars from the market-data API into the lake.
 *
 * <p>Reads the flags, makes a plan, runs it in slices, and ends with one line of JSON on standard
 * output and an {@link ExitCode}.
 */
public final class Aggregates {
  public static final Command COMMAND =
      new Command(
          "aggregates",
          AggregatesOptions.class,
          new Help(
              "./barlake aggregates",
              "Extracts bars from the market-data API into a lake of Parquet files.",
              "--tickers=AAPL,MSFT --timespan=hour --from=2026-01-02 --lake=bars",
              List.of(
                  Help.Group.of("Which bars", "tickers", "multiplier", "timespan", "adjusted"),
                  Help.Group.of(
                      "From when to when",
                      "from",
                      "to",
                      "watermark",
                      "watermarks",
                      "lookback",
                      "refetch"),
                  Help.Group.of("Where to", "lake", "barsTable", "jdbcUrl", "jdbcUser"),
                  Help.Group.of(
                      "How",
                      "dryRun",
                      "requestsPerMinute",
                      "workerProcesses",
                      "requestTimeoutSeconds",
                      "apiBaseUrl",
                      "runId"))));

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
        environment,
        out,
        err,
        () -> new AggregatesRun(AggregatesFlags.read(environment, clock, args), clock, err).run());
  }
}
