package dev.barlake.bench;

import java.nio.file.Path;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;

/**
 * {@code ./barlake bench launcher [<folder of another built checkout>]}: whole processes as users
 * start them, by the launcher. With another checkout, the two take turns.
 *
 * <p>What is started: help, a wrong flag, a dry run of a list of tickers, a small daily job, a
 * million bars in many requests and files, and a million in few. Each job writes to a lake of its
 * own, which is removed afterwards. A job that does not write every bar fails the benchmark.
 * BARLAKE_JAVA_OPTS holds for all of them.
 */
final class LauncherBench {
  private static final int WELL = 0;
  private static final int BAD_OPTIONS = 2;

  private final Map<String, Launcher> launchers = new LinkedHashMap<>();

  private LauncherBench() {}

  /**
   * This checkout, against another one if it is not null.
   *
   * @throws IllegalArgumentException if the folder is no checkout
   */
  static LauncherBench against(Path other) {
    LauncherBench bench = new LauncherBench();
    bench.launchers.put("this", Launcher.own());
    if (other != null) {
      bench.launchers.put("other", new Launcher(other));
    }
    return bench;
  }

  void run(Scratch scratch, Map<String, Object> figures) throws Exception {
    Turns turns = new Turns(scratch, figures);
    measure(turns, "help", "Help", (launcher, any) -> start(launcher, List.of("--help"), WELL));
    measure(
        turns,
        "wrongFlag",
        "A wrong flag",
        (launcher, any) -> start(launcher, List.of("--tickrs=A"), BAD_OPTIONS));
    Workload daily = Workload.DAILY;
    try (Server server = new Server(0, Workload.DAILY, Workload.COLD, Workload.COLD_BACKFILL)) {
      measure(
          turns,
          "dryRun",
          "A dry run of a list of %d tickers".formatted(daily.tickers()),
          (launcher, lake) -> {
            List<String> flags = new ArrayList<>(Launcher.flags(daily, server.url(), lake));
            flags.add("--dryRun");
            return start(launcher, flags, WELL);
          });
      extract(turns, "daily", "The daily job", daily, server);
      extract(turns, "cold", "A million bars, many files", Workload.COLD, server);
      extract(turns, "coldBackfill", "A million bars, few files", Workload.COLD_BACKFILL, server);
    }
  }

  private static Cost start(Launcher launcher, List<String> arguments, int exitCode)
      throws Exception {
    return launcher.aggregates(arguments, exitCode).cost();
  }

  private void extract(Turns turns, String key, String title, Workload workload, Server server)
      throws Exception {
    measure(
        turns,
        key,
        "%s: %s".formatted(title, workload.title()),
        (launcher, lake) -> launcher.extract(workload, server.url(), lake));
  }

  /** What each launcher does. */
  private interface Work {
    Cost by(Launcher launcher, Path lake) throws Exception;
  }

  private void measure(Turns turns, String key, String title, Work work) throws Exception {
    List<Turns.Contender> contenders = new ArrayList<>();
    launchers.forEach(
        (name, launcher) ->
            contenders.add(new Turns.Contender(name, lake -> work.by(launcher, lake))));
    turns.measure(key, title, contenders);
  }
}
