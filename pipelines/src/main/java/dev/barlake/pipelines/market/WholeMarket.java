package dev.barlake.pipelines.market;

import dev.barlake.pipelines.cli.Command;
import dev.barlake.pipelines.cli.ExitCode;
import dev.barlake.pipelines.cli.Help;
import java.io.PrintStream;
import java.time.Clock;
import java.util.List;
import java.util.Map;

/**
 * Brings bars of the whole market into the lake, one file a date.
 *
 * <p>Lists what the source has, reads the dates that the lake lacks or has in another edition, and
 * ends with one line of JSON on standard output and an {@link ExitCode}.
 */
public final class WholeMarket {
  public static final Command COMMAND =
      new Command(
          "market",
          MarketOptions.class,
          new Help(
              "./barlake market",
              "Brings bars of all US stocks into the lake, one file a trading date.",
              "--source=grouped --from=2026-01-02 --lake=bars",
              List.of(
                  Help.Group.of("Which bars", "source", "timespan", "adjusted"),
                  Help.Group.of(
                      "From when to when", "from", "to", "watermark", "lookback", "refetch"),
                  Help.Group.of("Where to", "lake", "keepRaw"),
                  Help.Group.of(
                      "How",
                      "dryRun",
                      "requestsPerMinute",
                      "workerProcesses",
                      "requestTimeoutSeconds",
                      "apiBaseUrl",
                      "flatFilesUrl",
                      "runId"))));

  private WholeMarket() {}

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
        () -> new MarketRun(MarketSettings.read(environment, clock, args), clock, err).run());
  }
}
