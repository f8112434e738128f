package dev.barlake.verify;

import dev.barlake.lake.Lake;
import java.time.Clock;
import org.apache.beam.sdk.io.range.OffsetRange;
import org.apache.beam.sdk.options.PipelineOptions;
import org.apache.beam.sdk.transforms.DoFn;
import org.apache.beam.sdk.transforms.splittabledofn.RestrictionTracker;
import org.apache.beam.sdk.values.KV;

/**
 * Carries out one task after the other.
 *
 * <h2>Restriction</h2>
 *
 * <p>The numbers of the tasks in the request. At first it is split into single tasks, which is all
 * the parallelism there is on Flink.
 *
 * <h2>Checkpoint and Resume</h2>
 *
 * <p>A task is claimed when its verdicts are made. There is no state: verdicts that a killed run
 * stored stand in the lake, and are not made again.
 *
 * <h2>Watermark</h2>
 *
 * <p>No estimator, for the reason that is given in {@code FetchFn}.
 */
@DoFn.BoundedPerElement
final class VerifyFn extends DoFn<VerifyRequest, KV<String, VerdictBlock>> {
  private final String uri;
  private final String run;
  private transient Lake lake;

  VerifyFn(String uri, String run) {
    this.uri = uri;
    this.run = run;
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

  @GetInitialRestriction
  public OffsetRange initialRestriction(@Element VerifyRequest request) {
    return new OffsetRange(0, request.tasks().size());
  }

  @SplitRestriction
  public void split(
      @Element VerifyRequest request,
      @Restriction OffsetRange tasks,
      OutputReceiver<OffsetRange> pieces) {
    for (long task = tasks.getFrom(); task < tasks.getTo(); task++) {
      pieces.output(new OffsetRange(task, task + 1));
    }
  }

  @ProcessElement
  public void process(
      @Element VerifyRequest request,
      RestrictionTracker<OffsetRange, Long> tracker,
      OutputReceiver<KV<String, VerdictBlock>> blocks) {
    OffsetRange piece = tracker.currentRestriction();
    for (long number = piece.getFrom(); number < piece.getTo(); number++) {
      VerifyTask task = request.tasks().get((int) number);
      var rows = new PeriodCheck(lake, task, Clock.systemUTC(), run).run();
      if (!tracker.tryClaim(number)) {
        return;
      }
      rows.forEach(
          (date, made) -> {
            VerdictBlock block = VerdictBlock.of(task.window(), date, made);
            blocks.output(KV.of(block.key(), block));
          });
      VerifyCounters.done(task);
    }
  }
}
