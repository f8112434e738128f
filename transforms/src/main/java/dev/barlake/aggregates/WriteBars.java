package dev.barlake.aggregates;

import dev.barlake.database.BarsTable;
import dev.barlake.lake.Lake;
import dev.barlake.model.StoragePeriod;
import java.time.ZoneId;
import java.util.Optional;
import org.apache.beam.sdk.transforms.PTransform;
import org.apache.beam.sdk.transforms.ParDo;
import org.apache.beam.sdk.transforms.windowing.DefaultTrigger;
import org.apache.beam.sdk.transforms.windowing.GlobalWindows;
import org.apache.beam.sdk.transforms.windowing.Window;
import org.apache.beam.sdk.values.PCollection;
import org.joda.time.Duration;

/**
 * Merges blocks of bars into the partition files of a lake and, if asked to, brings a database's
 * table to them; exactly once, whatever is retried. Gives a receipt for each, in the global window.
 */
public final class WriteBars extends PTransform<PCollection<FetchedBlock>, PCollection<Receipt>> {
  private final String lake;
  private final StoragePeriod period;
  private final ZoneId zone;
  private final BarsTable table;

  private WriteBars(String lake, StoragePeriod period, ZoneId zone, BarsTable table) {
    this.lake = lake;
    this.period = period;
    this.zone = zone;
    this.table = table;
  }

  /**
   * Writes to a lake.
   *
   * @param lake see {@link Lake#open}
   * @param period the period of one file, the same for all blocks
   * @param zone the zone of the period, the same for all blocks
   */
  public static WriteBars to(String lake, StoragePeriod period, ZoneId zone) {
    return new WriteBars(lake, period, zone, null);
  }

  /** The same, with a table to be brought to each file that was merged into; empty: none. */
  public WriteBars withTable(Optional<BarsTable> wanted) {
    return new WriteBars(lake, period, zone, wanted.orElse(null));
  }

  @Override
  public PCollection<Receipt> expand(PCollection<FetchedBlock> blocks) {
    return blocks
        .apply("Deduplicate", DeduplicationWindows.of(period, zone))
        .apply("Merge", ParDo.of(new MergeFn(lake, table)))
        .setCoder(Receipt.LineCoder.of())
        .apply(
            "Receipts",
            Window.<Receipt>into(new GlobalWindows())
                .triggering(DefaultTrigger.of())
                .discardingFiredPanes()
                .withAllowedLateness(Duration.ZERO));
  }
}
