package dev.barlake.bench;

import com.fasterxml.jackson.databind.ObjectMapper;
import java.io.IOException;
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
 *   <li>reference, by itself: see {@link ReferenceBench}
 * </ul>
 *
 * <p>CPU seconds are those of the whole process, its compilers and collectors included; the server
 * is a process of its own. A run that does not write every bar fails.
 */
public final class Bench {
  private Bench() {}

  public static void main(String[] args) throws Exception {
    if (List.of(args).equals(List.of("reference"))) {
      ReferenceBench.run();
      return;
    }
    Set<String> known = Set.of("warm", "cold", "budget", "memory");
    List<String> wanted = args.length == 0 ? List.of("warm", "cold", "budget") : List.of(args);
    if (!known.containsAll(wanted)) {
      System.err.println("usage: ./barlake bench [warm] [cold] [budget] [memory] | reference");
      System.exit(2);
    }
    Map<String, Object> figures = new LinkedHashMap<>();
    before(figures);
    try (Scratch scratch = new Scratch()) {
      run(wanted, scratch, figures);
    }
    after(figures);
  }

  private static void run(List<String> wanted, Scratch scratch, Map<String, Object> figures)
      throws Exception {
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
