package dev.barlake.bench;

import java.io.IOException;
import java.io.PrintStream;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;

/**
 * {@code ./barlake bench warm}: CPU of the job, of a plain loop of the same client and writer, of
 * the client alone, and of gunzip and a bare parse, in one {@link Worker} each.
 */
final class WarmBench {
  private static final int WARM_UPS = 2;
  private static final int RUNS = 3;

  private final PrintStream out = System.out;
  private final Scratch scratch;
  private final Map<String, Object> figures;

  WarmBench(Scratch scratch, Map<String, Object> figures) {
    this.scratch = scratch;
    this.figures = figures;
  }

  void run() throws Exception {
    Workload workload = Workload.WARM;
    long expected = workload.bars();
    Map<String, List<Cost>> costs = new TreeMap<>();
    try (Server server = new Server(0, workload);
        Child parse = worker("parse", server, workload);
        Child read = worker("read", server, workload);
        Child loop = worker("loop", server, workload);
        Child job = worker("job", server, workload)) {
      Map<String, Child> workers = new LinkedHashMap<>();
      workers.put("parse", parse);
      workers.put("read", read);
      workers.put("loop", loop);
      workers.put("job", job);
      for (int run = 0; run < WARM_UPS + RUNS; run++) {
        for (Map.Entry<String, Child> worker : workers.entrySet()) {
          Path lake = scratch.newLake();
          worker.getValue().say(lake.toString());
          Cost cost = worker.getValue().cost();
          Scratch.delete(lake);
          Cost.checkBars(expected, cost.bars(), worker.getKey());
          System.err.printf(
              "%s %d: %s %.3f CPU s per million bars, %.1f s, load %.1f%n",
              run < WARM_UPS ? "warm-up" : "run",
              run < WARM_UPS ? run + 1 : run - WARM_UPS + 1,
              worker.getKey(),
              cost.cpuPerMillion(),
              cost.wallSeconds(),
              Sample.load());
          if (run >= WARM_UPS) {
            costs.computeIfAbsent(worker.getKey(), name -> new ArrayList<>()).add(cost);
          }
        }
      }
    }
    out.printf(
        "%nWarm: %,d bars, %d runs after %d to warm up; CPU s per million bars%n",
        expected, RUNS, WARM_UPS);
    out.printf("%-8s %8s %15s %10s %12s%n", "", "median", "min-max", "wall s", "peak RSS MB");
    for (String name : List.of("parse", "read", "loop", "job")) {
      Sample cpu = Sample.of(costs.get(name), Cost::cpuPerMillion);
      out.printf(
          "%-8s %8.3f %15s %10.2f %12.0f%n",
          name,
          cpu.median(),
          cpu.range(2),
          Sample.of(costs.get(name), Cost::wallSeconds).median(),
          costs.get(name).get(RUNS - 1).peakMegabytes());
      figures.put(name + "CpuPerMillion", cpu.values());
    }
    ratio("job / loop", "jobToLoop", costs.get("job"), costs.get("loop"), 1.5);
    ratio("read / parse", "readToParse", costs.get("read"), costs.get("parse"), 1.0);
    ratio("loop / parse", "loopToParse", costs.get("loop"), costs.get("parse"), 2.5);
  }

  private void ratio(String title, String key, List<Cost> over, List<Cost> under, double limit) {
    Sample ratios =
        Sample.of(over, Cost::cpuPerMillion).over(Sample.of(under, Cost::cpuPerMillion));
    double median = ratios.median();
    out.printf(
        "%-14s %5.2f  (%s), wanted at most %.1f: %s%n",
        title, median, ratios.range(2), limit, median <= limit ? "met" : "MISSED");
    figures.put(key, median);
  }

  private static Child worker(String kind, Server server, Workload workload) throws IOException {
    return new Child(
        Worker.class,
        // As long jobs are advised to run.
        List.of("-Dbarlake.bench.kind=" + kind, "-XX:TieredStopAtLevel=4"),
        List.of(kind, server.url().toString(), workload.toArgument()));
  }
}
