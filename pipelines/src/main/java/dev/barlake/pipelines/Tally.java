package dev.barlake.pipelines;

import dev.barlake.aggregates.AggregatesRequest;
import dev.barlake.aggregates.Receipt;
import dev.barlake.lake.Watermark;
import dev.barlake.model.BarSeries;
import dev.barlake.model.Coverage;
import dev.barlake.model.TimeRange;
import java.time.Instant;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.TreeMap;
import java.util.TreeSet;

/**
 * Adds up the receipts of a run against its plan: each planned instant is covered or failed, and a
 * watermark moves only over what is covered without a gap.
 */
final class Tally {
  /** How many failures the summary tells; all are in the lake. */
  private static final int TOLD = 5;

  private final Map<BarSeries, Series> all = new TreeMap<>();
  private final Set<String> categories = new TreeSet<>();
  private final List<Receipt.Failed> firstFailures = new ArrayList<>();
  private long files;
  private long skipped;
  private long failed;
  private long bars;
  private long added;
  private long changed;
  private long vanished;
  private long upserted;

  /** What became of one series. */
  private static final class Series {
    private final AggregatesRequest request;
    private Coverage covered = Coverage.NONE;
    private Coverage failed = Coverage.NONE;
    private long bars;
    private boolean known;

    Series(AggregatesRequest request) {
      this.request = request;
    }

    /** The end (epoch ms) of what is covered without a gap from the start of the plan. */
    long coveredUpTo() {
      List<TimeRange> gaps = covered.missing(request.range(), range -> true);
      return gaps.isEmpty() ? request.range().to() : gaps.get(0).from();
    }
  }

  Tally(Plan plan) {
    plan.requests().forEach(request -> all.put(request.series(), new Series(request)));
  }

  void add(List<Receipt> receipts) {
    receipts.forEach(this::add);
  }

  private void add(Receipt receipt) {
    Series series = all.get(receipt.part().series());
    for (TimeRange range : receipt.part().timeRanges()) {
      Coverage part = Coverage.of(range, 0, "");
      if (receipt instanceof Receipt.Failed) {
        series.failed = series.failed.merge(part);
      } else {
        series.covered = series.covered.merge(part);
      }
    }
    if (receipt instanceof Receipt.Written written) {
      files++;
      bars += written.fetched();
      added += written.added();
      changed += written.changed();
      vanished += written.vanished();
      upserted += written.upserted() == null ? 0 : written.upserted();
      series.bars += written.rows();
    } else if (receipt instanceof Receipt.Skipped skip) {
      skipped++;
      upserted += skip.upserted() == null ? 0 : skip.upserted();
      series.known = true;
    } else if (receipt instanceof Receipt.Failed failure) {
      failed++;
      categories.add(failure.category());
      series.known = true;
      if (firstFailures.size() < TOLD) {
        firstFailures.add(failure);
      }
    }
  }

  /**
   * The watermarks after this run.
   *
   * @param before those in the lake, of the same window and scale
   */
  Map<String, Watermark> advance(Map<String, Watermark> before, boolean adjusted) {
    Map<String, Watermark> after = new HashMap<>(before);
    all.forEach(
        (series, tally) -> {
          if (series.adjusted() == adjusted) {
            Watermark moved = advance(before.get(series.ticker()), tally);
            if (moved != null) {
              after.put(series.ticker(), moved);
            }
          }
        });
    return after;
  }

  private static Watermark advance(Watermark before, Series tally) {
    TimeRange planned = tally.request.range();
    // Unless all of it is on today's scale, the next run has to look at the whole history again;
    // what an early end left out has no failure, but it is not covered either.
    boolean whole = tally.failed.ranges().isEmpty() && tally.covered.covers(planned);
    String splits = whole ? tally.request.splits() : before == null ? "unknown" : before.splits();
    long reached = tally.coveredUpTo();
    if (before == null) {
      return reached > planned.from() ? new Watermark(Instant.ofEpochMilli(reached), splits) : null;
    }
    boolean adjoins = planned.from() <= before.watermark().toEpochMilli();
    long mark = Math.max(before.watermark().toEpochMilli(), adjoins ? reached : 0);
    return new Watermark(Instant.ofEpochMilli(mark), splits);
  }

  /** Tickers without a single bar in all that was asked for: misspelt, or never traded. */
  Set<String> tickersWithoutBars() {
    Set<String> silent = new TreeSet<>();
    Set<String> known = new TreeSet<>();
    all.forEach(
        (series, tally) -> (tally.known || tally.bars > 0 ? known : silent).add(series.ticker()));
    silent.removeAll(known);
    return silent;
  }

  Set<String> failedTickers() {
    Set<String> tickers = new TreeSet<>();
    all.forEach(
        (series, tally) -> {
          if (!tally.failed.ranges().isEmpty()) {
            tickers.add(series.ticker());
          }
        });
    return tickers;
  }

  /** Series of which a part is neither covered nor failed, which no correct run has. */
  List<BarSeries> unaccounted() {
    return all.entrySet().stream()
        .filter(
            entry ->
                !entry
                    .getValue()
                    .covered
                    .merge(entry.getValue().failed)
                    .covers(entry.getValue().request.range()))
        .map(Map.Entry::getKey)
        .toList();
  }

  /** What the receipts say about how the run ended. */
  ExitCode exitCode() {
    if (failed == 0) {
      return ExitCode.DONE;
    }
    if (categories.contains("fatal")) {
      return ExitCode.ERROR;
    }
    return categories.equals(Set.of("transient"))
        ? ExitCode.TRY_AGAIN_LATER
        : ExitCode.FAILED_REQUESTS;
  }

  List<Receipt.Failed> firstFailures() {
    return firstFailures;
  }

  /** Bars that a table was given; 0 where there is none. */
  long upserted() {
    return upserted;
  }

  /** The counts for the summary, in the order in which they are printed. */
  Map<String, Long> counts() {
    Map<String, Long> counts = new LinkedHashMap<>();
    counts.put("files", files);
    counts.put("bars", bars);
    counts.put("added", added);
    counts.put("changed", changed);
    counts.put("vanished", vanished);
    counts.put("skipped", skipped);
    counts.put("failed", failed);
    return counts;
  }
}
