package dev.barlake.aggregates;

import dev.barlake.barstable.BarsTable;
import dev.barlake.database.DatabaseException;
import dev.barlake.lake.Lake;
import dev.barlake.model.BarSeries;
import org.apache.beam.sdk.options.PipelineOptions;
import org.apache.beam.sdk.transforms.DoFn;
import org.apache.beam.sdk.transforms.PTransform;
import org.apache.beam.sdk.transforms.ParDo;
import org.apache.beam.sdk.values.PCollection;

/**
 * Updates a database's table from the partition files that a run skips, since they cover all that
 * is asked for, and says so in their receipts. The API is not asked, so this is also how a table is
 * filled from a lake that is older than it. Other receipts pass.
 */
public final class SyncSkipped extends PTransform<PCollection<Receipt>, PCollection<Receipt>> {
  private final String lake;
  private final BarsTable table;

  private SyncSkipped(String lake, BarsTable table) {
    this.lake = lake;
    this.table = table;
  }

  /**
   * Updates a table from a lake.
   *
   * @param lake see {@link Lake#open}
   */
  public static SyncSkipped of(String lake, BarsTable table) {
    return new SyncSkipped(lake, table);
  }

  @Override
  public PCollection<Receipt> expand(PCollection<Receipt> receipts) {
    return receipts
        .apply("Sync", ParDo.of(new SyncFn(lake, table)))
        .setCoder(Receipt.LineCoder.of());
  }

  static final class SyncFn extends DoFn<Receipt, Receipt> {
    private final String lakeUri;
    private final BarsTable table;
    private transient Lake lake;
    private transient BarsTableSync rows;

    SyncFn(String lakeUri, BarsTable table) {
      this.lakeUri = lakeUri;
      this.table = table;
    }

    @Setup
    public void setup(PipelineOptions options) {
      lake = Lake.open(lakeUri, options);
      rows = new BarsTableSync(lake, table);
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
    public void process(@Element Receipt receipt, OutputReceiver<Receipt> receipts) {
      receipts.output(receipt instanceof Receipt.Skipped skipped ? sync(skipped) : receipt);
    }

    private Receipt sync(Receipt.Skipped skipped) {
      BarSeries series = skipped.part().series();
      long period = series.storagePeriod().parse(skipped.part().period());
      try {
        return new Receipt.Skipped(
            skipped.part(), skipped.path(), skipped.splits(), rows.sync(series, period));
      } catch (DatabaseException e) {
        return BarsTableSync.failed(skipped.part(), e);
      }
    }
  }
}
