package dev.barlake.pipelines.aggregates;

import dev.barlake.aggregates.AggregatesIO;
import dev.barlake.aggregates.ManifestPart;
import dev.barlake.aggregates.Receipt;
import dev.barlake.aggregates.SyncSkipped;
import dev.barlake.aggregates.WriteBars;
import dev.barlake.aggregates.WriteManifestPart;
import org.apache.beam.sdk.Pipeline;
import org.apache.beam.sdk.PipelineResult;
import org.apache.beam.sdk.options.PipelineOptions;
import org.apache.beam.sdk.transforms.Create;
import org.apache.beam.sdk.transforms.Flatten;
import org.apache.beam.sdk.values.PCollection;
import org.apache.beam.sdk.values.PCollectionList;
import org.apache.beam.sdk.values.PCollectionTuple;

/**
 * The pipeline of one slice: fetch, deduplicate, merge into the lake, update a table from it if one
 * is asked for, and report what became of it.
 */
final class AggregatesPipeline {
  private AggregatesPipeline() {}

  /** Builds and runs it to its end; its receipts are in the part then. */
  static void run(AggregatesSettings settings, Slice slice, ManifestPart part) {
    PipelineResult.State state =
        build(settings, slice, part, settings.options()).run().waitUntilFinish();
    if (state != PipelineResult.State.DONE) {
      throw new IllegalStateException(
          "Cannot finish slice %d: the runner ended it as %s".formatted(slice.number(), state));
    }
  }

  static Pipeline build(
      AggregatesSettings settings, Slice slice, ManifestPart part, PipelineOptions options) {
    Pipeline pipeline = Pipeline.create(options);
    PCollectionTuple fetched =
        pipeline
            .apply("Plan", Create.of(slice.requests()))
            .apply(
                "Fetch",
                AggregatesIO.readAll()
                    .withApi(settings.api())
                    .withLake(settings.lake())
                    .withRefetch(settings.refetch()));
    PCollection<Receipt> written =
        fetched
            .get(AggregatesIO.BLOCKS)
            .apply("Write", WriteBars.to(settings.lake()).withTable(settings.barsTable()));
    PCollection<Receipt> skipped = fetched.get(AggregatesIO.RECEIPTS);
    if (settings.barsTable().isPresent()) {
      skipped =
          skipped.apply("Skipped", SyncSkipped.of(settings.lake(), settings.barsTable().get()));
    }
    PCollectionList.of(skipped)
        .and(written)
        .apply("Receipts", Flatten.pCollections())
        .apply("Manifest", WriteManifestPart.to(settings.lake(), part));
    return pipeline;
  }
}
