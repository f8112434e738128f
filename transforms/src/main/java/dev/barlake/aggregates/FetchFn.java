package dev.barlake.aggregates;

import dev.barlake.lake.Lake;
import dev.barlake.marketapi.MarketApi;
import java.util.ArrayList;
import java.util.List;
import org.apache.beam.sdk.io.range.OffsetRange;
import org.apache.beam.sdk.options.PipelineOptions;
import org.apache.beam.sdk.transforms.DoFn;
import org.apache.beam.sdk.transforms.splittabledofn.RestrictionTracker;
import org.apache.beam.sdk.values.TupleTag;

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
 * <p>A period is claimed when its bars have arrived, been checked and what was silent in them been
 * asked about again (see {@link VerifiedFetch}), and is output at once. The API's cursor is never
 * state: what is left of a piece asks again from its first period. A period that the lake covers
 * already (see {@link Refetch}) is claimed without a request, which is how a killed run goes on
 * where it was. Each claimed period yields one block or one or more receipts, or both, so that what
 * was planned can be added up.
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
final class FetchFn extends DoFn<AggregatesRequest, FetchedBlock> {
  static final TupleTag<FetchedBlock> BLOCKS = new TupleTag<>() {};
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
      OffsetRange piece = new OffsetRange(from, Math.min(from + step, periods.getTo()));
      // Between two histories there may be years that nobody wants.
      if (request.touches(piece.getFrom(), piece.getTo())) {
        pieces.output(piece);
      }
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
      needs.add(Need.of(request, period, lake, spec.refetch()));
    }
    new PieceFetch(request, needs, api, lake, spec.refetch().runId()).run(tracker, out);
    LiveCounters.pieceDone(request.series().ticker());
  }
}
