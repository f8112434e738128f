package dev.barlake.aggregates;

import dev.barlake.lake.Lake;
import dev.barlake.lake.OneList;
import java.util.List;
import org.apache.beam.sdk.options.PipelineOptions;
import org.apache.beam.sdk.transforms.DoFn;
import org.apache.beam.sdk.transforms.PTransform;
import org.apache.beam.sdk.transforms.ParDo;
import org.apache.beam.sdk.values.PCollection;
import org.apache.beam.sdk.values.PDone;

/**
 * Writes all receipts, which are in the global window, as one part of the manifest: once, after
 * every file, see {@link OneList}.
 */
public final class WriteManifestPart extends PTransform<PCollection<Receipt>, PDone> {
  private final String lake;
  private final ManifestPart part;

  private WriteManifestPart(String lake, ManifestPart part) {
    this.lake = lake;
    this.part = part;
  }

  /** Writes to {@link ManifestPart#path} and {@link ManifestPart#failedPath} in the lake. */
  public static WriteManifestPart to(String lake, ManifestPart part) {
    return new WriteManifestPart(lake, part);
  }

  @Override
  public PDone expand(PCollection<Receipt> receipts) {
    receipts
        .apply("All", OneList.of(Receipt.LineCoder.of()))
        .apply("Write", ParDo.of(new WriteFn(lake, part)));
    return PDone.in(receipts.getPipeline());
  }

  private static final class WriteFn extends DoFn<List<Receipt>, Void> {
    private final String lakeUri;
    private final ManifestPart part;

    WriteFn(String lakeUri, ManifestPart part) {
      this.lakeUri = lakeUri;
      this.part = part;
    }

    @ProcessElement
    public void process(@Element List<Receipt> receipts, PipelineOptions options) {
      try (Lake lake = Lake.open(lakeUri, options)) {
        part.write(lake, receipts);
      }
    }
  }
}
