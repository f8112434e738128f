package dev.barlake.bench;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import java.io.IOException;
import java.io.PrintStream;
import java.lang.management.ManagementFactory;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.TreeMap;
import java.util.stream.Stream;

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
  private static final int WARM_UPS = 2;
  private static final int RUNS = 3;
  private static final int BUDGET = 6_000;
  private static final int LATENCY_MILLIS = 100;
  private static final int MEMORY_TICKERS = 2_000;
  private static final ObjectMapper MAPPER = new ObjectMapper();

  private final PrintStream out = System.out;
  private final Map<String, Object> figures = new LinkedHashMap<>();
  private final Path directory;
  private int lakes;

  private Bench(Path directory) {
    this.directory = directory;
  }

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
    Path directory = Files.createTempDirectory("barlake-bench-");
    try {
      new Bench(directory).run(wanted);
    } finally {
      delete(directory);
    }
  }

  private void run(List<String> wanted) throws Exception {
    out.printf(
        "%d cores, load %.1f before, Java %s%n",
        Runtime.getRuntime().availableProcessors(), load(), System.getProperty("java.version"));
    figures.put("cores", Runtime.getRuntime().availableProcessors());
    figures.put("loadBefore", load());
    if (wanted.contains("warm")) {
      warm();
    }
    if (wanted.contains("cold")) {
      cold("cold", Workload.COLD);
      cold("coldBackfill", Workload.COLD_BACKFILL);
    }
    if (wanted.contains("budget")) {
      budget();
    }
    if (wanted.contains("memory")) {
      memory();
    }
    figures.put("loadAfter", load());
    out.printf("%nload %.1f after%n", load());
    out.println(MAPPER.writeValueAsString(figures));
  }

  private void warm() throws Exception {
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
          Path lake = newLake();
          worker.getValue().say(lake.toString());
          Cost cost = worker.getValue().cost();
          delete(lake);
          check(expected, cost.bars(), worker.getKey());
          System.err.printf(
              "%s %d: %s %.3f CPU s per million bars, %.1f s, load %.1f%n",
              run < WARM_UPS ? "warm-up" : "run",
              run < WARM_UPS ? run + 1 : run - WARM_UPS + 1,
              worker.getKey(),
              cost.cpuPerMillion(),
              cost.wallSeconds(),
              load());
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
      List<Double> cpu = costs.get(name).stream().map(Cost::cpuPerMillion).toList();
      out.printf(
          "%-8s %8.3f %15s %10.2f %12.0f%n",
          name,
          median(cpu),
          range(cpu),
          median(costs.get(name).stream().map(Cost::wallSeconds).toList()),
          costs.get(name).get(RUNS - 1).peakMegabytes());
      figures.put(name + "CpuPerMillion", cpu);
    }
    ratio("job / loop", "jobToLoop", costs.get("job"), costs.get("loop"), 1.5);
    ratio("read / parse", "readToParse", costs.get("read"), costs.get("parse"), 1.0);
    ratio("loop / parse", "loopToParse", costs.get("loop"), costs.get("parse"), 2.5);
  }

  /** Runs side by side are held against each other, since the machine's load comes and goes. */
  private void ratio(String title, String key, List<Cost> over, List<Cost> under, double limit) {
    List<Double> ratios = new ArrayList<>();
    for (int run = 0; run < over.size(); run++) {
      ratios.add(over.get(run).cpuPerMillion() / under.get(run).cpuPerMillion());
    }
    double median = median(ratios);
    out.printf(
        "%-14s %5.2f  (%s), wanted at most %.1f: %s%n",
        title, median, range(ratios), limit, median <= limit ? "met" : "MISSED");
    figures.put(key, median);
  }

  private void cold(String name, Workload workload) throws Exception {
    List<Cost> costs = new ArrayList<>();
    try (Server server = new Server(0, workload)) {
      for (int run = 0; run < RUNS; run++) {
        Path lake = newLake();
        List<String> flags = workload.flags(server.url(), lake.toString(), Worker.UNLIMITED);
        List<String> all = new ArrayList<>(flags);
        all.add("--parallelism=2");
        costs.add(fresh(List.of(), all, workload).cost());
        delete(lake);
      }
    }
    out.printf(
        "%nCold: a fresh JVM, %,d bars, %,d requests; %d runs%n",
        workload.bars(), workload.pieces().size(), RUNS);
    row("CPU s", name + "CpuSeconds", costs.stream().map(Cost::cpuSeconds).toList());
    row("wall s", name + "WallSeconds", costs.stream().map(Cost::wallSeconds).toList());
    row("peak RSS MB", name + "PeakMegabytes", costs.stream().map(Cost::peakMegabytes).toList());
  }

  private void row(String title, String key, List<Double> values) {
    out.printf("%-12s %8.1f  (%s)%n", title, median(values), range(values));
    figures.put(key, median(values));
  }

  private void budget() throws Exception {
    Workload workload = Workload.BUDGET;
    try (Server server = new Server(LATENCY_MILLIS, workload)) {
      Path lake = newLake();
      Instant start = Instant.now();
      Fresh job = fresh(List.of(), workload.flags(server.url(), lake.toString(), BUDGET), workload);
      Instant end = Instant.now();
      delete(lake);
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

  private void memory() throws Exception {
    Workload workload =
        Workload.memory(Integer.getInteger("barlake.bench.tickers", MEMORY_TICKERS));
    try (Server server = new Server(0, workload)) {
      Path lake = newLake();
      List<String> flags = workload.flags(server.url(), lake.toString(), BUDGET);
      Fresh job = fresh(List.of("-Xmx256m"), flags, workload);
      delete(lake);
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
      check(workload.bars(), counts.path("added").asLong(), "the job");
      return new Fresh(cost, memory.stream().filter(rss -> rss > 0).toList());
    }
  }

  /** A page server that has its pages ready. */
  private static final class Server implements AutoCloseable {
    private final Child process;
    private final URI url;
    private final HttpClient client = HttpClient.newHttpClient();

    Server(int latencyMillis, Workload workload) throws IOException, InterruptedException {
      process =
          new Child(PageServer.class, List.of("-Xmx1g"), List.of(Integer.toString(latencyMillis)));
      url = URI.create("http://127.0.0.1:" + process.line());
      List<Workload.Piece> pieces = workload.pieces();
      // The variants of every range are met within a few tickers.
      int some = Math.min(pieces.size(), 24 * pieces.size() / workload.tickers());
      for (Workload.Piece piece : pieces.subList(0, some)) {
        get(piece.pathAndQuery());
      }
      arrivals();
    }

    URI url() {
      return url;
    }

    List<Long> arrivals() throws IOException, InterruptedException {
      return get("/arrivals").lines().map(Long::valueOf).sorted().toList();
    }

    private String get(String path) throws IOException, InterruptedException {
      return client
          .send(
              HttpRequest.newBuilder(URI.create(url + path)).build(),
              HttpResponse.BodyHandlers.ofString())
          .body();
    }

    @Override
    public void close() throws IOException {
      process.close();
    }
  }

  private static Child worker(String kind, Server server, Workload workload) throws IOException {
    return new Child(
        Worker.class,
        // As long jobs are advised to run.
        List.of("-Dbarlake.bench.kind=" + kind, "-XX:TieredStopAtLevel=4"),
        List.of(kind, server.url().toString(), workload.toArgument()));
  }

  private Path newLake() {
    return directory.resolve("lake-" + lakes++);
  }

  private static void check(long expected, long written, String who) {
    if (written != expected) {
      throw new IllegalStateException(
          "Cannot trust the figures: %s wrote %,d bars, expected were %,d"
              .formatted(who, written, expected));
    }
  }

  private static double load() {
    return ManagementFactory.getOperatingSystemMXBean().getSystemLoadAverage();
  }

  private static double median(List<Double> values) {
    return values.stream().sorted().toList().get(values.size() / 2);
  }

  private static String range(List<Double> values) {
    return "%.2f-%.2f"
        .formatted(
            values.stream().min(Comparator.naturalOrder()).orElseThrow(),
            values.stream().max(Comparator.naturalOrder()).orElseThrow());
  }

  private static void delete(Path directory) throws IOException {
    if (!Files.exists(directory)) {
      return;
    }
    try (Stream<Path> files = Files.walk(directory)) {
      for (Path file : files.sorted(Comparator.reverseOrder()).toList()) {
        Files.delete(file);
      }
    }
  }
}
