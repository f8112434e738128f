package dev.barlake.aggregates;

import static org.assertj.core.api.Assertions.assertThat;

import dev.barlake.lake.Lake;
import dev.barlake.model.Bar;
import dev.barlake.model.BarBlock;
import dev.barlake.model.BarSeries;
import dev.barlake.model.Bars;
import dev.barlake.model.Coverage;
import dev.barlake.model.SplitEpoch;
import dev.barlake.model.TimeRange;
import dev.barlake.model.Timespan;
import java.nio.file.Path;
import java.time.Duration;
import java.time.LocalDate;
import java.util.ArrayList;
import java.util.List;
import org.apache.beam.sdk.options.PipelineOptionsFactory;
import org.apache.beam.sdk.transforms.DoFn.OutputReceiver;
import org.apache.beam.sdk.values.OutputBuilder;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** What meets in one window. */
class MergeFnTest {
  private static final BarSeries DAYS = new BarSeries("KO", 1, Timespan.DAY, true);
  private static final long YEAR = DAYS.storagePeriod().numberOf(LocalDate.of(2024, 1, 1));
  private static final long FIRST = DAYS.periodRange(YEAR).from();

  @TempDir private Path directory;

  @Test
  void everyBlockOfAWindowIsMergedAndHasAReceipt() {
    List<Receipt> receipts = process(block(0, 2), block(1, 4), block(8, 9));

    assertThat(receipts).hasSize(3).allMatch(Receipt.Written.class::isInstance);
    assertThat(receipts.stream().map(receipt -> ((Receipt.Written) receipt).added()))
        .containsExactly(2, 2, 1);
    try (Lake lake = Lake.open(directory.toString(), PipelineOptionsFactory.create())) {
      BarBlock file = lake.read(DAYS, YEAR).orElseThrow();
      assertThat(file.bars().stream().map(Bar::windowStart))
          .containsExactly(start(0), start(1), start(2), start(3), start(8));
      assertThat(file.coverage().spans())
          .containsExactly(new TimeRange(start(0), start(4)), new TimeRange(start(8), start(9)));
    }
  }

  private List<Receipt> process(BarBlock... blocks) {
    List<Receipt> receipts = new ArrayList<>();
    MergeFn merge = new MergeFn(directory.toString(), null);
    merge.setup(PipelineOptionsFactory.create());
    try {
      for (BarBlock block : blocks) {
        merge.process(new FetchedBlock(block, Notes.NONE), receiver(receipts));
      }
    } finally {
      merge.teardown();
    }
    return receipts;
  }

  private static OutputReceiver<Receipt> receiver(List<Receipt> receipts) {
    return new OutputReceiver<>() {
      @Override
      public void output(Receipt receipt) {
        receipts.add(receipt);
      }

      @Override
      public OutputBuilder<Receipt> builder(Receipt receipt) {
        throw new UnsupportedOperationException();
      }
    };
  }

  /** The days from {@code from} (inclusive) to {@code to} (exclusive). */
  private static BarBlock block(int from, int to) {
    Bars.Builder bars = new Bars.Builder(0);
    for (int day = from; day < to; day++) {
      bars.add(new Bar(start(day), 1, 1, 1, 1, 1, 1, 1, false, 1));
    }
    Coverage coverage = Coverage.of(new TimeRange(start(from), start(to)), 1, "run");
    return new BarBlock(DAYS, YEAR, SplitEpoch.RAW, coverage, bars.build());
  }

  private static long start(int day) {
    return FIRST + Duration.ofDays(day).toMillis();
  }
}
