package dev.barlake.pipelines.aggregates;

import dev.barlake.aggregates.AggregatesRequest;
import dev.barlake.aggregates.AggregatesRequest.Start;
import dev.barlake.aggregates.Receipt;
import dev.barlake.lake.Watermark;
import dev.barlake.model.ExecutedSplits;
import dev.barlake.model.TimeRange;
import java.time.Instant;
import java.time.LocalDate;
import java.util.ArrayList;
import java.util.List;
import java.util.Set;
import java.util.TreeSet;
import java.util.function.Predicate;

/** What became of one series in a run. */
final class SeriesTally {
  private final List<TimeRange> wanted;
  private final AggregatesRequest request;
  private final List<TimeRange> covered = new ArrayList<>();
  private final List<TimeRange> failed = new ArrayList<>();
  private final List<Receipt.Unknown> unknown = new ArrayList<>();
  private final Set<String> categories = new TreeSet<>();
  private long bars;
  private boolean known;
  private boolean doubted;

  /**
   * @param wanted what the user asked for
   * @param request that, and what else has to be taken again
   */
  SeriesTally(List<TimeRange> wanted, AggregatesRequest request) {
    this.wanted = wanted;
    this.request = request;
  }

  void add(Receipt receipt) {
    List<TimeRange> ranges = receipt.part().timeRanges();
    if (receipt instanceof Receipt.Failed failure) {
      failed.addAll(ranges);
      categories.add(failure.category());
      known = true;
    } else if (receipt instanceof Receipt.Unknown nothing) {
      unknown.add(nothing);
    } else {
      covered.addAll(ranges);
      known |= receipt instanceof Receipt.Skipped;
    }
    if (receipt instanceof Receipt.Written written) {
      bars += written.rows();
    }
  }

  /** Has the next run look whether all files are on one scale. */
  void doubt() {
    doubted = true;
  }

  /** Whether bars were found, or the lake or a failure says that there may be some. */
  boolean isKnown() {
    return known || bars > 0;
  }

  boolean hasBars() {
    return bars > 0;
  }

  boolean hasFailed() {
    return !failed.isEmpty();
  }

  /** Whether every planned instant is covered or failed. */
  boolean isAccounted() {
    List<TimeRange> told = new ArrayList<>(covered);
    told.addAll(failed);
    return TimeRange.subtract(request.ranges(), told).isEmpty();
  }

  /** Takes the unlisted parts as silence if the ticker has traded; else gives their failures. */
  List<Receipt.Failed> settleUnknown(Predicate<String> hasTraded) {
    String ticker = request.series().ticker();
    if (hasTraded.test(ticker)) {
      unknown.forEach(receipt -> covered.addAll(receipt.part().timeRanges()));
      unknown.clear();
    }
    return unknown.stream()
        .map(receipt -> Receipt.Failed.of(receipt.part(), "unknown", unknown(ticker, receipt)))
        .toList();
  }

  private static String unknown(String ticker, Receipt.Unknown receipt) {
    String hint =
        receipt.nearMiss() == null
            ? "see to its spelling"
            : "tickers are case-sensitive, and %s exists".formatted(receipt.nearMiss());
    return "Cannot extract '%s': no bar came, and the vendor does not list it; %s"
        .formatted(ticker, hint);
  }

  /**
   * The watermark after this run; null if there is none yet.
   *
   * @param reviewed the one that this run began with; null if there was none
   * @param before the one that there is now; another run may have moved it
   */
  Watermark advance(Watermark reviewed, Watermark before, LocalDate today) {
    long from = wanted.get(0).from();
    long reached =
        TimeRange.subtract(wanted, covered).stream()
            .mapToLong(TimeRange::from)
            .findFirst()
            .orElse(wanted.get(wanted.size() - 1).to());
    String splits = splits(reviewed, before, today);
    if (before == null) {
      return reached > from ? new Watermark(Instant.ofEpochMilli(reached), splits) : null;
    }
    boolean adjoins = from <= before.watermark().toEpochMilli();
    long mark = Math.max(before.watermark().toEpochMilli(), adjoins ? reached : 0);
    return new Watermark(Instant.ofEpochMilli(mark), splits);
  }

  /** The splits under which all files of the series are now, as far as that is certain. */
  private String splits(Watermark reviewed, Watermark before, LocalDate today) {
    String last = before == null ? Watermark.UNKNOWN : before.splits();
    if (doubted || categories.contains("splits") || isOfOtherSplits(reviewed, before)) {
      return Watermark.UNKNOWN;
    }
    boolean isFirst = before == null && request.start() == Start.NEW;
    if (!isFirst && !isSettled()) {
      return last;
    }
    // Of a split of the last few days nobody knows yet whether the first bars came before or after
    // the vendor applied it.
    boolean unproven = last.equals(Watermark.UNKNOWN);
    return unproven && ExecutedSplits.isRecent(request.splits(), today)
        ? Watermark.UNKNOWN
        : request.splits();
  }

  /** Whether a run with another list ended meanwhile: neither has seen all files of the other. */
  private boolean isOfOtherSplits(Watermark reviewed, Watermark before) {
    return before != null
        && !before.splits().equals(request.splits())
        && (reviewed == null || !before.splits().equals(reviewed.splits()));
  }

  /**
   * Whether all that had to be taken again is on the new scale. What the plan refuses for good was
   * brought there by computing, if it is known how.
   */
  private boolean isSettled() {
    return isAccounted()
        && (failed.isEmpty()
            || (categories.equals(Set.of("permanent"))
                && request.start() != Start.ON_ANOTHER_SCALE));
  }
}
