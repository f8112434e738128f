package dev.barlake.localstack;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import java.time.Clock;
import java.time.Duration;
import java.time.Instant;
import java.time.LocalDate;
import java.time.ZoneOffset;
import java.util.List;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class SimulatorTest {
  private static final String DAYS = "/v2/aggs/ticker/AAPL/range/1/day/2024-06-03/2024-06-07";
  private final MarketSimulator simulator =
      MarketSimulator.builder()
          .clock(Clock.fixed(Instant.parse("2026-11-20T17:37:37Z"), ZoneOffset.UTC))
          .start();
  private final Http http = new Http(simulator);

  @AfterEach
  void close() {
    simulator.close();
  }

  @Test
  void aMissingAndAnUnknownKeyAreRefused() throws Exception {
    Http.Answer missing = http.send(DAYS);
    Http.Answer unknown = http.send(DAYS, "Authorization", "Bearer nonsense");

    assertThat(missing.status()).isEqualTo(401);
    assertThat(missing.json().get("error").asText()).isEqualTo("API Key was not provided");
    assertThat(unknown.status()).isEqualTo(401);
    assertThat(unknown.json().get("error").asText()).isEqualTo("Unknown API Key");
  }

  @Test
  void theLogTellsWhereTheKeyCameFromAndNeverTheKey() throws Exception {
    http.get(DAYS);
    http.send(DAYS + "?limit=3&apiKey=local-api-key");

    assertThat(simulator.requests())
        .extracting(ApiRequest::keyInHeader)
        .containsExactly(true, false);
    assertThat(simulator.requests()).extracting(ApiRequest::status).containsOnly(200);
    assertThat(simulator.requests().get(1).target()).isEqualTo(DAYS + "?limit=3&apiKey=***");
    assertThat(simulator.requests().toString()).doesNotContain("local-api-key");
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        "/v2/aggs/ticker/AAPL/range/1/day/yesterday/2024-06-07",
        "/v2/aggs/ticker/AAPL/range/0/day/2024-06-03/2024-06-07",
        "/v2/aggs/ticker/AAPL/range/1/fortnight/2024-06-03/2024-06-07",
        "/v2/aggs/ticker/AAPL/range/1/day/2024-06-07/2024-06-03",
        "/v2/aggs/ticker/AAPL/range/1/day/2024-06-03/2024-06-07?limit=50001",
        "/v2/aggs/ticker/AAPL/range/1/day/2024-06-03/2024-06-07?sort=up",
        "/v3/reference/splits?limit=1001",
        "/stocks/v1/splits?sort=colour.desc",
        "/stocks/v1/dividends?ex_dividend_date.gte=soon",
        "/v3/reference/tickers?limit=1001"
      })
  void badParametersAreToldWithStatus400(String target) throws Exception {
    Http.Answer answer = http.get(target);

    assertThat(answer.status()).isEqualTo(400);
    assertThat(answer.json().get("status").asText()).isEqualTo("ERROR");
    assertThat(answer.json().get("error").asText()).isNotEmpty();
    assertThat(answer.json().get("request_id").asText()).hasSize(32);
  }

  @Test
  void anUnknownPathIsNotFoundAndAnUnknownTickerIsEmpty() throws Exception {
    assertThat(http.get("/v9/nothing").status()).isEqualTo(404);
    Http.Answer unknown = http.get(DAYS.replace("AAPL", "aapl"));
    assertThat(unknown.status()).isEqualTo(200);
    assertThat(unknown.json().has("results")).isFalse();
  }

  @Test
  void aboveTheQuotaItAnswers429UntilTheWindowIsOver() throws Exception {
    try (MarketSimulator slow =
        MarketSimulator.builder().requestsPerMinute(2).quotaWindow(Duration.ofHours(1)).start()) {
      Http client = new Http(slow);
      assertThat(client.get(DAYS).status()).isEqualTo(200);
      assertThat(client.get(DAYS).status()).isEqualTo(200);
      assertThat(client.get(DAYS).status()).isEqualTo(429);
    }
  }

  @Test
  void thePlanRefusesWhatIsOutsideAndSilentlyCutsWhatIsPartlyInside() throws Exception {
    try (MarketSimulator basic =
        MarketSimulator.builder().planHistory(LocalDate.of(2024, 6, 5)).start()) {
      Http client = new Http(basic);
      Http.Answer outside = client.get(DAYS.replace("2024-06-07", "2024-06-04"));
      assertThat(outside.status()).isEqualTo(403);
      assertThat(outside.json().get("message").asText()).contains("data timeframe");
      assertThat(Http.bars(client.get(DAYS).json()).get(0).windowStart())
          .isEqualTo("2024-06-05T04:00:00Z");
    }
  }

  @Test
  void theUniverseComesInPagesEachTickerOnce() throws Exception {
    try (MarketSimulator large = MarketSimulator.builder().universe(2200).start()) {
      List<JsonNode> pages =
          new Http(large).walk("/v3/reference/tickers?market=stocks&active=true&limit=1000");

      List<String> tickers =
          pages.stream().flatMap(p -> p.findValuesAsText("ticker").stream()).toList();
      assertThat(pages).hasSize(3);
      assertThat(tickers)
          .isSorted()
          .doesNotHaveDuplicates()
          .contains("AAPL", "BCPC", "BCpC", "BRK.B", "TRUE", "NULL", "NA", "001", "SIM02200")
          .doesNotContain("GONE", "LOCLY", "X:BTCUSD", "SIM02201");
    }
    assertThat(http.get("/v3/reference/tickers?active=false").json().findValuesAsText("ticker"))
        .containsExactly("GONE");
  }

  @Test
  void tickersAreFilteredByRangeAndMarket() throws Exception {
    JsonNode range =
        http.get("/v3/reference/tickers?ticker.gte=A&ticker.lt=B&market=stocks").json();
    JsonNode fx = http.get("/v3/reference/tickers?market=fx").json();

    assertThat(range.findValuesAsText("ticker")).containsExactly("AAPL", "AMZN");
    assertThat(fx.findValuesAsText("ticker")).containsExactly("C:EURUSD");
  }

  @Test
  void splitsHaveFactorsThatTurnRawIntoAdjusted() throws Exception {
    JsonNode page =
        http.get("/stocks/v1/splits?ticker.any_of=AAPL,KO,TRUE&sort=execution_date.asc").json();

    assertThat(page.get("results")).hasSize(4);
    JsonNode first = page.get("results").get(0);
    assertThat(first.get("ticker").asText()).isEqualTo("AAPL");
    assertThat(first.get("historical_adjustment_factor").asDouble()).isEqualTo(1.0 / 4 / 2);
    assertThat(page.get("results").get(1).get("adjustment_type").asText())
        .isEqualTo("reverse_split");
    assertThat(page.get("results").get(1).get("split_from").asInt()).isEqualTo(10);
  }

  @Test
  void announcedSplitsAreListedAndDatesFilterThem() throws Exception {
    JsonNode future = http.get("/v3/reference/splits?execution_date.gt=2026-11-20").json();

    assertThat(future.findValuesAsText("ticker")).containsExactly("NVDA");
    assertThat(http.walk("/v3/reference/splits?limit=2")).hasSize(4);
  }

  @Test
  void twoDividendsOfOneExDateHaveTwoIds() throws Exception {
    JsonNode page = http.get("/stocks/v1/dividends?ticker=KO&ex_dividend_date=2025-12-12").json();

    assertThat(page.get("results")).hasSize(2);
    assertThat(page.findValuesAsText("id")).doesNotHaveDuplicates();
    assertThat(page.findValuesAsText("distribution_type"))
        .containsExactlyInAnyOrder("recurring", "special");
    assertThat(page.get("results").get(0).get("historical_adjustment_factor").asDouble())
        .isBetween(0.9, 0.9999);
  }

  @Test
  void dividendsWalkToTheEndInBothShapes() throws Exception {
    int count = simulator.market().dividends().size();

    assertThat(ids(http.walk("/v3/reference/dividends?limit=100")))
        .hasSize(count)
        .doesNotHaveDuplicates();
    assertThat(ids(http.walk("/stocks/v1/dividends?limit=99")))
        .hasSize(count)
        .doesNotHaveDuplicates();
  }

  @Test
  void theNextHolidaysAreABareArray() throws Exception {
    JsonNode upcoming = http.get("/v1/marketstatus/upcoming").json();

    assertThat(upcoming.isArray()).isTrue();
    assertThat(upcoming).hasSize(24);
    assertThat(upcoming.get(0).get("date").asText()).isEqualTo("2026-11-26");
    assertThat(upcoming.get(0).get("name").asText()).isEqualTo("Thanksgiving");
    assertThat(upcoming.get(3).get("status").asText()).isEqualTo("early-close");
    assertThat(upcoming.get(3).get("close").asText()).isEqualTo("2026-11-27T18:00:00.000Z");
    assertThat(http.get("/v1/marketstatus/now").json().get("market").asText()).isEqualTo("open");
  }

  private static List<String> ids(List<JsonNode> pages) {
    return pages.stream().flatMap(p -> p.findValuesAsText("id").stream()).toList();
  }
}
