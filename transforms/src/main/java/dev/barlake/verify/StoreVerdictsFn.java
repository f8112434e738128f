package dev.barlake.verify;

import dev.barlake.lake.Lake;
import java.time.LocalDate;
import java.util.ArrayList;
import org.apache.beam.sdk.options.PipelineOptions;
import org.apache.beam.sdk.transforms.DoFn;
import org.apache.beam.sdk.values.KV;

/** Stores the verdicts of one window and date. */
final class StoreVerdictsFn extends DoFn<KV<String, Iterable<VerdictBlock>>, Void> {
  private final String uri;
  private transient Lake lake;

  StoreVerdictsFn(String uri) {
    this.uri = uri;
  }

  @Setup
  public void setup(PipelineOptions options) {
    lake = Lake.open(uri, options);
  }

  @Teardown
  public void teardown() {
    if (lake != null) {
      lake.close();
    }
  }

  @ProcessElement
  public void process(@Element KV<String, Iterable<VerdictBlock>> element) {
    ArrayList<VerdictRow> rows = new ArrayList<>();
    String window = null;
    LocalDate date = null;
    for (VerdictBlock block : element.getValue()) {
      window = block.window();
      date = block.date();
      rows.addAll(block.rows());
    }
    StoreVerdicts.into(lake, window, date, rows);
  }
}
