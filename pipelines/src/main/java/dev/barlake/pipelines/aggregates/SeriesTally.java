package dev.barlake.pipelines.aggregates;

import dev.barlake.aggregates.AggregatesRequest;
import dev.barlake.aggregates.AggregatesRequest.Start;
import dev.barlake.aggregates.Receipt;
import dev.barlake.lake.Watermark;
import dev.barlake.model.ExecutedSplits;
import dev.barlake.model.Market;
import dev.barlake.model.TimeRange;
import java.time.Duration;
import java.time.Instant;
import java.time.LocalDate;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import java.util.TreeSet;
import java.util.function.Predicate;

/** What became of one series in a run. */
final class SeriesTally {
  private final List<TimeRange> wanted;
  private final AggregatesRequest request;
  private final List<TimeRange> covered = new ArrayList<>();
  private final List<TimeRange> failed = new ArrayList<>();
  private final List<Receipt.Failed> refusals = new ArrayList<>();
  private final List<Receipt.Unknown> unknown = new ArrayList<>();
  private final Set<String> categories = new TreeSet<>();
  private TimeRange beyondPlan;
  private long answeredFrom = Long.MAX_VALUE;
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
      if (written.fetched() > 0) {
        answeredFrom = Math.min(answeredFrom, ranges.get(0).from());
      }
    }
  }

  Market market() {
    return request.series().market();
  }

  /** The first instant (epoch ms) of which bars came in this run. */
  long answeredFrom() {
    return answeredFrom;
  }

  /** Adds a refused range, about which {@link #settleBeginning} decides. */
  void addRefusal(Receipt.Failed refusal) {
    refusals.add(refusal);
    known = true;
  }

  /**
   * Takes the refused ranges as the time before the vendor's plan begins, if they are one range
   * from the first date on and what follows was answered.
   *
   * @param answeredFrom first instant (epoch ms) for which the market's series brought bars
   * @return the refusals if they are failures
   */
  List<Receipt.Failed> settleBeginning(long answeredFrom) {
    List<TimeRange> refused =
        TimeRange.union(
            refusals.stream().flatMap(refusal -> refusal.part().timeRanges().stream()).toList());
    boolean isBeginning =
        refused.size() == 1
            && refused.get(0).to() - Duration.ofDays(1).toMillis() <= answeredFrom
            && refused.get(0).from() == wanted.get(0).from()
            && TimeRange.union(covered).stream()
                .anyMatch(
                    range ->
                        range.from() <= refused.get(0).to() && refused.get(0).to() < range.to());
    if (isBeginning) {
      beyondPlan = refused.get(0);
      return List.of();
    }
    refusals.forEach(this::add);
    return refusals;
  }

  /** The exchange-local date from which on the plan has the series, if it was seen to begin. */
  Optional<LocalDate> beginsAt() {
    return Optional.ofNullable(beyondPlan)
        .map(
            before ->
                LocalDate.ofInstant(Instant.ofEpochMilli(before.to()), request.series().zone()));
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
    List<TimeRange> known = new ArrayList<>(covered);
    known.addAll(failed);
    known.addAll(beforePlan());
    return TimeRange.subtract(request.ranges(), known).isEmpty();
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
    List<TimeRange> done = new ArrayList<>(covered);
    done.addAll(beforePlan());
    long reached =
        TimeRange.subtract(wanted, done).stream()
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

  private List<TimeRange> beforePlan() {
    return beyondPlan == null ? List.of() : List.of(beyondPlan);
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
