package dev.barlake.marketapi;

import static org.assertj.core.api.Assertions.assertThat;

import dev.barlake.localstack.MarketSimulator;
import dev.barlake.model.Bar;
import dev.barlake.model.BarSeries;
import dev.barlake.model.TimeRange;
import dev.barlake.model.Timespan;
import java.net.URI;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;

/** The simulator keeps the contract, and our client reads it. */
class SimulatedMarketTest extends MarketApiContract {
  private final List<String> reported = new ArrayList<>();
  private MarketSimulator simulator;
  private ContractClient api;

  @BeforeAll
  void start() {
    simulator = MarketSimulator.start();
    api =
        new ContractClient(
            URI.create(simulator.url()),
            "local-api-key",
            Duration.ofMillis(12_500),
            new FakeTime().timing(),
            reported::add);
  }

  @AfterAll
  void theWholeContractFitsIntoFiveMinutesOfTheFreePlan() {
    simulator.close();
    assertThat(api.sent()).isBetween(20, 26);
    assertThat(reported).hasSizeGreaterThan(5);
  }

  @Override
  public ContractClient api() {
    return api;
  }

  @Test
  void aYearOfMinutesInPagesIsThatOfItsParts() {
    try (MarketSimulator market = MarketSimulator.start()) {
      MarketApi api =
          new MarketApi(
              new MarketApiConfig(URI.create(market.url()), 20_000, Duration.ofSeconds(60)),
              "local-api-key",
              new FakeTime().timing());
      BarSeries series = new BarSeries("AAPL", 1, Timespan.MINUTE, false);
      List<Bar> whole = bars(api, series, "2024-01-01T05:00:00Z", "2025-01-01T05:00:00Z");
      int pages = market.requests().size();
      assertThat(pages).isGreaterThan(1);
      List<Bar> parts = new ArrayList<>();
      parts.addAll(bars(api, series, "2024-01-01T05:00:00Z", "2024-02-01T05:00:00Z"));
      parts.addAll(bars(api, series, "2024-02-01T05:00:00Z", "2024-07-01T04:00:00Z"));
      parts.addAll(bars(api, series, "2024-07-01T04:00:00Z", "2025-01-01T05:00:00Z"));
      assertThat(whole.size()).isGreaterThan(50_000);
      assertThat(whole.equals(parts)).isTrue();
    }
  }

  private static List<Bar> bars(MarketApi api, BarSeries series, String from, String to) {
    TimeRange range =
        new TimeRange(Instant.parse(from).toEpochMilli(), Instant.parse(to).toEpochMilli());
    return PageText.walk(api.aggregates(series, range));
  }
}
