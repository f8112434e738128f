package dev.barlake.pipelines.verify;

import dev.barlake.lake.Lake;
import dev.barlake.lake.PartitionPath;
import dev.barlake.model.BarBlock;
import dev.barlake.model.BarSeries;
import dev.barlake.model.Bars;
import dev.barlake.model.SplitEpoch;
import dev.barlake.model.Timespan;
import dev.barlake.parquet.PartitionFile;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Path;
import java.util.function.LongPredicate;
import org.apache.beam.sdk.options.PipelineOptionsFactory;

/** Takes bars out of a lake's files, as if the vendor had never sent them: coverage stays. */
final class Holes {
  private Holes() {}

  /**
   * Removes the bars of a series whose window starts are wanted; its files are those of a
   * directory.
   *
   * @return how many were removed
   */
  static int make(Path directory, BarSeries series, LongPredicate windowStart) {
    try (Lake lake = Lake.open(directory.toString(), PipelineOptionsFactory.create())) {
      int removed = 0;
      for (PartitionPath partition : lake.partitions()) {
        if (partition.series().equals(series)) {
          removed += make(lake, partition, windowStart);
        }
      }
      return removed;
    }
  }

  /** Says of the adjusted minutes of a ticker that they stand under other splits than they do. */
  static void underOtherSplits(Path directory, String ticker, String splits) {
    BarSeries series = new BarSeries(ticker, 1, Timespan.MINUTE, true);
    try (Lake lake = Lake.open(directory.toString(), PipelineOptionsFactory.create())) {
      for (PartitionPath partition : lake.partitions()) {
        if (partition.series().equals(series)) {
          BarBlock block = lake.read(partition).orElseThrow();
          write(
              lake,
              partition.path(),
              new BarBlock(
                  series,
                  block.period(),
                  new SplitEpoch(0, splits),
                  block.coverage(),
                  block.bars()));
        }
      }
    }
  }

  /** Multiplies the prices of the adjusted minutes of a ticker. */
  static void scale(Path directory, String ticker, double factor) {
    BarSeries series = new BarSeries(ticker, 1, Timespan.MINUTE, true);
    try (Lake lake = Lake.open(directory.toString(), PipelineOptionsFactory.create())) {
      for (PartitionPath partition : lake.partitions()) {
        if (partition.series().equals(series)) {
          BarBlock block = lake.read(partition).orElseThrow();
          Bars.Builder bars = new Bars.Builder(block.bars().size());
          block.bars().stream()
              .forEach(
                  bar ->
                      bars.add(
                          bar.windowStart(),
                          bar.open() * factor,
                          bar.high() * factor,
                          bar.low() * factor,
                          bar.close() * factor,
                          bar.volume() / factor,
                          bar.vwap() * factor,
                          bar.transactions(),
                          bar.otc(),
                          bar.fetchedAt()));
          write(
              lake,
              partition.path(),
              new BarBlock(series, block.period(), block.epoch(), block.coverage(), bars.build()));
        }
      }
    }
  }

  private static int make(Lake lake, PartitionPath partition, LongPredicate windowStart) {
    BarBlock block = lake.read(partition).orElseThrow();
    Bars before = block.bars();
    Bars.Builder after = new Bars.Builder(before.size());
    int kept = 0;
    for (int row = 0; row < before.size(); row++) {
      if (!windowStart.test(before.windowStart(row))) {
        after.add(before, row);
        kept++;
      }
    }
    if (kept < before.size()) {
      write(
          lake,
          partition.path(),
          new BarBlock(
              block.series(), block.period(), block.epoch(), block.coverage(), after.build()));
    }
    return before.size() - kept;
  }

  private static void write(Lake lake, String path, BarBlock block) {
    try {
      lake.write(path, PartitionFile.write(block));
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }
}
