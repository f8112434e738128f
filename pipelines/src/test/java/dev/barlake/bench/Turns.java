package dev.barlake.bench;

import java.io.PrintStream;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;

/** Contenders that do the same work in whole processes, taking turns. */
final class Turns {
  private static final int WARM_UPS = 1;
  private static final int RUNS = 3;
  private static final String ROW = "  %-18s %20s %20s %20s%n";

  private final PrintStream out = System.out;
  private final Scratch scratch;
  private final Map<String, Object> figures;

  Turns(Scratch scratch, Map<String, Object> figures) {
    this.scratch = scratch;
    this.figures = figures;
  }

  /** One that does the work. */
  record Contender(String name, Run run) {}

  /** Does the work once, and writes to a new path of its own. */
  interface Run {
    Cost in(Path directory) throws Exception;
  }

  /**
   * Measures one work and prints a table of it. Of two contenders the table has ratios as well, of
   * the first over the second, run by run.
   *
   * @param key of the work among the figures
   */
  void measure(String key, String title, List<Contender> contenders) throws Exception {
    Map<String, List<Cost>> costs = new LinkedHashMap<>();
    List<Double> loads = new ArrayList<>();
    for (int run = 0; run < WARM_UPS + RUNS; run++) {
      for (Contender contender : contenders) {
        Path directory = scratch.newLake();
        Cost cost = contender.run().in(directory);
        Scratch.delete(directory);
        String name = run < WARM_UPS ? "warm-up" : "run " + (run - WARM_UPS + 1);
        System.err.printf(
            "%s, %s: %s %.2f CPU s, %.2f s, load %.1f%n",
            key, name, contender.name(), cost.cpuSeconds(), cost.wallSeconds(), Sample.load());
        if (run >= WARM_UPS) {
          loads.add(Sample.load());
          costs.computeIfAbsent(contender.name(), any -> new ArrayList<>()).add(cost);
        }
      }
    }
    out.printf(
        "%n%s%nmedian (min-max) of %d runs after %d to warm up, load %s%n",
        title, RUNS, WARM_UPS, new Sample(loads).range(1));
    out.printf(ROW, "", "CPU s", "wall s", "peak RSS MB");
    List<Measures> all = new ArrayList<>();
    costs.forEach((name, runs) -> all.add(Measures.of(name, runs)));
    all.forEach(measures -> row(measures, 0));
    if (all.size() == 2) {
      row(all.get(0).over(all.get(1)), 2);
    }
    figures.put(key, all);
  }

  private void row(Measures measures, int decimalsOfMegabytes) {
    out.printf(
        ROW,
        measures.name(),
        measures.cpuSeconds().text(2),
        measures.wallSeconds().text(2),
        measures.peakMegabytes().text(decimalsOfMegabytes));
  }

  /** What a contender used, a value a run. */
  private record Measures(
      String name, Sample cpuSeconds, Sample wallSeconds, Sample peakMegabytes) {
    static Measures of(String name, List<Cost> runs) {
      return new Measures(
          name,
          Sample.of(runs, Cost::cpuSeconds),
          Sample.of(runs, Cost::wallSeconds),
          Sample.of(runs, Cost::peakMegabytes));
    }

    Measures over(Measures other) {
      return new Measures(
          name + " / " + other.name,
          cpuSeconds.over(other.cpuSeconds),
          wallSeconds.over(other.wallSeconds),
          peakMegabytes.over(other.peakMegabytes));
    }
  }
}
