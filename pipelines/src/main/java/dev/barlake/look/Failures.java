package dev.barlake.look;

import dev.barlake.lake.Lake;
import dev.barlake.pipelines.cli.Help;
import java.io.PrintStream;
import java.util.List;
import java.util.Map;
import java.util.Optional;

/** {@code ./barlake failures}: what failed in a run, why, and what mends it. */
public final class Failures {
  public static final Look<FailuresOptions> COMMAND =
      new Look<>(
          "failures",
          FailuresOptions.class,
          new Help(
              "./barlake failures",
              "Shows what failed in the newest run of a lake, in words, and the commands that mend it.",
              "--lake=bars",
              List.of(Help.Group.of("Which run", "runId"), Look.where())));

  private Failures() {}

  /** Ends the process; see {@link Look#run} for the exit codes. */
  public static void main(String... args) {
    Look.start();
    Look.end(run(args, System.getenv(), System.out, System.err));
  }

  /** The whole command, apart from ending the process. */
  public static int run(
      String[] args, Map<String, String> environment, PrintStream out, PrintStream err) {
    return COMMAND.run(args, environment, out, err, (lake, flags) -> print(lake, flags, out));
  }

  private static void print(Lake lake, LookFlags<FailuresOptions> flags, PrintStream out) {
    Run run = chosen(lake, flags);
    out.printf(
        "Run %s of %s, started %s: %s%n",
        run.id(), run.command(), Status.time(run.startedAt()), ending(run));
    List<? extends FailureGroup> groups = run.failures(lake);
    if (groups.isEmpty()) {
      out.println("No failure is on record.");
    }
    for (FailureGroup group : groups) {
      out.println();
      out.printf("%s (%d on record, %s)%n", group.what(), group.size(), group.category());
      group.messages().forEach(message -> out.println("  " + message));
      out.println("  " + group.then());
      group.command(flags.sameLake()).ifPresent(command -> out.println("  " + command));
    }
  }

  private static Run chosen(Lake lake, LookFlags<FailuresOptions> flags) {
    List<Run> runs = Runs.all(lake);
    if (runs.isEmpty()) {
      throw new IllegalStateException("No run has left anything at " + lake.uri(""));
    }
    return Optional.ofNullable(flags.options().getRunId())
        .map(
            id ->
                runs.stream()
                    .filter(run -> run.id().equals(id))
                    .findFirst()
                    .orElseThrow(
                        () ->
                            new IllegalStateException(
                                "No run '%s' has left anything at %s; the newest is %s"
                                    .formatted(id, lake.uri(""), runs.get(0).id()))))
        .orElse(runs.get(0));
  }

  private static String ending(Run run) {
    if (!run.ended()) {
      return "no end yet: it is under way, or was killed. The same command goes on.";
    }
    String error =
        run.summary().hasNonNull("error") ? ": " + run.summary().get("error").asText() : "";
    return "%s (exit code %d)%s".formatted(run.outcome(), run.exitCode(), error);
  }
}
