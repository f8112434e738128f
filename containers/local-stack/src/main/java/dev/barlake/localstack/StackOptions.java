package dev.barlake.localstack;

import java.nio.file.Path;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.TreeSet;

/** The flags of {@link LocalStack}, read once. */
record StackOptions(
    int apiPort,
    int s3Port,
    int mysqlPort,
    long seed,
    int latencyMillis,
    int requestsPerMinute,
    int universe,
    Set<String> services,
    Optional<Lies> lies,
    boolean wrongDates,
    Optional<String> nextUrlBase,
    Optional<Path> dataDir,
    Optional<Path> readyFile) {
  private static final Set<String> SERVICES = Set.of("api", "s3", "mysql");
  private static final Set<String> FLAGS =
      Set.of(
          "apiPort",
          "s3Port",
          "mysqlPort",
          "services",
          "seed",
          "universe",
          "latencyMillis",
          "requestsPerMinute",
          "lies",
          "wrongDates",
          "nextUrlBase",
          "dataDir",
          "readyFile");

  /** All that is wrong with the flags, one sentence each. */
  static final class BadFlags extends RuntimeException {
    final List<String> mistakes;

    BadFlags(List<String> mistakes) {
      super(String.join("; ", mistakes));
      this.mistakes = List.copyOf(mistakes);
    }
  }

  static StackOptions parse(String... args) {
    Map<String, String> values = new HashMap<>();
    List<String> mistakes = new ArrayList<>();
    for (String arg : args) {
      int equals = arg.indexOf('=');
      if (!arg.startsWith("--") || equals < 0 || !FLAGS.contains(arg.substring(2, equals))) {
        mistakes.add("Cannot understand " + arg + ": see --help");
      } else {
        values.put(arg.substring(2, equals), arg.substring(equals + 1));
      }
    }
    StackOptions options =
        new StackOptions(
            (int) number(values, "apiPort", 0, 0, 65_535, mistakes),
            (int) number(values, "s3Port", 0, 0, 65_535, mistakes),
            (int) number(values, "mysqlPort", 0, 0, 65_535, mistakes),
            number(values, "seed", 42, Long.MIN_VALUE, Long.MAX_VALUE, mistakes),
            (int) number(values, "latencyMillis", 0, 0, 600_000, mistakes),
            (int) number(values, "requestsPerMinute", 0, 0, 10_000_000, mistakes),
            (int) number(values, "universe", 0, 0, 99_999, mistakes),
            services(values.getOrDefault("services", "api,s3,mysql"), mistakes),
            lies(values.get("lies"), mistakes),
            flag(values.getOrDefault("wrongDates", "false"), mistakes),
            nextUrlBase(values.get("nextUrlBase"), mistakes),
            Optional.ofNullable(values.get("dataDir")).map(Path::of),
            Optional.ofNullable(values.get("readyFile")).map(Path::of));
    if (!mistakes.isEmpty()) {
      throw new BadFlags(mistakes);
    }
    return options;
  }

  private static long number(
      Map<String, String> values,
      String name,
      long standard,
      long min,
      long max,
      List<String> mistakes) {
    String value = values.get(name);
    if (value == null) {
      return standard;
    }
    try {
      long number = Long.parseLong(value);
      if (number >= min && number <= max) {
        return number;
      }
    } catch (NumberFormatException e) {
      // Reported below, with the bounds.
    }
    mistakes.add(
        "Cannot use --" + name + "=" + value + ": not a whole number from " + min + " to " + max);
    return standard;
  }

  private static Optional<Lies> lies(String value, List<String> mistakes) {
    try {
      return Optional.ofNullable(value).map(Lies::parse);
    } catch (IllegalArgumentException e) {
      mistakes.add("Cannot use --lies=" + value + ": SEED:SHARE is needed, such as 7:0.05");
      return Optional.empty();
    }
  }

  private static Optional<String> nextUrlBase(String value, List<String> mistakes) {
    if (value != null && !value.matches("https?://[^/?#]+")) {
      mistakes.add(
          "Cannot use --nextUrlBase="
              + value
              + ": scheme and host are needed, such as"
              + " https://api.polygon.io");
    }
    return Optional.ofNullable(value);
  }

  private static boolean flag(String value, List<String> mistakes) {
    if (!Set.of("true", "false").contains(value)) {
      mistakes.add("Cannot use --wrongDates=" + value + ": true or false is needed");
    }
    return value.equals("true");
  }

  private static Set<String> services(String value, List<String> mistakes) {
    Set<String> chosen = new TreeSet<>(List.of(value.split(",", -1)));
    if (!SERVICES.containsAll(chosen)) {
      mistakes.add("Cannot use --services=" + value + ": some of api, s3, mysql are possible");
    }
    return chosen;
  }
}
