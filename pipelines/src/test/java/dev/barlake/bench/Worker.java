package dev.barlake.bench;

import com.fasterxml.jackson.core.JsonFactory;
import com.fasterxml.jackson.core.JsonParser;
import com.fasterxml.jackson.core.JsonToken;
import com.fasterxml.jackson.core.StreamReadFeature;
import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import dev.barlake.lake.Lake;
import dev.barlake.lake.MergeResult;
import dev.barlake.marketapi.AggregatesWalk;
import dev.barlake.marketapi.ApiKey;
import dev.barlake.marketapi.MarketApi;
import dev.barlake.marketapi.MarketApiConfig;
import dev.barlake.model.BarBlock;
import dev.barlake.model.Bars;
import dev.barlake.model.Coverage;
import dev.barlake.model.SplitEpoch;
import dev.barlake.model.TimeRange;
import dev.barlake.pipelines.aggregates.AggregatesCommand;
import java.io.BufferedReader;
import java.io.ByteArrayInputStream;
import java.io.IOException;
import java.io.InputStreamReader;
import java.net.URI;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import java.util.zip.GZIPInputStream;
import org.apache.beam.sdk.options.PipelineOptionsFactory;

/**
 * A process that does one kind of work again and again, each time it is told to: {@code parse},
 * {@code read}, {@code loop} or {@code job}. One process each, so that no kind is compiled for
 * another's sake.
 */
final class Worker {
  /** More than any of these can use. */
  static final int UNLIMITED = 1_000_000;

  private static final int THREADS = 2;
  private static final JsonFactory JSON =
      JsonFactory.builder().enable(StreamReadFeature.USE_FAST_DOUBLE_PARSER).build();

  private final URI api;
  private final Workload workload;
  private final List<byte[]> pages = new ArrayList<>();
  private double blackHole;

  private Worker(URI api, Workload workload) {
    this.api = api;
    this.workload = workload;
  }

  /** Arguments: kind, API, workload. Each line of standard input names a directory to write to. */
  public static void main(String[] args) throws Exception {
    Worker worker = new Worker(URI.create(args[1]), Workload.parse(args[2]));
    BufferedReader commands =
        new BufferedReader(new InputStreamReader(System.in, StandardCharsets.UTF_8));
    if (args[0].equals("parse")) {
      worker.fetch();
    }
    long total = 0;
    for (String lake = commands.readLine(); lake != null; lake = commands.readLine()) {
      Cost before = Cost.soFar(total);
      total +=
          switch (args[0]) {
            case "parse" -> worker.parse();
            case "read" -> worker.read();
            case "loop" -> worker.loop(lake);
            case "job" -> worker.job(lake);
            default -> throw new IllegalArgumentException(args[0]);
          };
      System.out.println(Cost.soFar(total).since(before).toLine());
    }
    System.err.println(worker.blackHole);
    System.exit(0);
  }

  /** The pages that differ by more than the ticker are held once, so that the heap stays small. */
  private void fetch() {
    BarPages same = new BarPages();
    for (Workload.Piece piece : workload.pieces()) {
      BarPages.Page page =
          same.page(
              piece.series().ticker(),
              workload.multiplier(),
              piece.range().from(),
              piece.range().to() - 1,
              true);
      pages.add(page.start());
      pages.add(page.end());
    }
  }

  /** Gunzip and a bare streaming parse that looks at every value and keeps none. */
  private long parse() throws IOException {
    long bars = 0;
    for (int i = 0; i < pages.size(); i += 2) {
      byte[] page = new BarPages.Page(pages.get(i), pages.get(i + 1)).bytes();
      try (JsonParser json =
          JSON.createParser(new GZIPInputStream(new ByteArrayInputStream(page), 1 << 16))) {
        for (JsonToken token = json.nextToken(); token != null; token = json.nextToken()) {
          switch (token) {
            case VALUE_NUMBER_FLOAT -> blackHole += json.getDoubleValue();
            case VALUE_NUMBER_INT -> blackHole += json.getLongValue();
            case VALUE_STRING -> blackHole += json.getText().length();
            case END_OBJECT -> bars++;
            default -> {}
          }
        }
      }
      bars--; // the page itself
    }
    return bars;
  }

  /** The same client as the job's, without anything that keeps the bars. */
  private long read() {
    MarketApi client = client();
    long bars = 0;
    for (Workload.Piece piece : workload.pieces()) {
      AggregatesWalk walk = client.aggregates(piece.series(), piece.range());
      for (AggregatesWalk.Page page = walk.next(); page != null; page = walk.next()) {
        bars += page.bars().size();
      }
    }
    client.release();
    return bars;
  }

  private MarketApi client() {
    return MarketApi.shared(MarketApiConfig.of(api, UNLIMITED), ApiKey.AGGREGATES.find());
  }

  /** The same client and writer as the job's, without Beam: one request after the other. */
  private long loop(String directory) throws InterruptedException, ExecutionException {
    MarketApi client = client();
    ExecutorService threads = Executors.newFixedThreadPool(THREADS);
    try (Lake lake = Lake.open(directory, PipelineOptionsFactory.create())) {
      List<Future<Long>> pieces = new ArrayList<>();
      for (Workload.Piece piece : workload.pieces()) {
        pieces.add(threads.submit(() -> piece(client, lake, piece)));
      }
      long added = 0;
      for (Future<Long> piece : pieces) {
        added += piece.get();
      }
      return added;
    } finally {
      threads.shutdown();
    }
  }

  private static long piece(MarketApi client, Lake lake, Workload.Piece piece) {
    long now = System.currentTimeMillis();
    Bars.Builder all = new Bars.Builder(0);
    AggregatesWalk walk = client.aggregates(piece.series(), piece.range());
    for (AggregatesWalk.Page page = walk.next(); page != null; page = walk.next()) {
      all.addAll(page.bars(), 0, page.bars().size());
    }
    Bars bars = all.build();
    SplitEpoch epoch = new SplitEpoch(0, SplitEpoch.NO_SPLITS);
    long added = 0;
    int row = 0;
    while (row < bars.size()) {
      long period = piece.series().periodOf(bars.windowStart(row));
      TimeRange range = piece.series().periodRange(period);
      int end = bars.firstAtOrAfter(range.to());
      Coverage coverage = Coverage.of(range.intersect(piece.range()), now, "loop");
      added +=
          merge(lake, new BarBlock(piece.series(), period, epoch, coverage, bars.slice(row, end)));
      row = end;
    }
    return added;
  }

  private static long merge(Lake lake, BarBlock block) {
    return ((MergeResult) lake.merge(block)).counts().added();
  }

  /** The command as a user runs it, embedded Flink and all. */
  private long job(String directory) throws IOException {
    List<String> flags = new ArrayList<>(workload.flags(api, directory, UNLIMITED));
    flags.add("--parallelism=" + THREADS);
    flags.add("--runId=" + Path.of(directory).getFileName());
    flags.addAll(extraFlags());
    JsonNode summary =
        new ObjectMapper().readTree(AggregatesCommand.run(flags.toArray(String[]::new)));
    return summary.path("counts").path("added").asLong();
  }

  /** More flags for the job, to try what they do: {@code -Dbarlake.bench.flags="--a --b"}. */
  private static List<String> extraFlags() {
    String flags = System.getProperty("barlake.bench.flags", "").strip();
    return flags.isEmpty() ? List.of() : List.of(flags.split("\\s+"));
  }
}
