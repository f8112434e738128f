package dev.barlake.pipelines.aggregates;

import static java.util.stream.Collectors.groupingBy;
import static java.util.stream.Collectors.summingLong;
import static java.util.stream.Collectors.toMap;

import dev.barlake.aggregates.AggregatesRequest;
import dev.barlake.aggregates.LiveCounters;
import dev.barlake.marketapi.MarketApi;
import dev.barlake.pipelines.cli.ProgressLine;
import java.io.PrintStream;
import java.time.Duration;
import java.util.Map;
import java.util.concurrent.atomic.AtomicInteger;

/**
 * How far a run of the aggregates job is, as a {@link ProgressLine}. On a cluster the workers'
 * counters are out of sight, so it shows only slices and time.
 */
final class Progress implements AutoCloseable {
  private final boolean embedded;
  private final int slices;
  private final MarketApi api;
  private final long startedAt = System.nanoTime();
  private final long plannedPieces;
  private final Map<String, Long> doneAt;
  private final long piecesBefore = LiveCounters.pieces();
  private final long barsBefore = LiveCounters.bars();
  private final long requestsBefore;
  private final AtomicInteger slicesDone = new AtomicInteger();
  private final ProgressLine printed;

  private Progress(PrintStream err, boolean embedded, int slices, Plan plan, MarketApi api) {
    this.embedded = embedded;
    this.slices = slices;
    this.plannedPieces = plan.apiRequests();
    this.api = api;
    this.requestsBefore = api.counters().requests();
    this.doneAt =
        plan.requests().stream()
            .collect(groupingBy(r -> r.series().ticker(), summingLong(AggregatesRequest::pieces)))
            .entrySet()
            .stream()
            .collect(toMap(Map.Entry::getKey, e -> LiveCounters.pieces(e.getKey()) + e.getValue()));
    this.printed = ProgressLine.start(err, this::line);
  }

  /**
   * Starts to report.
   *
   * @param embedded whether the workers count in this process
   */
  static Progress start(PrintStream err, boolean embedded, int slices, Plan plan, MarketApi api) {
    return new Progress(err, embedded, slices, plan, api);
  }

  void sliceDone() {
    slicesDone.incrementAndGet();
  }

  /**
   * As {@code 24 % · tickers 3/12 · 130 requests (300/min) · 1,234,567 bars · 2 min left · waits
   * for the budget of 300 requests a minute}, or on a cluster {@code slices 1/3 · 2 min so far}.
   */
  String line() {
    double seconds = Math.max(0.001, (System.nanoTime() - startedAt) / 1e9);
    if (!embedded) {
      return "slices %,d/%,d · %s so far"
          .formatted(slicesDone.get(), slices, humanly(Duration.ofSeconds((long) seconds)));
    }
    long pieces = Math.min(plannedPieces, LiveCounters.pieces() - piecesBefore);
    long bars = LiveCounters.bars() - barsBefore;
    long requests = api.counters().requests() - requestsBefore;
    long tickers =
        doneAt.entrySet().stream()
            .filter(e -> LiveCounters.pieces(e.getKey()) >= e.getValue())
            .count();
    String left =
        pieces == 0
            ? "time left not known yet"
            : humanly(Duration.ofSeconds((long) (seconds * (plannedPieces - pieces) / pieces)))
                + " left";
    return "%d %% · tickers %,d/%,d · %,d requests (%,.0f/min) · %,d bars · %s%s"
        .formatted(
            plannedPieces == 0 ? 100 : 100 * pieces / plannedPieces,
            tickers,
            doneAt.size(),
            requests,
            requests * 60 / seconds,
            bars,
            left,
            pieces == plannedPieces
                ? ""
                : api.waitingFor().map(what -> " · waits for " + what).orElse(""));
  }

  private static String humanly(Duration duration) {
    long seconds = Math.max(0, duration.toSeconds());
    if (seconds < 60) {
      return seconds + " s";
    }
    return seconds < 3600
        ? "%d min".formatted(Math.round(seconds / 60.0))
        : "%d h %d min".formatted(seconds / 3600, seconds % 3600 / 60);
  }

  @Override
  public void close() {
    printed.close();
  }
}
