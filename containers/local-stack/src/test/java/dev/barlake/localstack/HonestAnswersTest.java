package dev.barlake.localstack;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import java.net.URI;
import java.time.Clock;
import java.time.Instant;
import java.time.ZoneOffset;
import java.util.List;
import java.util.Optional;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

/** What a client asks for is honoured or refused, and a client that follows links stays here. */
class HonestAnswersTest {
  private static final String DAYS = "/v2/aggs/ticker/AAPL/range/1/day/2024-06-03/2024-06-28";
  private static final MarketSimulator SIMULATOR =
      MarketSimulator.builder()
          .clock(Clock.fixed(Instant.parse("2026-11-20T17:37:37Z"), ZoneOffset.UTC))
          .nextUrlBase(Optional.empty())
          .oddities(true)
          .start();
  private final Http http = new Http(SIMULATOR);

  @AfterAll
  static void close() {
    SIMULATOR.close();
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        DAYS + "?limit=2",
        "/v3/reference/tickers?limit=2",
        "/stocks/v1/dividends?limit=2",
        "/v3/reference/splits?limit=2"
      })
  void nextUrlLeadsToTheAddressThatWasAsked(String target) throws Exception {
    for (String host : List.of("127.0.0.1", "localhost")) {
      String base = "http://" + host + ":" + SIMULATOR.port();
      JsonNode page = http.at(base, target).json();

      assertThat(page.get("next_url").asText()).startsWith(base + "/");
      URI next = URI.create(page.get("next_url").asText());
      assertThat(http.at("", next.toString()).status()).isEqualTo(200);
    }
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        DAYS + "?colour=red",
        DAYS + "?from=2024-06-03",
        "/v2/aggs/ticker/AAPL/prev?limit=1",
        "/v2/aggs/grouped/locale/us/market/stocks/2024-06-03?ticker=AAPL",
        "/v3/reference/tickers?tickers=AAPL",
        "/v3/reference/tickers?ticker.like=A",
        "/v3/reference/dividends?cash_amount.gt=1",
        "/stocks/v1/splits?reverse_split=true",
        "/v1/marketstatus/now?exchange=nyse"
      })
  void aParameterThatTheEndpointDoesNotHaveIsRefusedByName(String target) throws Exception {
    Http.Answer answer = http.get(target);

    String name = target.substring(target.indexOf('?') + 1, target.indexOf('='));
    assertThat(answer.status()).isEqualTo(400);
    assertThat(answer.json().get("error").asText()).contains("'" + name + "'");
  }

  @ParameterizedTest
  @CsvSource({
    "search=apple, AAPL",
    "search=BERKSHIRE, BRK.B",
    "search=thin, THIN",
    "search=nobody, ''",
    "exchange=ARCX, SPY",
    "cik=0000000000, ''",
    "cusip=000000000, ''"
  })
  void tickersAreSearched(String query, String expected) throws Exception {
    assertThat(tickers("/v3/reference/tickers?" + query))
        .isEqualTo(expected.isEmpty() ? List.of() : List.of(expected));
  }

  @Test
  void tickersAreFoundByTheirNumbers() throws Exception {
    TickerRow row =
        SIMULATOR.market().tickerRows().stream()
            .filter(r -> r.cik().isPresent() && r.listing().ticker().equals("MSFT"))
            .findFirst()
            .orElseThrow();

    assertThat(tickers("/v3/reference/tickers?cik=" + row.cik().orElseThrow()))
        .containsExactly("MSFT");
    assertThat(tickers("/v3/reference/tickers?cusip=" + row.cusip().orElseThrow()))
        .containsExactly("MSFT");
  }

  @Test
  void aDateShowsWhatWasListedThen() throws Exception {
    assertThat(tickers("/v3/reference/tickers?date=2019-06-03&limit=1000"))
        .contains("GONE")
        .doesNotContain("NEWC");
    assertThat(tickers("/v3/reference/tickers?limit=1000")).contains("NEWC").doesNotContain("GONE");
  }

  @Test
  void dividendsAreFilteredByTheirOtherDates() throws Exception {
    String list = "/v3/reference/dividends?limit=1000&ticker=";
    JsonNode all = http.get(list + "XOM").json().get("results");
    String paid = all.get(0).get("pay_date").asText();

    assertThat(all.size()).isGreaterThan(4);
    assertThat(http.get(list + "XOM&pay_date=" + paid).json().get("results"))
        .hasSize(1)
        .allMatch(d -> d.get("pay_date").asText().equals(paid));
    assertThat(http.get(list + "ODDS&record_date.gte=2000-01-01").json().get("results"))
        .allMatch(d -> d.has("record_date"))
        .hasSize(2);
    assertThat(http.get(list + "KO&dividend_type=SC").json().get("results"))
        .isNotEmpty()
        .allMatch(d -> d.get("dividend_type").asText().equals("SC"));
  }

  @Test
  void aPageListsEndpointsTickersAndOdditiesWithoutAKey() throws Exception {
    Http.Answer page = http.send("/");

    assertThat(page.status()).isEqualTo(200);
    assertThat(page.raw().headers().firstValue("Content-Type").orElse("")).startsWith("text/html");
    for (Endpoint endpoint : Endpoint.values()) {
      assertThat(page.body()).contains(endpoint.path).contains(endpoint.answers);
      endpoint.parameters().forEach(name -> assertThat(page.body()).contains(name));
    }
    for (Listing listing : Listings.named()) {
      assertThat(page.body()).contains("<code>" + listing.ticker() + "</code>");
    }
    assertThat(Listings.named()).extracting(Listing::ticker).containsAll(IndexPage.NOTES.keySet());
    assertThat(page.body())
        .contains("S&amp;P 500", "2024-06-04", "two splits of one day")
        .doesNotContain("O'Quote \"");
  }

  private List<String> tickers(String target) throws Exception {
    return http.get(target).json().findValuesAsText("ticker");
  }
}
