package dev.barlake.aggregates;

import dev.barlake.lake.Lake;
import dev.barlake.lake.Layout;
import dev.barlake.lake.PartitionHeader;
import dev.barlake.marketapi.ApiException;
import dev.barlake.marketapi.MarketApi;
import dev.barlake.model.BarBlock;
import dev.barlake.model.BarSeries;
import dev.barlake.model.Bars;
import dev.barlake.model.Coverage;
import dev.barlake.model.SplitEpoch;
import dev.barlake.model.TimeRange;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.Optional;
import org.apache.beam.sdk.io.range.OffsetRange;
import org.apache.beam.sdk.options.PipelineOptions;
import org.apache.beam.sdk.transforms.DoFn;
import org.apache.beam.sdk.transforms.splittabledofn.RestrictionTracker;
import org.apache.beam.sdk.values.TupleTag;
import org.joda.time.Instant;

/**
 * Fetches the bars of a series, one storage period after the other.
 *
 * <h2>Initial Restriction</h2>
 *
 * <p>The numbers of the storage periods that the request touches, {@link
 * AggregatesRequest#firstPeriod} (inclusive) to {@link AggregatesRequest#endPeriod} (exclusive).
 * The unit is the period, not the millisecond, so that whatever point a runner splits at is a
 * border between two files, and no period is ever fetched in two halves.
 *
 * <h2>Splitting</h2>
 *
 * <p>At first into pieces of about one API request. On Flink this is all the parallelism there is;
 * a long history is fetched side by side instead of by following a cursor. Later splits, which
 * other runners make, are those of {@link OffsetRange}.
 *
 * <h2>Checkpoint and Resume</h2>
 *
 * <p>A period is claimed when all pages that hold its bars have arrived and been checked, and is
 * output at once. The API's cursor is never state: what is left of a piece asks again from its
 * first period. A period that the lake covers already (see {@link Refetch}) is claimed without a
 * request, which is how a killed run goes on where it was. Each claimed period yields exactly one
 * block or one or more receipts, so that what was planned can be added up.
 *
 * <h2>Progress and Size</h2>
 *
 * <p>Both count periods, as the tracker of {@link OffsetRange} does.
 *
 * <h2>Watermark</h2>
 *
 * <p>Deliberately no watermark estimator: the output is held at the beginning of time until a piece
 * is done, since any estimate that moves would let a runner drop the blocks of older periods as
 * late, silently. Blocks carry the timestamp of their period's first instant.
 */
@DoFn.BoundedPerElement
final class FetchFn extends DoFn<AggregatesRequest, BarBlock> {
  static final TupleTag<BarBlock> BLOCKS = new TupleTag<>() {};
  static final TupleTag<Receipt> RECEIPTS = new TupleTag<>() {};

  private final AggregatesIO.Read.Spec spec;
  private transient MarketApi api;
  private transient Lake lake;

  FetchFn(AggregatesIO.Read.Spec spec) {
    this.spec = spec;
  }

  @Setup
  public void setup(PipelineOptions options) {
    api = MarketApi.shared(spec.api(), spec.key().find());
    lake = Lake.open(spec.lake(), options);
  }

  @Teardown
  public void teardown() {
    if (api != null) {
      api.release();
    }
    if (lake != null) {
      lake.close();
    }
  }

  @GetInitialRestriction
  public OffsetRange initialRestriction(@Element AggregatesRequest request) {
    return new OffsetRange(request.firstPeriod(), request.endPeriod());
  }

  @SplitRestriction
  public void split(
      @Element AggregatesRequest request,
      @Restriction OffsetRange periods,
      OutputReceiver<OffsetRange> pieces) {
    long step = request.periodsPerRequest();
    for (long from = periods.getFrom(); from < periods.getTo(); from += step) {
      pieces.output(new OffsetRange(from, Math.min(from + step, periods.getTo())));
    }
  }

  @ProcessElement
  public void process(
      @Element AggregatesRequest request,
      RestrictionTracker<OffsetRange, Long> tracker,
      MultiOutputReceiver out) {
    OffsetRange piece = tracker.currentRestriction();
    List<Need> needs = new ArrayList<>();
    for (long period = piece.getFrom(); period < piece.getTo(); period++) {
      needs.add(need(request, period));
    }
    boolean claimed = true;
    for (int i = 0; claimed && i < needs.size(); ) {
      int end = endOfWalk(needs, i);
      claimed =
          needs.get(i).range().isEmpty()
              ? skip(needs.get(i), tracker, out)
              : new PieceWalk(needs.subList(i, end), tracker, out).run();
      i = end;
    }
    LiveCounters.pieceDone();
  }

  /** What a period lacks, judged by its file's footer. */
  private Need need(AggregatesRequest request, long period) {
    BarSeries series = request.series();
    TimeRange wanted = request.within(period);
    Optional<PartitionHeader> header = lake.header(series, period);
    SplitEpoch held =
        header.map(PartitionHeader::epoch).orElse(new SplitEpoch(0, request.splits()));
    Coverage covered = header.map(PartitionHeader::coverage).orElse(Coverage.NONE);
    SplitEpoch epoch = held.under(request.splits());
    TimeRange needed =
        epoch.equals(held)
            ? spec.refetch().needed(series, wanted, covered)
            // On another scale: nothing of the file can stay, so all of it is asked for again.
            : wanted.span(covered.ranges().isEmpty() ? wanted : covered.span());
    return new Need(series, period, wanted, needed, epoch);
  }

  /** Where the run of periods ends whose needs adjoin, so that one walk over pages serves them. */
  private static int endOfWalk(List<Need> needs, int start) {
    int end = start + 1;
    while (end < needs.size()
        && !needs.get(end).range().isEmpty()
        && needs.get(end - 1).range().to() == needs.get(end).range().from()) {
      end++;
    }
    return end;
  }

  private static boolean skip(
      Need need, RestrictionTracker<OffsetRange, Long> tracker, MultiOutputReceiver out) {
    if (!tracker.tryClaim(need.period())) {
      return false;
    }
    need.skipRest(out);
    return true;
  }

  /**
   * What is asked for of one period.
   *
   * @param wanted what the request wants of it
   * @param range what of that has to be fetched; empty where the lake has it all
   */
  private record Need(
      BarSeries series, long period, TimeRange wanted, TimeRange range, SplitEpoch epoch) {
    Receipt.Part part(TimeRange... ranges) {
      return Receipt.Part.of(series, period, List.of(ranges));
    }

    Instant timestamp() {
      return Instant.ofEpochMilli(series.periodRange(period).from());
    }

    void output(Receipt receipt, MultiOutputReceiver out) {
      out.get(RECEIPTS).outputWithTimestamp(receipt, timestamp());
    }

    /** Tells of what was wanted and is covered already, around what is fetched. */
    void skipRest(MultiOutputReceiver out) {
      Receipt.Part rest =
          range.isEmpty()
              ? part(wanted)
              : part(
                  new TimeRange(Math.min(wanted.from(), range.from()), range.from()),
                  new TimeRange(range.to(), Math.max(wanted.to(), range.to())));
      if (!rest.ranges().isEmpty()) {
        output(
            new Receipt.Skipped(rest, Layout.partition(series, period), epoch.splits(), null), out);
      }
    }

    void fail(TimeRange failed, ApiException e, MultiOutputReceiver out) {
      if (!failed.isEmpty()) {
        String category = e.category().name().toLowerCase(Locale.ROOT);
        output(
            new Receipt.Failed(
                part(failed), category, e.status(), e.requestId(), e.url(), e.getMessage()),
            out);
      }
    }
  }

  /** One walk over the pages of adjoining periods; each period leaves when it is complete. */
  private final class PieceWalk {
    private final List<Need> needs;
    private final RestrictionTracker<OffsetRange, Long> tracker;
    private final MultiOutputReceiver out;
    private final long startedAt = System.currentTimeMillis();
    private Bars.Builder collected = new Bars.Builder(0);
    private TimeRange refused = new TimeRange(0, 0);
    private ApiException refusal;
    private int current;

    PieceWalk(
        List<Need> needs, RestrictionTracker<OffsetRange, Long> tracker, MultiOutputReceiver out) {
      this.needs = needs;
      this.tracker = tracker;
      this.out = out;
    }

    /** Whether all periods were claimed. */
    boolean run() {
      try {
        return walk();
      } catch (ApiException e) {
        // What is complete has left already; of the rest nothing is kept.
        for (; current < needs.size(); current++) {
          if (!tracker.tryClaim(needs.get(current).period())) {
            return false;
          }
          needs.get(current).fail(needs.get(current).range(), e, out);
          needs.get(current).skipRest(out);
        }
        return true;
      }
    }

    private boolean walk() {
      BarSeries series = needs.get(0).series();
      TimeRange range =
          series.windowsIn(needs.get(0).range().span(needs.get(needs.size() - 1).range()));
      if (!range.isEmpty()) {
        VerifiedWalk pages = new VerifiedWalk(api, series, range, startedAt);
        pages
            .refusedStart()
            .ifPresent(
                start -> {
                  refused = start.range();
                  refusal = start.reason();
                });
        for (Bars page = pages.next(); page != null; page = pages.next()) {
          if (!take(page)) {
            return false;
          }
        }
      }
      boolean claimed = true;
      while (claimed && current < needs.size()) {
        claimed = complete();
      }
      return claimed;
    }

    /** Adds a page; a bar beyond the current period's end completes it. */
    private boolean take(Bars page) {
      int row = 0;
      while (row < page.size()) {
        Need need = needs.get(current);
        int end = page.firstAtOrAfter(need.series().periodRange(need.period()).to());
        collected.addAll(page, row, end);
        row = end;
        if (row < page.size() && !complete()) {
          return false;
        }
      }
      return true;
    }

    private boolean complete() {
      Need need = needs.get(current);
      if (!tracker.tryClaim(need.period())) {
        return false;
      }
      current++;
      TimeRange cut = refused.intersect(need.range());
      TimeRange fetched = cut.isEmpty() ? need.range() : new TimeRange(cut.to(), need.range().to());
      need.fail(cut, refusal, out);
      need.skipRest(out);
      if (!fetched.isEmpty()) {
        Bars bars = collected.build();
        LiveCounters.fetched(bars.size());
        Coverage coverage = Coverage.of(fetched, startedAt, spec.refetch().runId());
        out.get(BLOCKS)
            .outputWithTimestamp(
                new BarBlock(need.series(), need.period(), need.epoch(), coverage, bars),
                need.timestamp());
      }
      collected = new Bars.Builder(0);
      return true;
    }
  }
}
