package dev.barlake.bench;

import com.fasterxml.jackson.databind.ObjectMapper;
import java.io.IOException;
import java.nio.file.Path;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;

/**
 * The benchmark: {@code ./barlake bench [warm] [cold] [budget] [memory]}, without a name all but
 * the last, which takes long.
 *
 * <ul>
 *   <li>warm: CPU of the job on embedded Flink, of a plain loop of the same client and writer, of
 *       the client alone, and of gunzip and a bare parse of the same bytes; one process each,
 *       taking turns
 *   <li>cold: the job in a fresh JVM
 *   <li>budget: how much of 6,000 requests a minute is used with 100 ms latency
 *   <li>memory: 2,000 tickers × a year of five-minute bars with 256 MB of heap
 * </ul>
 *
 * <p>The others run by themselves:
 *
 * <ul>
 *   <li>reference: see {@link ReferenceBench}
 *   <li>launcher, which may be followed by the folder of another checkout: see {@link
 *       LauncherBench}
 *   <li>peer, which may be followed by the folder of the vendor's Python client: see {@link
 *       PeerBench}
 * </ul>
 *
 * <p>CPU seconds are those of the whole process, its compilers and collectors included; the server
 * is a process of its own. A run that does not write every bar fails.
 */
public final class Bench {
  private static final String USAGE =
      """
      usage: ./barlake bench [warm] [cold] [budget] [memory]
             ./barlake bench reference
             ./barlake bench market
             ./barlake bench launcher [<folder of another built checkout>]
             ./barlake bench peer [<folder of the vendor's Python client>]\
      """;

  private Bench() {}

  public static void main(String[] args) throws Exception {
    String mode = args.length == 0 ? "" : args[0];
    List<String> rest = List.of(args).subList(Math.min(1, args.length), args.length);
    switch (mode) {
      case "market" -> measure(MarketBench::run);
      case "reference", "launcher", "peer" -> {
        if (rest.size() > (mode.equals("reference") ? 0 : 1)) {
          end(USAGE);
        }
        alone(mode, rest);
      }
      default -> together(args.length == 0 ? List.of("warm", "cold", "budget") : List.of(args));
    }
  }

  private static void end(String why) {
    System.err.println(why);
    System.exit(2);
  }

  private static void alone(String mode, List<String> rest) throws Exception {
    if (mode.equals("reference")) {
      ReferenceBench.run();
    } else if (mode.equals("peer") && rest.isEmpty()) {
      try (Scratch scratch = new Scratch()) {
        PeerBench.serve(scratch);
      }
    } else {
      Path folder = rest.isEmpty() ? null : Path.of(rest.get(0)).toAbsolutePath().normalize();
      measure(taking(mode, folder));
    }
  }

  private static Measuring taking(String mode, Path folder) throws Exception {
    try {
      return mode.equals("launcher")
          ? LauncherBench.against(folder)::run
          : new PeerBench(PythonClient.in(folder))::run;
    } catch (IllegalArgumentException unusable) {
      end(unusable.getMessage());
      throw unusable;
    }
  }

  /** What is measured, with a place for its files and one for its figures. */
  private interface Measuring {
    void run(Scratch scratch, Map<String, Object> figures) throws Exception;
  }

  private static void measure(Measuring measuring) throws Exception {
    Map<String, Object> figures = new LinkedHashMap<>();
    before(figures);
    try (Scratch scratch = new Scratch()) {
      measuring.run(scratch, figures);
    }
    after(figures);
  }

  private static void together(List<String> wanted) throws Exception {
    if (!Set.of("warm", "cold", "budget", "memory").containsAll(wanted)) {
      end(USAGE);
    }
    measure(
        (scratch, figures) -> {
          if (wanted.contains("warm")) {
            new WarmBench(scratch, figures).run();
          }
          FreshBench fresh = new FreshBench(scratch, figures);
          if (wanted.contains("cold")) {
            fresh.cold("cold", Workload.COLD);
            fresh.cold("coldBackfill", Workload.COLD_BACKFILL);
          }
          if (wanted.contains("budget")) {
            fresh.budget();
          }
          if (wanted.contains("memory")) {
            fresh.memory();
          }
        });
  }

  private static void before(Map<String, Object> figures) {
    int cores = Runtime.getRuntime().availableProcessors();
    double load = Sample.load();
    System.out.printf(
        "%d cores, load %.1f before, Java %s%n", cores, load, System.getProperty("java.version"));
    figures.put("cores", cores);
    figures.put("loadBefore", load);
  }

  private static void after(Map<String, Object> figures) throws IOException {
    double load = Sample.load();
    figures.put("loadAfter", load);
    System.out.printf("%nload %.1f after%n", load);
    System.out.println(new ObjectMapper().writeValueAsString(figures));
  }
}
