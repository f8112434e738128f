package dev.barlake.pipelines.aggregates;

import dev.barlake.aggregates.AggregatesRequest;
import dev.barlake.aggregates.Receipt;
import dev.barlake.aggregates.Refetch;
import dev.barlake.lake.Lake;
import dev.barlake.marketapi.MarketApiConfig;
import dev.barlake.model.BarSeries;
import dev.barlake.model.SplitEpoch;
import dev.barlake.model.TimeRange;
import java.io.PrintStream;
import java.nio.charset.StandardCharsets;
import java.time.Clock;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.TreeMap;
import java.util.function.Supplier;

/**
 * Asks the API again for ranges that the lake covers, and merges what it answers: an extraction
 * like any other, with receipts and a manifest of its own.
 *
 * @param requestsPerMinute of the whole job; {@code api} has the share of one process
 */
public record Reextraction(
    String lake,
    MarketApiConfig api,
    int requestsPerMinute,
    String runId,
    Supplier<AggregatesOptions> beam) {

  /**
   * How it ended.
   *
   * @param exitCode see {@link dev.barlake.pipelines.cli.ExitCode}
   * @param error what ended it early; null if nothing did
   * @param requests that were sent; 0 if a cluster sent them
   */
  public record Outcome(int exitCode, String error, long requests, List<Receipt> receipts) {}

  /**
   * Runs it for series of one window.
   *
   * @param ranges of each series, disjoint and ascending
   */
  public Outcome run(Map<BarSeries, List<TimeRange>> ranges, Clock clock, PrintStream err) {
    List<AggregatesRequest> requests = new ArrayList<>();
    new TreeMap<>(ranges)
        .forEach(
            (series, all) ->
                requests.add(
                    AggregatesRequest.of(series, all.get(0), SplitEpoch.NO_SPLITS)
                        .with(all, SplitEpoch.NO_SPLITS, AggregatesRequest.Start.KNOWN)));
    BarSeries first = requests.get(0).series();
    RunSummary summary = new AggregatesRun(settings(first, clock), clock, err, requests).run();
    // The run has removed the directory that it found in the options; the next one makes its own.
    beam.get().setFlinkConfDir(null);
    try (Lake open = Lake.open(lake, beam)) {
      return new Outcome(
          summary.exitCode(),
          summary.error(),
          summary.api().getOrDefault("requests", 0L),
          summary.receipts() == null ? List.of() : receipts(open, summary.receipts()));
    }
  }

  private static List<Receipt> receipts(Lake lake, String directory) {
    return lake.list(directory).stream()
        .flatMap(path -> lake.read(path).stream())
        .flatMap(bytes -> new String(bytes, StandardCharsets.UTF_8).lines())
        .map(Receipt::parse)
        .toList();
  }

  private AggregatesSettings settings(BarSeries series, Clock clock) {
    return new AggregatesSettings(
        new TickerSource.Listed(List.of(series.ticker())),
        series.multiplier(),
        series.timespan(),
        List.of(false, true),
        Optional.empty(),
        Optional.empty(),
        Optional.empty(),
        Optional.empty(),
        Duration.ZERO,
        lake,
        Optional.empty(),
        api,
        requestsPerMinute,
        new Refetch(Refetch.Mode.ALL, Duration.ZERO, runId, clock.millis()),
        false,
        runId,
        beam);
  }
}
