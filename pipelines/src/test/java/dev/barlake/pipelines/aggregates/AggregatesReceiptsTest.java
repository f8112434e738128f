package dev.barlake.pipelines.aggregates;

import static org.assertj.core.api.Assertions.assertThat;

import dev.barlake.aggregates.AggregatesRequest;
import dev.barlake.aggregates.Attempt;
import dev.barlake.aggregates.ManifestPart;
import dev.barlake.aggregates.Receipt;
import dev.barlake.lake.Lake;
import dev.barlake.localstack.Fault;
import dev.barlake.localstack.Injection;
import dev.barlake.model.BarSeries;
import dev.barlake.model.TimeRange;
import dev.barlake.model.Timespan;
import dev.barlake.pipelines.cli.Runners;
import java.nio.file.Path;
import java.time.LocalDate;
import java.util.List;
import java.util.Map;
import java.util.stream.Collectors;
import org.apache.beam.sdk.PipelineResult;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/** What was planned is told of once, on every runner and in every mode. */
class AggregatesReceiptsTest {
  private static final int MONTHS = 6;

  @TempDir Path lake;

  @ParameterizedTest
  @CsvSource({"DirectRunner, false", "FlinkRunner, true", "FlinkRunner, false"})
  void thePartOfTheManifestHasEachPeriodOnce(String runner, boolean streaming) {
    try (World world = World.in(lake)) {
      world.api.inject(Injection.of(new Fault.Forbidden()).ticker("JPM").forever());
      AggregatesSettings settings =
          world.settings(
              "--runner=" + runner,
              "--tickers=KO,BRK.B,JPM,THIN",
              "--timespan=hour",
              "--adjusted=false",
              "--from=2024-01-01");
      Runners.prepareStreaming(settings.options(), Long.MAX_VALUE);
      settings.options().setStreaming(streaming);
      // THIN is asked for twice.
      List<AggregatesRequest> requests =
          List.of(
              request("KO"), request("THIN"), request("BRK.B"), request("THIN"), request("JPM"));
      Slice slice = new Slice(0, requests);
      ManifestPart part = new Attempt(settings.runId(), "first").part(0);
      List<Receipt> receipts;
      try (Lake open = Lake.open(settings.lake(), settings.options())) {
        assertThat(
                AggregatesPipeline.build(settings, slice, part, settings.options())
                    .run()
                    .waitUntilFinish())
            .isEqualTo(PipelineResult.State.DONE);
        receipts = part.read(open);
      }

      Map<String, Long> periods =
          receipts.stream()
              .collect(
                  Collectors.groupingBy(
                      receipt -> receipt.part().ticker() + " " + receipt.part().period(),
                      Collectors.counting()));
      assertThat(periods).hasSize(4 * MONTHS);
      // A period that was fetched twice may have been merged in one step or in two.
      assertThat(periods)
          .allSatisfy(
              (period, count) ->
                  assertThat(count).as(period).isBetween(1L, period.startsWith("THIN") ? 2L : 1L));
      assertThat(receipts.stream().filter(Receipt.Failed.class::isInstance))
          .hasSize(MONTHS)
          .allMatch(receipt -> receipt.part().ticker().equals("JPM"));
      Plan plan = new Plan(requests, List.of());
      Tally tally = new Tally(plan, plan);
      tally.add(receipts);
      assertThat(tally.unaccounted()).isEmpty();
      assertThat(world.lines("_failed")).hasSize(MONTHS);
      for (String ticker : List.of("KO", "BRK.B", "THIN")) {
        assertThat(world.reader().bars(ticker, "1hour", false))
            .as(ticker)
            .isNotEmpty()
            .isEqualTo(
                world.truth(ticker, 1, "hour", false, "2024-01-01", "2024-06-30", World.NEW_YORK));
      }
    }
  }

  private static AggregatesRequest request(String ticker) {
    BarSeries series = new BarSeries(ticker, 1, Timespan.HOUR, false);
    return AggregatesRequest.of(
        series,
        new TimeRange(
            midnight(series, LocalDate.of(2024, 1, 1)),
            midnight(series, LocalDate.of(2024, 1 + MONTHS, 1))),
        "none");
  }

  private static long midnight(BarSeries series, LocalDate date) {
    return date.atStartOfDay(series.zone()).toInstant().toEpochMilli();
  }
}
