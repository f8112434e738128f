package dev.barlake.pipelines;

import dev.barlake.aggregates.LiveCounters;
import dev.barlake.marketapi.MarketApi;
import java.io.PrintStream;
import java.time.Duration;
import java.util.concurrent.Executors;
import java.util.concurrent.ScheduledExecutorService;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicInteger;

/**
 * Tells on standard error how far a run is: one line that is rewritten each second on a terminal, a
 * plain line every 30 seconds elsewhere. On a cluster the workers' counters are out of sight, so it
 * tells of slices and time only.
 */
final class Progress implements AutoCloseable {
  private final PrintStream err;
  private final boolean terminal;
  private final boolean embedded;
  private final int slices;
  private final long plannedPieces;
  private final MarketApi api;
  private final long startedAt = System.nanoTime();
  private final long piecesBefore = LiveCounters.pieces();
  private final long barsBefore = LiveCounters.bars();
  private final long requestsBefore;
  private final AtomicInteger slicesDone = new AtomicInteger();
  private final ScheduledExecutorService timer =
      Executors.newSingleThreadScheduledExecutor(
          task -> {
            Thread thread = new Thread(task, "progress");
            thread.setDaemon(true);
            return thread;
          });

  private Progress(
      PrintStream err,
      boolean terminal,
      boolean embedded,
      int slices,
      long plannedPieces,
      MarketApi api) {
    this.err = err;
    this.terminal = terminal;
    this.embedded = embedded;
    this.slices = slices;
    this.plannedPieces = plannedPieces;
    this.api = api;
    this.requestsBefore = api.counters().requests();
  }

  /**
   * Starts to tell.
   *
   * @param embedded whether the workers count in this process
   * @param plannedPieces of about one request each
   */
  static Progress start(
      PrintStream err, boolean embedded, int slices, long plannedPieces, MarketApi api) {
    boolean terminal = Boolean.getBoolean("barlake.terminal");
    Progress progress = new Progress(err, terminal, embedded, slices, plannedPieces, api);
    long seconds = terminal ? 1 : 30;
    var unused =
        progress.timer.scheduleAtFixedRate(progress::tell, seconds, seconds, TimeUnit.SECONDS);
    return progress;
  }

  void sliceDone() {
    slicesDone.incrementAndGet();
  }

  private void tell() {
    if (terminal) {
      err.print("\r\033[K" + line());
      err.flush();
    } else {
      err.println(line());
    }
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
    timer.shutdownNow();
    if (terminal) {
      err.println("\r\033[K" + line());
    }
  }
}
