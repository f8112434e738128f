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
    Optional<Path> dataDir,
    Optional<Path> readyFile) {
  static final String HELP =
      """
      The outside world in one process: a market simulator, S3 and MySQL, on 127.0.0.1 only.

        --apiPort=N            port of the market simulator; 0 (default) for a free one
        --s3Port=N             port of S3; 0 (default) for a free one
        --mysqlPort=N          port of MySQL; 0 (default) for a free one
        --services=api,s3,mysql  what to start (default: all)
        --seed=N               another seed is another market (default 42)
        --universe=N           generated tickers SIM00001... beside the named ones (default 0)
        --latencyMillis=N      how long each answer of the simulator takes at least (default 0)
        --requestsPerMinute=N  quota of the simulator; 0 (default) for none
        --dataDir=PATH         keep S3's objects there (default: in memory)
        --readyFile=PATH       write the addresses there, for a shell to source, when all is up
        --help                 this text

      While it runs, on the simulator's address:
        POST   /_stack/faults?fault=TooManyRequests&ticker=AAPL&times=3   make something go wrong
               also page=N, path=TEXT, times=forever; faults: TooManyRequests, ServerError,
               HtmlError, CutBody, Stall, ClosedSocket, RepeatedPage, ForeignPage, AdjustedLost,
               EmptyOk, LateCorrection, DuplicateBar, ClampedRange, GarbageBody, OutOfRangeBar,
               WrongCount, Forbidden, NotFound, ShortList; RepeatedPage and EmptyOk take in=LISTS
        DELETE /_stack/faults                                             make it stop
        POST   /_stack/splits?ticker=MSFT&date=2026-01-05&from=1&to=4     split a ticker
        POST   /_stack/dividends?ticker=MSFT&date=2026-01-05&cash=0.5     declare a dividend
        POST   /_stack/list?ticker=FRESH&name=Fresh+Inc.                  list a ticker
        POST   /_stack/delist?ticker=MSFT&date=2026-01-05                 end a listing
        POST   /_stack/rename?ticker=MSFT&name=Softer+Inc.                change a name
        GET    /_stack/requests                                           count what was asked
      """;

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
      // Told below, with the bounds.
    }
    mistakes.add(
        "Cannot use --" + name + "=" + value + ": not a whole number from " + min + " to " + max);
    return standard;
  }

  private static Set<String> services(String value, List<String> mistakes) {
    Set<String> chosen = new TreeSet<>(List.of(value.split(",", -1)));
    if (!SERVICES.containsAll(chosen)) {
      mistakes.add("Cannot use --services=" + value + ": some of api, s3, mysql are possible");
    }
    return chosen;
  }
}
