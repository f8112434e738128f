package dev.barlake.look;

import dev.barlake.lake.Lake;
import dev.barlake.pipelines.cli.BadOptionsException;
import dev.barlake.pipelines.cli.Causes;
import dev.barlake.pipelines.cli.ExitCode;
import dev.barlake.pipelines.cli.Help;
import java.io.PrintStream;
import java.util.List;
import java.util.Locale;
import java.util.Map;

/**
 * A command that looks at a lake: its flags, its help, and how it runs.
 *
 * @param options the interface of its flags
 */
public record Look<O extends LookOptions>(String name, Class<O> options, Help help) {
  /** What a command does with the lake that it was pointed at. */
  interface Action<O extends LookOptions> {
    void run(Lake lake, LookFlags<O> flags);
  }

  /** The group of flags that all of them have. */
  static Help.Group where() {
    return Help.Group.of("Where the lake is", "lake", "awsRegion", "endpoint");
  }

  /** Runs it. Exit codes: 0 done, 1 the lake cannot be read or there is none, 2 bad flags. */
  int run(
      String[] args,
      Map<String, String> environment,
      PrintStream out,
      PrintStream err,
      Action<O> action) {
    if (List.of(args).contains("--help")) {
      out.print(help.text(options));
      return ExitCode.DONE.code();
    }
    try {
      LookFlags<O> flags = LookFlags.read(options, environment, args);
      try (Lake lake = Lake.open(flags.lake(), flags.s3())) {
        action.run(lake, flags);
      }
      return ExitCode.DONE.code();
    } catch (BadOptionsException e) {
      err.println(e.getMessage());
      return ExitCode.BAD_OPTIONS.code();
    } catch (RuntimeException e) {
      err.println(Causes.sentence(e));
      if (Causes.debug(environment)) {
        err.print(Causes.stackTrace(e));
      }
      return ExitCode.ERROR.code();
    }
  }

  /** Ends the process. */
  static void end(int code) {
    System.out.flush();
    System.exit(code);
  }

  /** The same in every language of the machine. */
  static void start() {
    Locale.setDefault(Locale.ROOT);
  }

  /** As {@code 9.9 MB}. */
  static String size(long bytes) {
    if (bytes < 1_000) {
      return bytes + " B";
    }
    double value = bytes;
    String unit = "B";
    for (String next : List.of("kB", "MB", "GB", "TB")) {
      if (value < 999.95) {
        break;
      }
      value /= 1000;
      unit = next;
    }
    return String.format(Locale.ROOT, "%.1f %s", value, unit);
  }

  static String number(long value) {
    return String.format(Locale.ROOT, "%,d", value);
  }
}
