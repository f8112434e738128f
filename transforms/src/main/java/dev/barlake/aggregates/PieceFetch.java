package dev.barlake.aggregates;

import dev.barlake.aggregates.VerifiedFetch.Failure;
import dev.barlake.lake.Lake;
import dev.barlake.lake.Layout;
import dev.barlake.lake.ScaleAlarm;
import dev.barlake.marketapi.ApiException;
import dev.barlake.marketapi.MarketApi;
import dev.barlake.model.BarBlock;
import dev.barlake.model.Bars;
import dev.barlake.model.Coverage;
import dev.barlake.model.ImpossibleBars;
import dev.barlake.model.Rescaling;
import dev.barlake.model.TimeRange;
import dev.barlake.store.DamagedFileException;
import java.time.Duration;
import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.Deque;
import java.util.List;
import java.util.Optional;
import org.apache.beam.sdk.io.range.OffsetRange;
import org.apache.beam.sdk.transforms.DoFn.MultiOutputReceiver;
import org.apache.beam.sdk.transforms.splittabledofn.RestrictionTracker;
import org.joda.time.Instant;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * The work on one piece of a request: asks for adjoining periods by one walk over pages, and gives
 * each period away when it is complete.
 */
final class PieceFetch {
  private static final Logger LOG = LoggerFactory.getLogger(PieceFetch.class);

  /** At least two sessions. */
  private static final Duration COMPARABLE = Duration.ofDays(4);

  private final AggregatesRequest request;
  private final List<Need> needs;
  private final MarketApi api;
  private final Lake lake;
  private final String runId;
  private final long startedAt = System.currentTimeMillis();
  private final Deque<TimeRange> toAsk = new ArrayDeque<>();
  private final List<Answer> answers = new ArrayList<>();

  /** What came of one range that was asked for; it may reach over several periods. */
  private record Answer(TimeRange range, Bars bars, List<Failure> failures, VerifiedFetch fetch) {}

  PieceFetch(AggregatesRequest request, List<Need> needs, MarketApi api, Lake lake, String runId) {
    this.request = request;
    this.needs = needs;
    this.api = api;
    this.lake = lake;
    this.runId = runId;
    toAsk.addAll(TimeRange.union(needs.stream().flatMap(need -> need.asked().stream()).toList()));
  }

  /** Fetches, claims and gives period after period, as long as they may be claimed. */
  void run(RestrictionTracker<OffsetRange, Long> tracker, MultiOutputReceiver out) {
    for (Need need : needs) {
      askFor(need);
      if (!tracker.tryClaim(need.period())) {
        return;
      }
      new Output(need, out).complete();
    }
  }

  private void askFor(Need need) {
    long end = request.series().periodRange(need.period()).to();
    while (!toAsk.isEmpty() && toAsk.peek().from() < end) {
      TimeRange range = toAsk.poll();
      TimeRange windows = request.series().windowsIn(range);
      if (!windows.isEmpty()) {
        answers.add(ask(range, windows));
      }
    }
    answers.removeIf(answer -> answer.range().to() <= startOf(need));
  }

  private Answer ask(TimeRange range, TimeRange windows) {
    Anchors anchors = isComparable(range) ? Anchors.NONE : Anchors.beside(range, request, lake);
    VerifiedFetch fetch = fetch(anchors.around(windows));
    if (!anchors.isEmpty() && fetch.isRefused()) {
      // The plan may not reach the anchors.
      fetch = fetch(windows);
    }
    Optional<Double> moved = anchors.moved(fetch.bars());
    return moved.isEmpty()
        ? new Answer(range, fetch.bars(), fetch.failures(), fetch)
        : new Answer(range, Bars.NONE, List.of(onAnotherScale(range, moved.get())), fetch);
  }

  private VerifiedFetch fetch(TimeRange windows) {
    HeldHistory history = new HeldHistory(lake, request.series(), startedAt);
    return VerifiedFetch.of(api, request.series(), windows, startedAt, history);
  }

  /** Whether so much of a range is held already that the merge sees whether the scale moved. */
  private boolean isComparable(TimeRange range) {
    long held = needs.stream().mapToLong(need -> need.comparable(range)).sum();
    return request.series().timespan().isIntraday() && held >= COMPARABLE.toMillis();
  }

  private Failure onAnotherScale(TimeRange range, double factor) {
    return new Failure(
        range,
        "splits",
        0,
        "",
        "",
        "Cannot extract %s: the bars that the lake has beside it moved by one common factor (%.6g) though no new split is known; nothing was written, and the next run takes the series' whole history again"
            .formatted(request.series(), factor));
  }

  private long startOf(Need need) {
    return request.series().periodRange(need.period()).from();
  }

  /** What is given of one period. */
  private final class Output {
    private final Need need;
    private final MultiOutputReceiver out;
    private final Instant timestamp;

    Output(Need need, MultiOutputReceiver out) {
      this.need = need;
      this.out = out;
      this.timestamp = Instant.ofEpochMilli(startOf(need));
    }

    void complete() {
      if (need.obstacle() != null) {
        Need.Obstacle obstacle = need.obstacle();
        receipt(Receipt.Failed.of(part(need.wanted()), obstacle.category(), obstacle.message()));
        return;
      }
      List<TimeRange> failed = failures();
      List<TimeRange> had = TimeRange.subtract(need.wanted(), need.asked());
      if (!had.isEmpty()) {
        String path = Layout.partition(need.series(), need.period());
        receipt(new Receipt.Skipped(part(had), path, need.epoch().splits(), null));
      }
      List<TimeRange> fetched = TimeRange.subtract(need.asked(), failed);
      if (!fetched.isEmpty() || isToBeRescaled()) {
        give(fetched);
      }
    }

    /** A file of which nothing could be fetched is brought to the new scale, if it is known how. */
    private boolean isToBeRescaled() {
      return need.isMoved() && request.start() != AggregatesRequest.Start.ON_ANOTHER_SCALE;
    }

    /** Puts failures on record; those of other periods are theirs. */
    private List<TimeRange> failures() {
      List<TimeRange> failed = new ArrayList<>();
      TimeRange period = need.series().periodRange(need.period());
      for (Answer answer : answers) {
        for (Failure failure : answer.failures()) {
          TimeRange range = failure.range().intersect(period);
          List<TimeRange> asked =
              need.asked().stream().map(range::intersect).filter(part -> !part.isEmpty()).toList();
          if (!asked.isEmpty()) {
            failed.addAll(asked);
            receipt(Receipt.Failed.of(part(asked), failure));
          }
        }
      }
      return failed;
    }

    private void give(List<TimeRange> fetched) {
      Bars bars = bars(fetched);
      if (bars.isEmpty() && !need.isHeld() && isUnknownTicker()) {
        receipt(new Receipt.Unknown(part(fetched), nearMiss()));
        return;
      }
      if (isStillOnOldScale(bars)) {
        receipt(Receipt.Failed.of(part(fetched), "waiting", notAppliedYet()));
        return;
      }
      LiveCounters.fetched(bars.size());
      Coverage coverage = Coverage.NONE;
      for (TimeRange range : fetched) {
        coverage = coverage.merge(Coverage.of(range, startedAt, runId));
      }
      BarBlock block = new BarBlock(need.series(), need.period(), need.epoch(), coverage, bars);
      out.get(FetchFn.BLOCKS).outputWithTimestamp(new FetchedBlock(block, notes(bars)), timestamp);
    }

    /**
     * The prices of another file were seen to move, but a vendor may rewrite a history bit by bit.
     * Or this file was fetched when it was rewritten and not listed yet, which raw prices show.
     */
    private boolean isStillOnOldScale(Bars fetched) {
      if (request.start() != AggregatesRequest.Start.MOVED || !need.isMoved()) {
        return false;
      }
      return file()
          .flatMap(
              held ->
                  Rescaling.between(held.epoch().splits(), request.splits())
                      .map(way -> way.apply(held.bars(), need.series()))
                      .map(lifted -> ScaleAlarm.isLeftBehind(held.bars(), lifted, fetched)))
          .filter(left -> left && !isAsListed(fetched))
          .isPresent();
    }

    /** A damaged file is no evidence; the merge puts it on record. */
    private Optional<BarBlock> file() {
      try {
        return lake.read(need.series(), need.period());
      } catch (DamagedFileException e) {
        return Optional.empty();
      }
    }

    private boolean isAsListed(Bars fetched) {
      try {
        return RawPrices.agree(api, need.series(), fetched, request.splits());
      } catch (ApiException e) {
        LOG.info("{}; the splits of {} stay in doubt", e.getMessage(), need.series());
        return false;
      }
    }

    private String notAppliedYet() {
      return "Cannot extract %s in %s yet: the list names the splits %s, and other prices show them, but some of these are as they were; nothing was written, try again later"
          .formatted(
              need.series(), need.series().storagePeriod().label(need.period()), request.splits());
    }

    private Bars bars(List<TimeRange> fetched) {
      Bars.Builder bars = new Bars.Builder(0);
      for (TimeRange range : fetched) {
        for (Answer answer : answers) {
          Bars all = answer.bars();
          bars.addAll(all, all.firstAtOrAfter(range.from()), all.firstAtOrAfter(range.to()));
        }
      }
      return bars.build();
    }

    private Notes notes(Bars bars) {
      TimeRange period = need.series().periodRange(need.period());
      return answers.stream()
          .map(answer -> answer.fetch().notes(period))
          .reduce(Notes.NONE, Notes::and)
          .with(ImpossibleBars.of(need.series(), bars));
    }

    private boolean isUnknownTicker() {
      return request.start() == AggregatesRequest.Start.NEW
          && !api.listing(need.series().ticker()).listed();
    }

    private String nearMiss() {
      return api.listing(need.series().ticker()).nearMiss().orElse(null);
    }

    private Receipt.Part part(List<TimeRange> ranges) {
      return Receipt.Part.of(need.series(), need.period(), ranges);
    }

    private void receipt(Receipt receipt) {
      out.get(FetchFn.RECEIPTS).outputWithTimestamp(receipt, timestamp);
    }
  }
}
