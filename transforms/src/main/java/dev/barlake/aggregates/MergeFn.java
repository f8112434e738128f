package dev.barlake.aggregates;

import dev.barlake.barstable.BarsTable;
import dev.barlake.database.DatabaseException;
import dev.barlake.lake.Lake;
import dev.barlake.lake.MergeOutcome;
import dev.barlake.lake.MergeResult;
import dev.barlake.model.BarBlock;
import dev.barlake.model.Coverage.Fetched;
import dev.barlake.model.TimeRange;
import dev.barlake.store.DamagedFileException;
import java.util.List;
import org.apache.beam.sdk.options.PipelineOptions;
import org.apache.beam.sdk.transforms.DoFn;

/**
 * Merges a block with the partition file of its window, brings a table to it if there is one, and
 * reports what that changed. Merging is idempotent, so a bundle that is tried again, or a second
 * run, ends in the same file and the same rows.
 */
final class MergeFn extends DoFn<FetchedBlock, Receipt> {
  private final String lakeUri;
  private final BarsTable table;
  private transient Lake lake;
  private transient BarsTableSync rows;

  /**
   * @param table null if none is asked for
   */
  MergeFn(String lakeUri, BarsTable table) {
    this.lakeUri = lakeUri;
    this.table = table;
  }

  @Setup
  public void setup(PipelineOptions options) {
    lake = Lake.open(lakeUri, options);
    rows = table == null ? null : new BarsTableSync(lake, table);
  }

  @Teardown
  public void teardown() {
    if (rows != null) {
      rows.close();
    }
    if (lake != null) {
      lake.close();
    }
  }

  @ProcessElement
  public void process(@Element FetchedBlock fetched, OutputReceiver<Receipt> receipts) {
    receipts.output(merge(fetched.block(), fetched.notes()));
  }

  private Receipt merge(BarBlock block, Notes notes) {
    List<TimeRange> ranges = block.coverage().ranges().stream().map(Fetched::range).toList();
    Receipt.Part part = Receipt.Part.of(block.series(), block.period(), ranges);
    try {
      MergeOutcome outcome = lake.merge(block);
      if (outcome instanceof MergeOutcome.Refused refused) {
        return Receipt.Failed.of(part, "splits", refused.message());
      }
      MergeResult result = (MergeResult) outcome;
      requireCovered(block, result);
      return new Receipt.Written(
          part,
          result.path(),
          result.rows(),
          result.bytes(),
          block.bars().size(),
          result.counts().added(),
          result.counts().changed(),
          result.counts().vanished(),
          result.counts().rescaled(),
          result.epoch().splits(),
          notes.orNull(),
          rows == null ? null : rows.sync(block, result));
    } catch (DamagedFileException e) {
      return Receipt.Failed.of(part, "damaged", e.getMessage());
    } catch (DatabaseException e) {
      return BarsTableSync.failed(part, e);
    }
  }

  /** A receipt is judged by the file, not by what was meant to be in it. */
  private static void requireCovered(BarBlock block, MergeResult result) {
    if (!result.coverage().covers(block.coverage())
        || !result.epoch().splits().equals(block.epoch().splits())) {
      throw new IllegalStateException(
          "Cannot trust %s: after the merge of %s it covers %s under the splits '%s'"
              .formatted(result.path(), block, result.coverage(), result.epoch().splits()));
    }
  }
}
