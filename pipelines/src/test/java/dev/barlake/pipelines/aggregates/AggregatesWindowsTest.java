package dev.barlake.pipelines.aggregates;

import static org.assertj.core.api.Assertions.assertThat;

import dev.barlake.aggregates.AggregatesRequest;
import dev.barlake.aggregates.Attempt;
import dev.barlake.aggregates.ManifestPart;
import dev.barlake.aggregates.Receipt;
import dev.barlake.lake.Lake;
import dev.barlake.model.BarSeries;
import dev.barlake.model.TimeRange;
import dev.barlake.model.Timespan;
import dev.barlake.pipelines.cli.Runners;
import java.nio.file.Path;
import java.time.LocalDate;
import java.util.ArrayList;
import java.util.Collections;
import java.util.List;
import java.util.Random;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** What meets in one window stands once, in whatever order it comes and whoever brings it. */
class AggregatesWindowsTest {
  private static final List<String> TICKERS = List.of("THIN", "GONE", "BCpC");
  private static final int FIRST_YEAR = 2012;
  private static final int LAST_YEAR = 2019;

  @TempDir Path lake;

  /** Years that are asked for twice meet in one file, from two pieces and two threads. */
  @ParameterizedTest
  @ValueSource(strings = {"DirectRunner", "FlinkRunner"})
  void yearsMayComeInAnyOrderAndTwice(String runner) {
    try (World world = World.in(lake)) {
      AggregatesSettings settings =
          world.settings(
              "--runner=" + runner,
              "--tickers=" + String.join(",", TICKERS),
              "--adjusted=false",
              "--from=2012-01-01");
      Runners.prepareStreaming(settings.options(), Long.MAX_VALUE);
      List<AggregatesRequest> requests = requests();
      Slice slice = new Slice(0, requests);
      List<Receipt> receipts;
      try (Lake open = Lake.open(settings.lake(), settings.options())) {
        ManifestPart part = new Attempt(settings.runId(), "first").part(0);
        AggregatesPipeline.run(settings, slice, part);
        receipts = part.read(open);
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

  private static List<AggregatesRequest> requests() {
    List<AggregatesRequest> requests = new ArrayList<>();
    for (int year = LAST_YEAR; year >= FIRST_YEAR; year--) {
      for (String ticker : TICKERS) {
        boolean longer = year < LAST_YEAR && year % 3 == 0;
        BarSeries series = new BarSeries(ticker, 1, Timespan.DAY, false);
        TimeRange range = new TimeRange(newYear(series, year), newYear(series, year + 1));
        TimeRange twice = new TimeRange(range.from(), newYear(series, year + 2));
        requests.add(AggregatesRequest.of(series, longer ? twice : range, "none"));
      }
    }
    Collections.shuffle(requests, new Random(7));
    return requests;
  }

  private static long newYear(BarSeries series, int year) {
    return LocalDate.of(year, 1, 1).atStartOfDay(series.zone()).toInstant().toEpochMilli();
  }
}
