package dev.barlake.aggregates;

import dev.barlake.model.BarBlock;
import dev.barlake.model.TimeRange;
import java.util.Collection;
import java.util.List;
import org.apache.beam.sdk.coders.Coder;
import org.apache.beam.sdk.transforms.windowing.IntervalWindow;
import org.apache.beam.sdk.transforms.windowing.NonMergingWindowFn;
import org.apache.beam.sdk.transforms.windowing.WindowFn;
import org.apache.beam.sdk.transforms.windowing.WindowMappingFn;
import org.joda.time.Instant;

/**
 * The windows in which bars stand once. Each is one storage period of the calendar, in the zone of
 * the series' exchange, so that it is right on the days on which clocks change; and each is one
 * partition file of the series.
 *
 * <p>Nothing is grouped by window. A piece of work brings whole windows, so a shuffle would move
 * every bar and find nothing to group. Instead a block is merged with the file of its window in the
 * stage that fetched it. Blocks that meet in a window, from requests that overlap, from two workers
 * or from two runs, meet in the file: the store refuses a write that does not know the latest
 * version, and the writer merges again.
 */
final class DeduplicationWindows extends NonMergingWindowFn<FetchedBlock, IntervalWindow> {
  @Override
  public Collection<IntervalWindow> assignWindows(AssignContext context) {
    BarBlock block = context.element().block();
    TimeRange period = block.series().periodRange(block.period());
    return List.of(
        new IntervalWindow(Instant.ofEpochMilli(period.from()), Instant.ofEpochMilli(period.to())));
  }

  @SuppressWarnings("deprecation") // Beam 2.70 wants it all the same
  @Override
  public boolean isCompatible(WindowFn<?, ?> other) {
    return other instanceof DeduplicationWindows;
  }

  @Override
  public Coder<IntervalWindow> windowCoder() {
    return IntervalWindow.getCoder();
  }

  @Override
  public WindowMappingFn<IntervalWindow> getDefaultWindowMappingFn() {
    throw new UnsupportedOperationException("Bars are no side input");
  }
}
