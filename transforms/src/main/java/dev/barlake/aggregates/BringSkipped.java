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
 * Brings a database's table to the partition files that a run skips since they cover all that is
 * asked for, and says so in their receipts. Without asking the API, so this is also how a table is
 * filled from a lake that is older than it. Other receipts pass.
 */
public final class BringSkipped extends PTransform<PCollection<Receipt>, PCollection<Receipt>> {
  private final String lake;
  private final BarsTable table;

  private BringSkipped(String lake, BarsTable table) {
    this.lake = lake;
    this.table = table;
  }

  /**
   * Brings a table to a lake.
   *
   * @param lake see {@link Lake#open}
   */
  public static BringSkipped of(String lake, BarsTable table) {
    return new BringSkipped(lake, table);
  }

  @Override
  public PCollection<Receipt> expand(PCollection<Receipt> receipts) {
    return receipts
        .apply("Bring", ParDo.of(new BringFn(lake, table)))
        .setCoder(Receipt.LineCoder.of());
  }

  static final class BringFn extends DoFn<Receipt, Receipt> {
    private final String lakeUri;
    private final BarsTable table;
    private transient Lake lake;
    private transient LakeTable rows;

    BringFn(String lakeUri, BarsTable table) {
      this.lakeUri = lakeUri;
      this.table = table;
    }

    @Setup
    public void setup(PipelineOptions options) {
      lake = Lake.open(lakeUri, options);
      rows = new LakeTable(lake, table);
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
      receipts.output(receipt instanceof Receipt.Skipped skipped ? bring(skipped) : receipt);
    }

    private Receipt bring(Receipt.Skipped skipped) {
      BarSeries series = skipped.part().series();
      long period = series.storagePeriod().parse(skipped.part().period());
      try {
        return new Receipt.Skipped(
            skipped.part(), skipped.path(), skipped.splits(), rows.follow(series, period));
      } catch (DatabaseException e) {
        return LakeTable.failed(skipped.part(), e);
      }
    }
  }
}
