package dev.barlake.market;

import dev.barlake.lake.Lake;
import dev.barlake.marketapi.ApiException;
import dev.barlake.store.StoreException;
import java.io.IOException;
import org.apache.beam.sdk.io.range.OffsetRange;
import org.apache.beam.sdk.options.PipelineOptions;
import org.apache.beam.sdk.transforms.DoFn;
import org.apache.beam.sdk.transforms.splittabledofn.RestrictionTracker;

/**
 * Brings one date after the other.
 *
 * <h2>Restriction</h2>
 *
 * <p>The numbers of the dates in the request. At first it is split into single dates, which is all
 * the parallelism there is on Flink.
 *
 * <h2>Checkpoint and Resume</h2>
 *
 * <p>A date is claimed when its file is complete. A date that another worker brought meanwhile
 * stands there with the same edition, and is left alone. There is no state: a killed run finds what
 * it finished by the files.
 *
 * <h2>Watermark</h2>
 *
 * <p>No estimator, for the reason that is given in {@code FetchFn}.
 */
@DoFn.BoundedPerElement
final class ReadDateFn extends DoFn<MarketRequest, MarketReceipt> {
  private final ReadDates.Spec spec;
  private transient DateSource source;
  private transient Lake lake;

  ReadDateFn(ReadDates.Spec spec) {
    this.spec = spec;
  }

  @Setup
  public void setup(PipelineOptions options) {
    lake = Lake.open(spec.lake(), options);
    source = spec.open(options);
  }

  @Teardown
  public void teardown() {
    if (source != null) {
      source.close();
    }
    if (lake != null) {
      lake.close();
    }
  }

  @GetInitialRestriction
  public OffsetRange initialRestriction(@Element MarketRequest request) {
    return new OffsetRange(0, request.dates().size());
  }

  @SplitRestriction
  public void split(
      @Element MarketRequest request,
      @Restriction OffsetRange dates,
      OutputReceiver<OffsetRange> pieces) {
    for (long date = dates.getFrom(); date < dates.getTo(); date++) {
      pieces.output(new OffsetRange(date, date + 1));
    }
  }

  @ProcessElement
  public void process(
      @Element MarketRequest request,
      RestrictionTracker<OffsetRange, Long> tracker,
      OutputReceiver<MarketReceipt> receipts)
      throws InterruptedException {
    OffsetRange piece = tracker.currentRestriction();
    for (long date = piece.getFrom(); date < piece.getTo(); date++) {
      MarketReceipt receipt = bring(request.tree(), request.dates().get((int) date));
      if (!tracker.tryClaim(date)) {
        return;
      }
      receipts.output(receipt);
      MarketCounters.done(receipt);
    }
  }

  private MarketReceipt bring(MarketTree tree, MarketDate date) throws InterruptedException {
    String day = date.date().toString();
    DateMemory memory = DateMemory.take(tree);
    try {
      return new StoreDate(lake, tree, date, source.read(tree, date)).run();
    } catch (NoBarsException e) {
      return e.receipt(tree, date);
    } catch (IOException e) {
      return MarketReceipt.not("failed", tree, day, "damaged", e.getMessage());
    } catch (FlatFileException e) {
      if (e.kind() == FlatFileException.Kind.CREDENTIALS) {
        throw e;
      }
      String category = e.kind() == FlatFileException.Kind.TRANSIENT ? "transient" : "refused";
      return MarketReceipt.not("failed", tree, day, category, e.getMessage());
    } catch (ApiException e) {
      if (e.category() == ApiException.Category.FATAL) {
        throw e;
      }
      String category = e.category() == ApiException.Category.TRANSIENT ? "transient" : "refused";
      return MarketReceipt.not("failed", tree, day, category, e.getMessage());
    } catch (StoreException e) {
      return MarketReceipt.not("failed", tree, day, "lake", e.getMessage());
    } finally {
      memory.release();
    }
  }
}
