package dev.barlake.market;

import dev.barlake.lake.Lake;
import dev.barlake.lake.OneList;
import java.util.List;
import org.apache.beam.sdk.options.PipelineOptions;
import org.apache.beam.sdk.transforms.DoFn;
import org.apache.beam.sdk.transforms.PTransform;
import org.apache.beam.sdk.transforms.ParDo;
import org.apache.beam.sdk.values.PCollection;
import org.apache.beam.sdk.values.PDone;

/** Writes all receipts once, after every file: see {@code WriteManifestPart}. */
public final class WriteMarketPart extends PTransform<PCollection<MarketReceipt>, PDone> {
  private final String lake;
  private final MarketPart part;

  private WriteMarketPart(String lake, MarketPart part) {
    this.lake = lake;
    this.part = part;
  }

  public static WriteMarketPart to(String lake, MarketPart part) {
    return new WriteMarketPart(lake, part);
  }

  @Override
  public PDone expand(PCollection<MarketReceipt> receipts) {
    receipts
        .apply("All", OneList.of(new MarketReceipt.LineCoder()))
        .apply("Write", ParDo.of(new WriteFn(lake, part)));
    return PDone.in(receipts.getPipeline());
  }

  private static final class WriteFn extends DoFn<List<MarketReceipt>, Void> {
    private final String lakeUri;
    private final MarketPart part;

    WriteFn(String lakeUri, MarketPart part) {
      this.lakeUri = lakeUri;
      this.part = part;
    }

    @ProcessElement
    public void process(@Element List<MarketReceipt> receipts, PipelineOptions options) {
      try (Lake lake = Lake.open(lakeUri, options)) {
        part.write(lake, receipts);
      }
    }
  }
}
