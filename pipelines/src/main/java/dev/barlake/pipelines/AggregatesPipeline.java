package dev.barlake.pipelines;

import dev.barlake.aggregates.AggregatesIO;
import dev.barlake.aggregates.BringSkipped;
import dev.barlake.aggregates.ManifestPart;
import dev.barlake.aggregates.Receipt;
import dev.barlake.aggregates.WriteBars;
import dev.barlake.aggregates.WriteManifestPart;
import org.apache.beam.sdk.Pipeline;
import org.apache.beam.sdk.PipelineResult;
import org.apache.beam.sdk.metrics.MetricResult;
import org.apache.beam.sdk.options.PipelineOptions;
import org.apache.beam.sdk.transforms.Create;
import org.apache.beam.sdk.transforms.Flatten;
import org.apache.beam.sdk.values.PCollection;
import org.apache.beam.sdk.values.PCollectionList;
import org.apache.beam.sdk.values.PCollectionTuple;

/**
 * The pipeline of one slice: fetch, deduplicate, merge into the lake, bring a table to it where one
 * is asked for, and tell what became of it.
 */
final class AggregatesPipeline {
  private AggregatesPipeline() {}

  /** Builds and runs it to its end; returns where it wrote its receipts. */
  static ManifestPart run(AggregatesSettings settings, Slice slice) {
    ManifestPart part = new ManifestPart(settings.runId(), slice.number());
    PipelineResult result = build(settings, slice, part, settings.options()).run();
    PipelineResult.State state = result.waitUntilFinish();
    if (state != PipelineResult.State.DONE) {
      throw new IllegalStateException(
          "Cannot finish slice %d: the runner ended it as %s".formatted(slice.number(), state));
    }
    refuseDroppedBlocks(result, slice);
    return part;
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
            .apply(
                "Write",
                WriteBars.to(settings.lake(), slice.storagePeriod(), slice.zone())
                    .withTable(settings.barsTable()));
    PCollection<Receipt> skipped = fetched.get(AggregatesIO.RECEIPTS);
    if (settings.barsTable().isPresent()) {
      skipped =
          skipped.apply("Skipped", BringSkipped.of(settings.lake(), settings.barsTable().get()));
    }
    PCollectionList.of(skipped)
        .and(written)
        .apply("Receipts", Flatten.pCollections())
        .apply("Manifest", WriteManifestPart.to(settings.lake(), part));
    return pipeline;
  }

  /** Runners count blocks that they drop as late, and call the job a success all the same. */
  static void refuseDroppedBlocks(PipelineResult result, Slice slice) {
    long dropped = 0;
    // Attempted values only: Flink has no committed ones.
    for (MetricResult<Long> counter : result.metrics().allMetrics().getCounters()) {
      if (counter.getName().getName().equalsIgnoreCase("droppedDueToLateness")) {
        dropped += counter.getAttempted();
      }
    }
    if (dropped > 0) {
      throw new IllegalStateException(
          "Cannot trust slice %d: the runner dropped %d blocks as late"
              .formatted(slice.number(), dropped));
    }
  }
}
