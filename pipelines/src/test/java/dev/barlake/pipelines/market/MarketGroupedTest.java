package dev.barlake.pipelines.market;

import static org.assertj.core.api.Assertions.assertThat;

import dev.barlake.localstack.ApiRequest;
import dev.barlake.localstack.Fault;
import dev.barlake.localstack.Injection;
import dev.barlake.localstack.TrueBar;
import dev.barlake.pipelines.cli.ExitCode;
import java.nio.file.Path;
import java.time.Duration;
import java.time.Instant;
import java.time.LocalDate;
import java.time.ZoneId;
import java.util.List;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class MarketGroupedTest {
  private static final ZoneId NEW_YORK = ZoneId.of("America/New_York");
  private static final String GROUPED = "--source=grouped";

  @TempDir private Path lake;
  private MarketWorld world;

  @BeforeEach
  void start() {
    world = new MarketWorld(lake);
  }

  @AfterEach
  void close() {
    world.close();
  }

  @ParameterizedTest
  @ValueSource(strings = {"DirectRunner", "FlinkRunner"})
  void oneRequestBringsADayOfAllStocks(String runner) {
    MarketWorld.Outcome outcome =
        world.run(GROUPED, "--from=2026-07-01", "--to=2026-07-07", "--runner=" + runner);

    assertThat(outcome.code()).as(outcome.err()).isEqualTo(ExitCode.DONE);
    assertThat(outcome.count("written")).isEqualTo(4);
    assertThat(requests()).isEqualTo(4);
    for (String ticker : List.of("AAPL", "NULL", "001", "BCPC", "BCpC")) {
      assertDay("2026-07-06", ticker, false, 0);
    }
    assertThat(
            world.query(
                "SELECT DISTINCT epoch_ms(window_start) FROM"
                    + " 'LAKE/market/timespan=1day/adjusted=false/trade_date=2026-07-06/*.parquet'"))
        .containsExactly(Long.toString(midnight("2026-07-06").toEpochMilli()));
  }

  @Test
  void adjustedBarsAreComputedAndAgreeWithTheMarketAcrossASplit() {
    MarketWorld.Outcome outcome =
        world.run(GROUPED, "--adjusted=both", "--from=2025-06-04", "--to=2025-06-11");

    assertThat(outcome.code()).as(outcome.err()).isEqualTo(ExitCode.DONE);
    assertThat(outcome.count("written")).isEqualTo(6);
    assertThat(outcome.count("derived")).isEqualTo(6);
    assertThat(requests()).as("one a date, and one to check the month").isEqualTo(7);
    assertThat(outcome.summary().path("watermark").toString())
        .isEqualTo(
            "{\"adjusted=false\":\"2025-06-12T04:00:00Z\",\"adjusted=true\":\"2025-06-12T04:00:00Z\"}");
    for (String date : List.of("2025-06-06", "2025-06-09")) {
      for (String ticker : List.of("TSLA", "AAPL", "KO")) {
        assertDay(date, ticker, false, 0);
        assertDay(date, ticker, true, 0.0001);
      }
    }
    assertThat(close("2025-06-06", "TSLA", true)).isNotEqualTo(close("2025-06-06", "TSLA", false));
  }

  @Test
  void aNewSplitMovesOlderFilesWithoutARequestForTheirBars() {
    world.run(GROUPED, "--adjusted=both", "--from=2026-11-10", "--to=2026-11-16");
    double before = close("2026-11-10", "KO", true);
    world.api.market().addSplit("KO", LocalDate.of(2026, 11, 18), 1, 2);
    world.api.clearRequests();

    MarketWorld.Outcome outcome =
        world.run(GROUPED, "--adjusted=both", "--from=2026-11-17", "--to=2026-11-18");

    assertThat(outcome.code()).as(outcome.err()).isEqualTo(ExitCode.DONE);
    assertThat(outcome.count("written")).isEqualTo(2);
    assertThat(outcome.count("derived")).isEqualTo(7);
    assertThat(requests()).as("two new dates, and one to check the month").isEqualTo(3);
    assertThat(close("2026-11-10", "KO", true)).isEqualTo(before / 2);
    assertDay("2026-11-10", "KO", true, 0.0001);
    assertDay("2026-11-18", "KO", true, 0.0001);
    assertDay("2026-11-10", "KO", false, 0);
  }

  @Test
  void computedBarsThatTheVendorContradictsAreOnRecord() {
    world.api.market().addSplitBeforeRewrite("KO", LocalDate.of(2026, 11, 18), 1, 2);

    MarketWorld.Outcome outcome =
        world.run(GROUPED, "--adjusted=true", "--from=2026-11-16", "--to=2026-11-18");

    assertThat(outcome.code()).isEqualTo(ExitCode.FAILED_REQUESTS);
    assertThat(outcome.summary().path("failures").get(0).path("category").asText())
        .isEqualTo("adjusted");
    assertThat(outcome.err()).contains("1 tickers differ", "KO closed at");
  }

  @Test
  void aPassingEmptyAnswerIsAskedForOnceMore() {
    world.api.inject(Injection.of(new Fault.EmptyOk(Fault.In.GROUPED)));

    MarketWorld.Outcome outcome = world.run(GROUPED, "--from=2026-11-16", "--to=2026-11-17");

    assertThat(outcome.code()).as(outcome.err()).isEqualTo(ExitCode.DONE);
    assertThat(requests()).isEqualTo(3);
  }

  @Test
  void aDateThatStaysEmptyIsPendingIfItIsRecentAndElseAFailure() {
    world.api.inject(Injection.of(new Fault.EmptyOk(Fault.In.GROUPED)).forever());

    assertThat(world.run(GROUPED, "--from=2026-11-19", "--to=2026-11-19").code())
        .isEqualTo(ExitCode.TRY_AGAIN_LATER);
    MarketWorld.Outcome old = world.run(GROUPED, "--from=2026-06-08", "--to=2026-06-08");
    assertThat(old.code()).isEqualTo(ExitCode.FAILED_REQUESTS);
    assertThat(old.summary().path("failures").get(0).path("category").asText()).isEqualTo("absent");
  }

  @Test
  void whatThePlanRefusesFailsAloneAndHoldsTheWatermark() {
    world.api.planReachesBackTo(LocalDate.of(2026, 11, 12));

    MarketWorld.Outcome outcome = world.run(GROUPED, "--from=2026-11-10", "--to=2026-11-13");

    assertThat(outcome.code()).isEqualTo(ExitCode.FAILED_REQUESTS);
    assertThat(outcome.count("failed")).isEqualTo(2);
    assertThat(outcome.count("written")).isEqualTo(2);
    assertThat(outcome.err()).contains("403");
    assertThat(outcome.summary().path("watermark").isMissingNode()).isTrue();
  }

  private long requests() {
    return world.api.requests().stream().filter(ApiRequest::isGrouped).count();
  }

  private double close(String date, String ticker, boolean adjusted) {
    return Double.parseDouble(
        world
            .query(
                "SELECT close FROM 'LAKE/market/timespan=1day/adjusted=%s/trade_date=%s/*.parquet' WHERE ticker = '%s'"
                    .formatted(adjusted, date, ticker))
            .get(0));
  }

  private void assertDay(String date, String ticker, boolean adjusted, double rounding) {
    TrueBar bar =
        world
            .api
            .market()
            .bars(
                ticker,
                1,
                "day",
                adjusted,
                midnight(date),
                midnight(date).plus(Duration.ofHours(1)))
            .get(0);
    String[] row =
        world
            .query(
                "SELECT open, high, low, close, volume FROM 'LAKE/market/timespan=1day/adjusted=%s/trade_date=%s/*.parquet' WHERE ticker = '%s'"
                    .formatted(adjusted, date, ticker))
            .get(0)
            .split(" ", -1);
    double[] expected = {bar.open(), bar.high(), bar.low(), bar.close(), bar.volume()};
    for (int i = 0; i < expected.length; i++) {
      assertThat(Double.parseDouble(row[i]))
          .as("%s of %s on %s, adjusted=%s", i, ticker, date, adjusted)
          .isBetween(expected[i] - rounding, expected[i] + rounding);
    }
  }

  private static Instant midnight(String date) {
    return LocalDate.parse(date).atStartOfDay(NEW_YORK).toInstant();
  }
}
