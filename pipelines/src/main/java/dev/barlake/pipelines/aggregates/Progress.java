package dev.barlake.pipelines.aggregates;

import static java.util.stream.Collectors.groupingBy;
import static java.util.stream.Collectors.summingLong;
import static java.util.stream.Collectors.toMap;

import dev.barlake.aggregates.AggregatesRequest;
import dev.barlake.aggregates.LiveCounters;
import dev.barlake.marketapi.MarketApi;
import dev.barlake.pipelines.cli.Pace;
import dev.barlake.pipelines.cli.ProgressLine;
import java.io.PrintStream;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.atomic.AtomicInteger;

/**
 * How far a run of the aggregates job is, as a {@link ProgressLine}. On a cluster the workers'
 * counters are out of sight, so it shows only slices and time.
 */
final class Progress implements AutoCloseable {
  private final boolean embedded;
  private final int slices;
  private final MarketApi api;
  private final Pace pace = new Pace();
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
    if (!embedded) {
      return pace.line(Optional.empty(), "slices %,d/%,d".formatted(slicesDone.get(), slices));
    }
    long pieces = Math.min(plannedPieces, LiveCounters.pieces() - piecesBefore);
    long tickers =
        doneAt.entrySet().stream()
            .filter(e -> LiveCounters.pieces(e.getKey()) >= e.getValue())
            .count();
    return pace.line(
        pieces,
        plannedPieces,
        api.waitingFor(),
        "tickers %,d/%,d".formatted(tickers, doneAt.size()),
        pace.requests(api.counters().requests() - requestsBefore),
        "%,d bars".formatted(LiveCounters.bars() - barsBefore));
  }

  @Override
  public void close() {
    printed.close();
  }
}
