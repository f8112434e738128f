package dev.barlake.localstack;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import java.nio.charset.StandardCharsets;
import java.time.Clock;
import java.time.Instant;
import java.time.LocalDate;
import java.time.ZoneOffset;
import java.util.Base64;
import java.util.Collections;
import java.util.List;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class AggregatesTest {
  private final MarketSimulator simulator =
      MarketSimulator.builder()
          .clock(Clock.fixed(Instant.parse("2026-11-20T23:00:00Z"), ZoneOffset.UTC))
          .start();
  private final Http http = new Http(simulator);
  private final Market market = simulator.market();

  @AfterEach
  void close() {
    simulator.close();
  }

  @ParameterizedTest
  @CsvSource({
    "AAPL, 1, minute, 2024-06-03, 2024-06-07, 700, asc",
    "AAPL, 1, minute, 2024-06-03, 2024-06-07, 700, desc",
    "AAPL, 5, minute, 2024-06-03, 2024-06-07, 999, asc",
    "MSFT, 1, hour, 2024-03-07, 2024-03-13, 333, asc",
    "MSFT, 4, hour, 2024-03-07, 2024-03-13, 333, desc",
    "TSLA, 1, day, 2025-05-01, 2025-06-30, 7, asc",
    "TSLA, 3, day, 2025-05-01, 2025-06-30, 7, desc",
    "KO, 1, week, 2024-01-01, 2024-12-31, 23, asc",
    "KO, 1, month, 2023-01-01, 2024-12-31, 50, desc",
    "SPY, 1, quarter, 2023-01-01, 2024-12-31, 100, asc",
    "SPY, 1, year, 2022-01-01, 2024-12-31, 300, asc",
    "NVDA, 10, second, 2026-11-19, 2026-11-19, 5000, asc",
    "X:BTCUSD, 30, minute, 2024-03-09, 2024-03-11, 400, desc",
    "BRK.B, 15, minute, 2026-02-20, 2026-02-25, 400, asc"
  })
  void aWalkOverThePagesGivesExactlyTheMarketsBars(
      String ticker, int n, String timespan, LocalDate from, LocalDate to, int limit, String sort)
      throws Exception {
    for (boolean adjusted : List.of(true, false)) {
      List<JsonNode> pages =
          http.walk(
              range(ticker, n, timespan, from, to)
                  + ("?limit=" + limit + "&sort=" + sort + "&adjusted=" + adjusted));

      Windows windows = market.windows(market.listing(ticker).orElseThrow(), n, timespan);
      List<TrueBar> expected =
          new java.util.ArrayList<>(
              market.bars(
                  ticker,
                  n,
                  timespan,
                  adjusted,
                  windows.start(midnight(ticker, from)),
                  midnight(ticker, to.plusDays(1))));
      if (sort.equals("desc")) {
        Collections.reverse(expected);
      }
      assertThat(Http.bars(pages)).isEqualTo(expected).isNotEmpty();
      assertThat(pages.size()).isGreaterThan(1);
      assertThat(pages).allMatch(p -> p.get("adjusted").asBoolean() == adjusted);
      assertThat(pages).allMatch(p -> p.get("resultsCount").asInt() == p.get("results").size());
    }
  }

  @Test
  void theLimitCountsMinutesAndNotHours() throws Exception {
    // Regular hours only and a ticker without gaps: 09:30, then 60 values an hour.
    JsonNode page =
        http.get(
                range("I:SPX", 1, "hour", LocalDate.of(2024, 6, 3), LocalDate.of(2024, 6, 3))
                    + "?limit=100")
            .json();

    assertThat(page.get("results")).hasSize(2);
    assertThat(page.get("queryCount").asInt()).isEqualTo(30 + 60);
    assertThat(page.get("results").get(0).get("t").asLong())
        .isEqualTo(Instant.parse("2024-06-03T13:00:00Z").toEpochMilli());
    assertThat(page.get("next_url").asText())
        .startsWith(
            "https://api.polygon.io/v2/aggs/ticker/I%3ASPX/range/1/hour/"
                + Instant.parse("2024-06-03T15:00:00Z").toEpochMilli()
                + "/2024-06-03?cursor=");
  }

  @Test
  void theCursorHoldsLimitAndSort() throws Exception {
    JsonNode page =
        http.get("/v2/aggs/ticker/AAPL/range/1/day/2024-01-02/2024-01-31?limit=2").json();

    assertThat(Http.bars(page)).hasSize(2);
    assertThat(page.get("next_url").asText())
        .isEqualTo(
            "https://api.polygon.io/v2/aggs/ticker/AAPL/range/1/day/1704344400000/2024-01-31"
                + "?cursor=bGltaXQ9MiZzb3J0PWFzYw");
  }

  @Test
  void descendingPagesMoveTheEndBeforeTheOldestBar() throws Exception {
    JsonNode page =
        http.get(
                "/v2/aggs/ticker/AAPL/range/1/day/2026-05-08/2026-05-12?limit=2&sort=desc&adjusted=false")
            .json();

    assertThat(Http.next(page))
        .startsWith("/v2/aggs/ticker/AAPL/range/1/day/2026-05-08/1778471999999?cursor=");
    String cursor = page.get("next_url").asText().replaceAll(".*cursor=", "");
    assertThat(new String(Base64.getUrlDecoder().decode(cursor), StandardCharsets.UTF_8))
        .isEqualTo("adjusted=false&limit=2&sort=desc");
  }

  @Test
  void aDayBarBeginsAtMidnightInNewYorkSummerAndWinter() throws Exception {
    List<TrueBar> bars =
        Http.bars(http.walk("/v2/aggs/ticker/AAPL/range/1/day/2024-03-08/2024-03-11"));

    assertThat(bars)
        .extracting(TrueBar::windowStart)
        .containsExactly(
            Instant.parse("2024-03-08T05:00:00Z"), Instant.parse("2024-03-11T04:00:00Z"));
  }

  @Test
  void weeksBeginOnSundayAndTheRangeIsSnappedToThem() throws Exception {
    List<TrueBar> bars =
        Http.bars(http.walk("/v2/aggs/ticker/AAPL/range/1/week/2024-06-05/2024-06-12"));

    assertThat(bars)
        .extracting(TrueBar::windowStart)
        .containsExactly(
            Instant.parse("2024-06-02T04:00:00Z"), Instant.parse("2024-06-09T04:00:00Z"));
  }

  @ParameterizedTest
  @CsvSource({"2024-07-04", "2024-06-01", "2012-10-29", "2025-01-09", "2026-04-03"})
  void aDayWithoutASessionHasNoResultsAtAll(String date) throws Exception {
    JsonNode page = http.get("/v2/aggs/ticker/AAPL/range/1/minute/" + date + "/" + date).json();

    assertThat(page.get("status").asText()).isEqualTo("OK");
    assertThat(page.has("results")).isFalse();
    assertThat(page.get("resultsCount").asInt()).isZero();
  }

  @Test
  void aHalfDayEndsAtFiveInTheAfternoon() {
    List<TrueBar> bars = market.bars("SPY", 1, "minute", true, at("2024-11-29"), at("2024-11-30"));

    assertThat(bars.get(bars.size() - 1).windowStart())
        .isBetween(Instant.parse("2024-11-29T21:30:00Z"), Instant.parse("2024-11-29T21:59:00Z"));
  }

  @Test
  void groupedAndPreviousAreStampedAtTheClose() throws Exception {
    JsonNode grouped =
        http.get("/v2/aggs/grouped/locale/us/market/stocks/2026-11-19?adjusted=true").json();
    JsonNode previous = http.get("/v2/aggs/ticker/AAPL/prev").json();

    long close = Instant.parse("2026-11-19T21:00:00Z").toEpochMilli();
    assertThat(grouped.get("results")).allMatch(b -> b.get("t").asLong() == close);
    assertThat(grouped.findValuesAsText("T"))
        .contains("AAPL", "BCPC", "TRUE", "NULL", "NA", "001")
        .doesNotContain("GONE", "LOCLY", "X:BTCUSD");
    assertThat(previous.get("results").get(0).get("t").asLong()).isEqualTo(close);
    assertThat(previous.get("results").get(0).get("c").asDouble())
        .isEqualTo(market.bar("AAPL", 1, "day", true, at("2026-11-19")).orElseThrow().close());
  }

  @Test
  void groupedBarsAreOnOneScaleAndWithoutPages() throws Exception {
    String date = "/v2/aggs/grouped/locale/us/market/stocks/2024-08-09";
    JsonNode raw = grouped(http.get(date + "?adjusted=false").json(), "AAPL");
    JsonNode adjusted = grouped(http.get(date).json(), "AAPL");

    assertThat(raw.get("c").asDouble())
        .isEqualTo(market.bar("AAPL", 1, "day", false, at("2024-08-09")).orElseThrow().close());
    assertThat(adjusted.get("c").asDouble())
        .isEqualTo(market.bar("AAPL", 1, "day", true, at("2024-08-09")).orElseThrow().close())
        .isNotEqualTo(raw.get("c").asDouble());
    JsonNode otc = http.get(date + "?include_otc=true").json();
    assertThat(grouped(otc, "LOCLY").get("otc").asBoolean()).isTrue();
    assertThat(otc.get("resultsCount").asInt()).isEqualTo(otc.get("results").size());
    assertThat(otc.has("next_url")).isFalse();
  }

  @Test
  void groupedBarsOfAHolidayAreNone() throws Exception {
    JsonNode page =
        http.get("/v2/aggs/grouped/locale/us/market/stocks/2024-07-04?adjusted=true").json();

    assertThat(page.get("status").asText()).isEqualTo("OK");
    assertThat(page.get("resultsCount").asInt()).isZero();
    assertThat(page.has("results")).isFalse();
  }

  private static JsonNode grouped(JsonNode page, String ticker) {
    for (JsonNode bar : page.get("results")) {
      if (bar.get("T").asText().equals(ticker)) {
        return bar;
      }
    }
    throw new AssertionError("No bar of " + ticker);
  }

  @Test
  void someVolumesAreScientificAndSomeBarsLackVwapOrTransactions() throws Exception {
    String body = http.get("/v2/aggs/ticker/AAPL/range/1/day/2020-01-01/2024-12-31").body();
    List<TrueBar> bars = market.bars("AAPL", 1, "minute", true, at("2024-06-03"), at("2024-06-08"));

    assertThat(body).containsPattern("\"v\":[0-9][.][0-9]+e[+]0[0-9],");
    assertThat(bars).anyMatch(b -> b.vwap().isEmpty()).anyMatch(b -> b.transactions().isEmpty());
  }

  @Test
  void aFullLastPageLeadsToAnEmptyOneWhereThatIsAskedFor() throws Exception {
    try (MarketSimulator other = MarketSimulator.builder().emptyLastPage(true).start()) {
      List<JsonNode> pages =
          new Http(other).walk("/v2/aggs/ticker/AAPL/range/1/day/2024-06-03/2024-06-07?limit=5");

      assertThat(pages).hasSize(2);
      assertThat(pages.get(1).has("results")).isFalse();
    }
  }

  @Test
  void aFullPageComesCompressedToThoseWhoAcceptIt() throws Exception {
    String target = "/v2/aggs/ticker/AAPL/range/1/minute/2022-01-01/2024-12-31?limit=50000";

    Http.Answer answer =
        http.send(target, "Authorization", "Bearer local-api-key", "Accept-Encoding", "gzip");

    assertThat(answer.raw().headers().firstValue("Content-Encoding")).hasValue("gzip");
    assertThat(answer.json().get("results")).hasSize(50_000);
    assertThat(http.get(target).raw().headers().firstValue("Content-Encoding")).isEmpty();
  }

  private static String range(String ticker, int n, String timespan, LocalDate from, LocalDate to) {
    String encoded = ticker.replace(":", "%3A");
    return "/v2/aggs/ticker/" + encoded + "/range/" + n + "/" + timespan + "/" + from + "/" + to;
  }

  private Instant midnight(String ticker, LocalDate date) {
    return date.atStartOfDay(market.listing(ticker).orElseThrow().zone()).toInstant();
  }

  private static Instant at(String date) {
    return LocalDate.parse(date).atStartOfDay(Listing.NEW_YORK).toInstant();
  }
}
