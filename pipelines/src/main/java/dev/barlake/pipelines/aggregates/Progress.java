package dev.barlake.pipelines.aggregates;

import dev.barlake.aggregates.LiveCounters;
import dev.barlake.marketapi.MarketApi;
import dev.barlake.pipelines.cli.ProgressLine;
import java.io.PrintStream;
import java.time.Duration;
import java.util.concurrent.atomic.AtomicInteger;

/**
 * How far a run of the aggregates job is, as a {@link ProgressLine}. On a cluster the workers'
 * counters are out of sight, so it shows only slices and time.
 */
final class Progress implements AutoCloseable {
  private final boolean embedded;
  private final int slices;
  private final long plannedPieces;
  private final MarketApi api;
  private final long startedAt = System.nanoTime();
  private final long piecesBefore = LiveCounters.pieces();
  private final long barsBefore = LiveCounters.bars();
  private final long requestsBefore;
  private final AtomicInteger slicesDone = new AtomicInteger();
  private final ProgressLine told;

  private Progress(
      PrintStream err, boolean embedded, int slices, long plannedPieces, MarketApi api) {
    this.embedded = embedded;
    this.slices = slices;
    this.plannedPieces = plannedPieces;
    this.api = api;
    this.requestsBefore = api.counters().requests();
    this.told = ProgressLine.start(err, this::line);
  }

  /**
   * Starts to report.
   *
   * @param embedded whether the workers count in this process
   * @param plannedPieces of about one request each
   */
  static Progress start(
      PrintStream err, boolean embedded, int slices, long plannedPieces, MarketApi api) {
    return new Progress(err, embedded, slices, plannedPieces, api);
  }

  void sliceDone() {
    slicesDone.incrementAndGet();
  }

  /**
   * As {@code pieces 120/500 · 130 requests (300/min) · 1,234,567 bars (45,000/s) · 2 min left}, or
   * on a cluster {@code slices 1/3 · 2 min so far}.
   */
  String line() {
    double seconds = Math.max(0.001, (System.nanoTime() - startedAt) / 1e9);
    if (!embedded) {
      return "slices %,d/%,d · %s so far"
          .formatted(slicesDone.get(), slices, humanly(Duration.ofSeconds((long) seconds)));
    }
    long pieces = LiveCounters.pieces() - piecesBefore;
    long bars = LiveCounters.bars() - barsBefore;
    long requests = api.counters().requests() - requestsBefore;
    String left =
        pieces == 0
            ? "unknown time"
            : humanly(Duration.ofSeconds((long) (seconds * (plannedPieces - pieces) / pieces)));
    return "pieces %,d/%,d · %,d requests (%,.0f/min) · %,d bars (%,.0f/s) · %s left"
        .formatted(
            pieces, plannedPieces, requests, requests * 60 / seconds, bars, bars / seconds, left);
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
    told.close();
  }
}
