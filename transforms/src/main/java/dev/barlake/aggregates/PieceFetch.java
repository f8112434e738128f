package dev.barlake.aggregates;

import dev.barlake.aggregates.VerifiedFetch.Failure;
import dev.barlake.lake.Lake;
import dev.barlake.lake.Layout;
import dev.barlake.marketapi.MarketApi;
import dev.barlake.model.BarBlock;
import dev.barlake.model.Bars;
import dev.barlake.model.Coverage;
import dev.barlake.model.TimeRange;
import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.Deque;
import java.util.List;
import org.apache.beam.sdk.io.range.OffsetRange;
import org.apache.beam.sdk.transforms.DoFn.MultiOutputReceiver;
import org.apache.beam.sdk.transforms.splittabledofn.RestrictionTracker;
import org.joda.time.Instant;

/**
 * The work on one piece of a request: asks for adjoining periods by one walk over pages, and gives
 * each period away when it is complete.
 */
final class PieceFetch {
  private final AggregatesRequest request;
  private final List<Need> needs;
  private final MarketApi api;
  private final Lake lake;
  private final String runId;
  private final long startedAt = System.currentTimeMillis();
  private final Deque<TimeRange> toAsk = new ArrayDeque<>();
  private final List<Answer> answers = new ArrayList<>();

  /** What came of one range that was asked for; it may reach over several periods. */
  private record Answer(TimeRange range, VerifiedFetch fetch) {}

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
        HeldHistory history = new HeldHistory(lake, request.series(), startedAt);
        answers.add(
            new Answer(
                range, VerifiedFetch.of(api, request.series(), windows, startedAt, history)));
      }
    }
    answers.removeIf(answer -> answer.range().to() <= startOf(need));
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
        for (Failure failure : answer.fetch().failures()) {
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
      LiveCounters.fetched(bars.size());
      Coverage coverage = Coverage.NONE;
      for (TimeRange range : fetched) {
        coverage = coverage.merge(Coverage.of(range, startedAt, runId));
      }
      BarBlock block = new BarBlock(need.series(), need.period(), need.epoch(), coverage, bars);
      out.get(FetchFn.BLOCKS).outputWithTimestamp(new FetchedBlock(block, notes(bars)), timestamp);
    }

    private Bars bars(List<TimeRange> fetched) {
      Bars.Builder bars = new Bars.Builder(0);
      for (TimeRange range : fetched) {
        for (Answer answer : answers) {
          Bars all = answer.fetch().bars();
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
