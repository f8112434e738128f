package dev.barlake.aggregates;

import dev.barlake.database.BarsTable;
import dev.barlake.database.DatabaseException;
import dev.barlake.lake.Lake;
import dev.barlake.lake.Merge;
import dev.barlake.lake.MergeResult;
import dev.barlake.lake.ScaleShiftException;
import dev.barlake.model.BarBlock;
import dev.barlake.model.Coverage.Fetched;
import dev.barlake.model.TimeRange;
import java.util.List;
import java.util.stream.StreamSupport;
import org.apache.beam.sdk.options.PipelineOptions;
import org.apache.beam.sdk.transforms.DoFn;
import org.apache.beam.sdk.values.KV;

/**
 * Merges the blocks of one partition into its file, brings a table to it where one is asked for,
 * and tells what that changed. Merging is idempotent, so a bundle that is tried again, or a second
 * run, ends in the same file and the same rows.
 */
final class MergeFn extends DoFn<KV<String, Iterable<BarBlock>>, Receipt> {
  private final String lakeUri;
  private final BarsTable table;
  private transient Lake lake;
  private transient LakeTable rows;

  /**
   * @param table null where none is asked for
   */
  MergeFn(String lakeUri, BarsTable table) {
    this.lakeUri = lakeUri;
    this.table = table;
  }

  @Setup
  public void setup(PipelineOptions options) {
    lake = Lake.open(lakeUri, options);
    rows = table == null ? null : new LakeTable(lake, table);
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
  public void process(
      @Element KV<String, Iterable<BarBlock>> partition, OutputReceiver<Receipt> receipts) {
    // One pass only: Flink's batch mode gives the values once.
    StreamSupport.stream(partition.getValue().spliterator(), false)
        .reduce(Merge::merge)
        .ifPresent(block -> receipts.output(merge(block)));
  }

  private Receipt merge(BarBlock block) {
    List<TimeRange> ranges = block.coverage().ranges().stream().map(Fetched::range).toList();
    Receipt.Part part = Receipt.Part.of(block.series(), block.period(), ranges);
    try {
      MergeResult result = lake.merge(block);
      if (!result.epoch().splits().equals(block.epoch().splits())) {
        return failed(
            part,
            "Cannot merge %s: %s holds bars adjusted for the splits '%s', and these are adjusted for '%s'; run again"
                .formatted(block, result.path(), result.epoch().splits(), block.epoch().splits()));
      }
      return new Receipt.Written(
          part,
          result.path(),
          result.rows(),
          result.bytes(),
          block.bars().size(),
          result.added(),
          result.changed(),
          result.vanished(),
          result.epoch().splits(),
          rows == null ? null : rows.follow(block, result));
    } catch (ScaleShiftException e) {
      return failed(part, e.getMessage());
    } catch (DatabaseException e) {
      return LakeTable.failed(part, e);
    }
  }

  private static Receipt failed(Receipt.Part part, String message) {
    return new Receipt.Failed(part, "splits", 0, "", "", message);
  }
}
