package dev.barlake.pipelines;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.barlake.aggregates.AggregatesRequest;
import dev.barlake.aggregates.Receipt;
import dev.barlake.lake.Lake;
import dev.barlake.model.BarSeries;
import dev.barlake.model.StoragePeriod;
import dev.barlake.model.TimeRange;
import dev.barlake.model.Timespan;
import java.nio.file.Path;
import java.time.LocalDate;
import java.util.ArrayList;
import java.util.Collections;
import java.util.List;
import java.util.Random;
import org.apache.beam.runners.direct.DirectRunner;
import org.apache.beam.sdk.Pipeline;
import org.apache.beam.sdk.PipelineResult;
import org.apache.beam.sdk.coders.StringUtf8Coder;
import org.apache.beam.sdk.options.PipelineOptions;
import org.apache.beam.sdk.options.PipelineOptionsFactory;
import org.apache.beam.sdk.testing.TestStream;
import org.apache.beam.sdk.transforms.Count;
import org.apache.beam.sdk.transforms.windowing.FixedWindows;
import org.apache.beam.sdk.transforms.windowing.Window;
import org.apache.beam.sdk.values.TimestampedValue;
import org.joda.time.Duration;
import org.joda.time.Instant;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;

/** No block is ever too late, in whatever order the years come. */
class AggregatesLatenessTest {
  private static final List<String> TICKERS = List.of("THIN", "GONE", "BCpC");
  private static final int FIRST_YEAR = 2012;
  private static final int LAST_YEAR = 2019;

  @TempDir Path lake;

  private enum Order {
    DESCENDING,
    PERMUTED_AND_OVERLAPPING
  }

  /** The sources live on when they are done: only so does a runner drop what it holds for late. */
  @ParameterizedTest
  @EnumSource
  void yearsMayComeInAnyOrder(Order order) {
    try (World world = World.in(lake)) {
      AggregatesSettings settings =
          world.settings(
              "--runner=FlinkRunner",
              "--shutdownSourcesAfterIdleMs=3000",
              "--tickers=" + String.join(",", TICKERS),
              "--adjusted=false",
              "--from=2012-01-01");
      Runners.prepareStreaming(settings.options());
      List<AggregatesRequest> requests = requests(order);
      Slice slice = new Slice(0, StoragePeriod.YEAR, World.NEW_YORK, requests);
      List<Receipt> receipts;
      try (Lake open = Lake.open(settings.lake(), settings.options())) {
        receipts = AggregatesPipeline.run(settings, slice).read(open);
      }
      assertThat(receipts).noneMatch(Receipt.Failed.class::isInstance);
      long years = requests.stream().mapToLong(AggregatesRequest::partitions).sum();
      assertThat(receipts).hasSize((int) years);
      for (String ticker : TICKERS) {
        assertThat(world.reader().bars(ticker, "1day", false))
            .as(ticker)
            .isNotEmpty()
            .isEqualTo(
                world.truth(
                    ticker,
                    1,
                    "day",
                    false,
                    FIRST_YEAR + "-01-01",
                    LAST_YEAR + "-12-31",
                    World.NEW_YORK));
      }
    }
  }

  private static List<AggregatesRequest> requests(Order order) {
    List<AggregatesRequest> requests = new ArrayList<>();
    for (int year = LAST_YEAR; year >= FIRST_YEAR; year--) {
      for (String ticker : TICKERS) {
        boolean longer = order != Order.DESCENDING && year < LAST_YEAR && year % 3 == 0;
        BarSeries series = new BarSeries(ticker, 1, Timespan.DAY, false);
        TimeRange range = new TimeRange(newYear(series, year), newYear(series, year + 1));
        TimeRange twice = new TimeRange(range.from(), newYear(series, year + 2));
        requests.add(AggregatesRequest.of(series, longer ? twice : range, "none"));
      }
    }
    if (order != Order.DESCENDING) {
      Collections.shuffle(requests, new Random(7));
    }
    return requests;
  }

  private static long newYear(BarSeries series, int year) {
    return LocalDate.of(year, 1, 1).atStartOfDay(series.zone()).toInstant().toEpochMilli();
  }

  @Test
  void aRunWhoseRunnerDroppedBlocksIsNoSuccess() {
    Slice slice = new Slice(3, StoragePeriod.YEAR, World.NEW_YORK, List.of());
    PipelineResult complete = runWithLateElements(Duration.standardDays(1));
    AggregatesPipeline.refuseDroppedBlocks(complete, slice);
    PipelineResult lossy = runWithLateElements(Duration.ZERO);
    assertThatThrownBy(() -> AggregatesPipeline.refuseDroppedBlocks(lossy, slice))
        .isInstanceOf(IllegalStateException.class)
        .hasMessage("Cannot trust slice 3: the runner dropped 2 blocks as late");
  }

  /** A pipeline that counts elements by minute, two of which come when their minute is over. */
  private static PipelineResult runWithLateElements(Duration allowedLateness) {
    PipelineOptions options = PipelineOptionsFactory.create();
    options.setRunner(DirectRunner.class);
    Pipeline pipeline = Pipeline.create(options);
    Instant start = Instant.ofEpochMilli(0);
    pipeline
        .apply(
            TestStream.create(StringUtf8Coder.of())
                .addElements(TimestampedValue.of("a", start))
                .advanceWatermarkTo(start.plus(Duration.standardMinutes(5)))
                .addElements(
                    TimestampedValue.of("a", start),
                    TimestampedValue.of("a", start.plus(Duration.standardMinutes(2))),
                    TimestampedValue.of("a", start.plus(Duration.standardMinutes(9))))
                .advanceWatermarkToInfinity())
        .apply(
            Window.<String>into(FixedWindows.of(Duration.standardMinutes(1)))
                .discardingFiredPanes()
                .withAllowedLateness(allowedLateness))
        .apply(Count.perElement());
    PipelineResult result = pipeline.run();
    assertThat(result.waitUntilFinish()).isEqualTo(PipelineResult.State.DONE);
    return result;
  }
}
