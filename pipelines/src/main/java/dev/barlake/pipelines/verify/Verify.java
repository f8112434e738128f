package dev.barlake.pipelines.verify;

import dev.barlake.pipelines.cli.Command;
import dev.barlake.pipelines.cli.ExitCode;
import dev.barlake.pipelines.cli.Help;
import java.io.PrintStream;
import java.time.Clock;
import java.util.List;
import java.util.Map;

/**
 * Gives each series and trading date of a lake a verdict, from the witnesses that are there.
 *
 * <p>Ends with one line of JSON on standard output and an {@link ExitCode}: 0 if nothing is suspect
 * or missing, 3 if something is.
 */
public final class Verify {
  public static final Command COMMAND =
      new Command(
          "verify",
          VerifyOptions.class,
          new Help(
              "./barlake verify",
              "Says of each trading date of each series whether anything is missing.",
              "--lake=bars --from=2026-01-02 --heal=true",
              List.of(
                  Help.Group.of("Which bars", "tickers", "multiplier", "timespan", "adjusted"),
                  Help.Group.of("From when to when", "from", "to"),
                  Help.Group.of("Where they are", "lake"),
                  Help.Group.of("Mending", "heal", "healRequests"),
                  Help.Group.of(
                      "How",
                      "dryRun",
                      "requestsPerMinute",
                      "workerProcesses",
                      "requestTimeoutSeconds",
                      "apiBaseUrl",
                      "runId"))));

  private Verify() {}

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
        () -> new VerifyRun(VerifySettings.read(environment, clock, args), clock, err).run());
  }
}
