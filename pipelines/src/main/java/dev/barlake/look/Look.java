package dev.barlake.look;

import dev.barlake.lake.Lake;
import java.io.PrintStream;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Set;

/** What the commands that look at a lake have in common. */
final class Look {
  private Look() {}

  /** What a command does with the lake that it was pointed at. */
  interface Action {
    void run(Lake lake, LookFlags flags);
  }

  /**
   * Runs one. Exit codes: 0 done, 1 the lake cannot be read or there is none, 2 bad flags.
   *
   * @param known the command's flags
   * @param help what {@code --help} prints
   */
  static int run(
      String[] args,
      Map<String, String> environment,
      Set<String> known,
      String help,
      PrintStream out,
      PrintStream err,
      Action action) {
    if (List.of(args).contains("--help")) {
      out.print(help);
      return 0;
    }
    try {
      LookFlags flags = LookFlags.read(known, environment, args);
      try (Lake lake = Lake.open(flags.lake(), flags.s3())) {
        action.run(lake, flags);
      }
      return 0;
    } catch (LookFlags.BadFlags e) {
      err.println(e.getMessage());
      return 2;
    } catch (RuntimeException e) {
      err.println(e.getMessage() == null ? e.toString() : e.getMessage());
      if (environment.getOrDefault("BARLAKE_DEBUG", "").equals("1")) {
        e.printStackTrace(err);
      }
      return 1;
    }
  }

  /** The same in every language of the machine. */
  static void end(int code) {
    System.out.flush();
    System.exit(code);
  }

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
