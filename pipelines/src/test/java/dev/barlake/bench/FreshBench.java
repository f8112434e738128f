package dev.barlake.bench;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import java.io.IOException;
import java.io.PrintStream;
import java.nio.file.Path;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.stream.Stream;

/** {@code ./barlake bench [cold] [budget] [memory]}: the job in a fresh JVM. */
final class FreshBench {
  private static final int RUNS = 3;
  private static final int BUDGET = 6_000;
  private static final int LATENCY_MILLIS = 100;
  private static final int MEMORY_TICKERS = 2_000;
  private static final ObjectMapper MAPPER = new ObjectMapper();

  private final PrintStream out = System.out;
  private final Scratch scratch;
  private final Map<String, Object> figures;

  FreshBench(Scratch scratch, Map<String, Object> figures) {
    this.scratch = scratch;
    this.figures = figures;
  }

  void cold(String name, Workload workload) throws Exception {
    List<Cost> costs = new ArrayList<>();
    try (Server server = new Server(0, workload)) {
      for (int run = 0; run < RUNS; run++) {
        Path lake = scratch.newLake();
        List<String> flags = workload.flags(server.url(), lake.toString(), Worker.UNLIMITED);
        List<String> all = new ArrayList<>(flags);
        all.add("--parallelism=2");
        costs.add(fresh(List.of(), all, workload).cost());
        Scratch.delete(lake);
      }
    }
    out.printf(
        "%nCold: a fresh JVM, %,d bars, %,d requests; %d runs%n",
        workload.bars(), workload.pieces().size(), RUNS);
    row("CPU s", name + "CpuSeconds", Sample.of(costs, Cost::cpuSeconds));
    row("wall s", name + "WallSeconds", Sample.of(costs, Cost::wallSeconds));
    row("peak RSS MB", name + "PeakMegabytes", Sample.of(costs, Cost::peakMegabytes));
  }

  private void row(String title, String key, Sample values) {
    out.printf("%-12s %8.1f  (%s)%n", title, values.median(), values.range(2));
    figures.put(key, values.median());
  }

  void budget() throws Exception {
    Workload workload = Workload.BUDGET;
    try (Server server = new Server(LATENCY_MILLIS, workload)) {
      Path lake = scratch.newLake();
      Instant start = Instant.now();
      Fresh job = fresh(List.of(), workload.flags(server.url(), lake.toString(), BUDGET), workload);
      Instant end = Instant.now();
      Scratch.delete(lake);
      List<Long> arrivals = server.arrivals();
      long first = arrivals.get(0);
      long last = arrivals.get(arrivals.size() - 1);
      double perSecond = BUDGET / 60.0;
      double asking = arrivals.size() / ((last - first) / 1e3) / perSecond;
      double whole = arrivals.size() / (Duration.between(start, end).toMillis() / 1e3) / perSecond;
      out.printf(
          "%nBudget: %,d requests/min, %d ms latency, %,d requests, %,d bars%n",
          BUDGET, LATENCY_MILLIS, arrivals.size(), workload.bars());
      out.printf(
          "used between first and last request %.1f %% over %.1f s, wanted at least 90: %s%n",
          asking * 100, (last - first) / 1e3, asking >= 0.9 ? "met" : "MISSED");
      out.printf(
          "most requests within a minute %,d; longest pause %.1f s; start-up %.1f s; tail %.1f s; of"
              + " the whole process's time %.1f %%; CPU %.1f s, peak RSS %.0f MB%n",
          mostInAMinute(arrivals),
          longestPause(arrivals) / 1e3,
          (first - start.toEpochMilli()) / 1e3,
          (end.toEpochMilli() - last) / 1e3,
          whole * 100,
          job.cost().cpuSeconds(),
          job.cost().peakMegabytes());
      figures.put("budgetUsed", asking);
      figures.put("budgetUsedOfWholeProcess", whole);
      figures.put("budgetMostInAMinute", mostInAMinute(arrivals));
    }
  }

  private static long mostInAMinute(List<Long> arrivals) {
    int most = 0;
    int from = 0;
    for (int to = 0; to < arrivals.size(); to++) {
      while (arrivals.get(to) - arrivals.get(from) >= 60_000) {
        from++;
      }
      most = Math.max(most, to - from + 1);
    }
    return most;
  }

  private static long longestPause(List<Long> arrivals) {
    long longest = 0;
    for (int i = 1; i < arrivals.size(); i++) {
      longest = Math.max(longest, arrivals.get(i) - arrivals.get(i - 1));
    }
    return longest;
  }

  void memory() throws Exception {
    Workload workload =
        Workload.memory(Integer.getInteger("barlake.bench.tickers", MEMORY_TICKERS));
    try (Server server = new Server(0, workload)) {
      Path lake = scratch.newLake();
      List<String> flags = workload.flags(server.url(), lake.toString(), BUDGET);
      Fresh job = fresh(List.of("-Xmx256m"), flags, workload);
      Scratch.delete(lake);
      out.printf(
          "%nMemory: -Xmx256m, %,d tickers x 1 year of 5-minute bars = %,d bars, %,d requests%n",
          workload.tickers(), workload.bars(), workload.pieces().size());
      out.printf(
          "ended well; peak RSS %.0f MB; CPU %.1f s, wall %.1f s; RSS at quarters of the time %s MB%n",
          job.cost().peakMegabytes(),
          job.cost().cpuSeconds(),
          job.cost().wallSeconds(),
          job.memoryAtQuarters());
      figures.put("memoryPeakMegabytes", job.cost().peakMegabytes());
      figures.put("memoryBars", workload.bars());
      figures.put("memoryWallSeconds", job.cost().wallSeconds());
      figures.put("memoryRssAtQuarters", job.memoryAtQuarters());
    }
  }

  /** A job that has ended. */
  private record Fresh(Cost cost, List<Long> memory) {
    List<Long> memoryAtQuarters() {
      return memory.isEmpty()
          ? List.of()
          : Stream.of(1, 2, 3, 4).map(q -> memory.get((memory.size() - 1) * q / 4)).toList();
    }
  }

  private Fresh fresh(List<String> options, List<String> flags, Workload workload)
      throws Exception {
    List<Long> memory = new ArrayList<>();
    try (Child job = new Child(FreshJob.class, options, flags)) {
      Thread sampler =
          new Thread(
              () -> {
                try {
                  while (job.isAlive()) {
                    memory.add(Math.round(Cost.status(Long.toString(job.pid()), "VmRSS:")));
                    Thread.sleep(500);
                  }
                } catch (IOException | InterruptedException ended) {
                  return;
                }
              });
      sampler.start();
      String summary = "";
      Cost cost = null;
      while (cost == null) {
        String line = job.line();
        summary = line.startsWith("{") ? line : summary;
        cost = Cost.parse(line);
      }
      int code = job.exitCode();
      sampler.join();
      if (code != 0) {
        throw new IllegalStateException(
            "The job ended with %d: %s %s".formatted(code, summary, job.lastErrors()));
      }
      JsonNode counts = MAPPER.readTree(summary).path("counts");
      Cost.checkBars(workload.bars(), counts.path("added").asLong(), "the job");
      return new Fresh(cost, memory.stream().filter(rss -> rss > 0).toList());
    }
  }
}
