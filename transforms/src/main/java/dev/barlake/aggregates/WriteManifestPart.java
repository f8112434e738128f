package dev.barlake.aggregates;

import dev.barlake.lake.Lake;
import java.util.ArrayList;
import java.util.List;
import org.apache.beam.sdk.coders.Coder;
import org.apache.beam.sdk.coders.CoderRegistry;
import org.apache.beam.sdk.coders.ListCoder;
import org.apache.beam.sdk.options.PipelineOptions;
import org.apache.beam.sdk.transforms.Combine;
import org.apache.beam.sdk.transforms.DoFn;
import org.apache.beam.sdk.transforms.PTransform;
import org.apache.beam.sdk.transforms.ParDo;
import org.apache.beam.sdk.values.PCollection;
import org.apache.beam.sdk.values.PDone;

/**
 * Writes all receipts, which are in the global window, as one part of the manifest: once, after
 * every file, since the window's default trigger fires when the last merge is done, on every
 * runner.
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
        .apply("Collect", Combine.globally(new CollectFn()))
        .setCoder(ListCoder.of(Receipt.LineCoder.of()))
        .apply("Write", ParDo.of(new WriteFn(lake, part)));
    return PDone.in(receipts.getPipeline());
  }

  private static final class CollectFn
      extends Combine.CombineFn<Receipt, List<Receipt>, List<Receipt>> {
    @Override
    public List<Receipt> createAccumulator() {
      return new ArrayList<>();
    }

    @Override
    public List<Receipt> addInput(List<Receipt> receipts, Receipt receipt) {
      receipts.add(receipt);
      return receipts;
    }

    @Override
    public List<Receipt> mergeAccumulators(Iterable<List<Receipt>> accumulators) {
      List<Receipt> merged = createAccumulator();
      accumulators.forEach(merged::addAll);
      return merged;
    }

    @Override
    public List<Receipt> extractOutput(List<Receipt> receipts) {
      return receipts;
    }

    @Override
    public Coder<List<Receipt>> getAccumulatorCoder(
        CoderRegistry registry, Coder<Receipt> inputCoder) {
      return ListCoder.of(Receipt.LineCoder.of());
    }
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
