package dev.barlake.pipelines.market;

import dev.barlake.lake.Lake;
import dev.barlake.market.MarketDate;
import dev.barlake.market.MarketPart;
import dev.barlake.market.MarketReceipt;
import dev.barlake.market.MarketRequest;
import dev.barlake.market.MarketTree;
import dev.barlake.market.ReadDates;
import dev.barlake.market.WriteMarketPart;
import dev.barlake.marketapi.MarketApi;
import dev.barlake.pipelines.cli.ProgressLine;
import dev.barlake.pipelines.cli.Runners;
import java.io.PrintStream;
import java.util.List;
import java.util.Optional;
import org.apache.beam.sdk.Pipeline;
import org.apache.beam.sdk.PipelineResult;
import org.apache.beam.sdk.coders.SerializableCoder;
import org.apache.beam.sdk.transforms.Create;

/** Runs the pipeline over some dates, and gives their receipts. */
final class DatePipeline {
  /** Names the receipts of dates that are read. */
  static final String READ = "receipts";

  /** Those of computed adjusted files. */
  static final String ADJUSTED = "adjusted";

  private final MarketSettings settings;
  private final Lake lake;
  private final PrintStream err;
  private final Optional<MarketApi> api;

  DatePipeline(MarketSettings settings, Lake lake, PrintStream err, Optional<MarketApi> api) {
    this.settings = settings;
    this.lake = lake;
    this.err = err;
    this.api = api;
  }

  /** Reads from the source. */
  List<MarketReceipt> read(List<MarketDate> dates) {
    return run(settings.tree(), settings.spec(), dates, READ, api);
  }

  /** Computes adjusted files from raw ones. */
  List<MarketReceipt> adjust(List<MarketDate> dates) {
    MarketTree adjusted = new MarketTree(settings.tree().window(), true);
    return run(adjusted, settings.adjusting(), dates, ADJUSTED, Optional.empty());
  }

  private List<MarketReceipt> run(
      MarketTree tree,
      ReadDates.Spec spec,
      List<MarketDate> dates,
      String name,
      Optional<MarketApi> waiting) {
    if (dates.isEmpty()) {
      return List.of();
    }
    MarketOptions options = settings.options();
    Runners.prepareStreaming(options, dates.size() * 8L);
    ProgressLine progress = MarketProgress.start(err, options, dates.size(), waiting);
    MarketPart part = new MarketPart(settings.runId(), name);
    try {
      Pipeline pipeline = Pipeline.create(options);
      pipeline
          .apply(
              "Plan",
              Create.of(List.of(new MarketRequest(tree, dates)))
                  .withCoder(SerializableCoder.of(MarketRequest.class)))
          .apply("Dates", ReadDates.with(spec))
          .apply("Receipts", WriteMarketPart.to(settings.lake(), part));
      PipelineResult.State state = pipeline.run().waitUntilFinish();
      if (state != PipelineResult.State.DONE) {
        throw new IllegalStateException("Cannot finish: the runner ended as " + state);
      }
      return part.read(lake);
    } finally {
      progress.close();
    }
  }
}
