package dev.barlake.aggregates;

import dev.barlake.barstable.BarsTable;
import dev.barlake.lake.Lake;
import java.util.Optional;
import org.apache.beam.sdk.transforms.PTransform;
import org.apache.beam.sdk.transforms.ParDo;
import org.apache.beam.sdk.transforms.windowing.GlobalWindows;
import org.apache.beam.sdk.transforms.windowing.Window;
import org.apache.beam.sdk.values.PCollection;

/**
 * Merges blocks of bars into the partition files of a lake and, if asked to, brings a database's
 * table to them; exactly once, whatever is retried. Gives a receipt for each, in the global window.
 */
public final class WriteBars extends PTransform<PCollection<FetchedBlock>, PCollection<Receipt>> {
  private final String lake;
  private final BarsTable table;

  private WriteBars(String lake, BarsTable table) {
    this.lake = lake;
    this.table = table;
  }

  /**
   * Writes to a lake.
   *
   * @param lake see {@link Lake#open}
   */
  public static WriteBars to(String lake) {
    return new WriteBars(lake, null);
  }

  /** The same, with a table to be brought to each file that was merged into; empty: none. */
  public WriteBars withTable(Optional<BarsTable> wanted) {
    return new WriteBars(lake, wanted.orElse(null));
  }

  @Override
  public PCollection<Receipt> expand(PCollection<FetchedBlock> blocks) {
    return blocks
        .apply("Deduplicate", Window.into(new DeduplicationWindows()))
        .apply("Merge", ParDo.of(new MergeFn(lake, table)))
        .setCoder(Receipt.LineCoder.of())
        .apply("Receipts", Window.into(new GlobalWindows()));
  }
}
