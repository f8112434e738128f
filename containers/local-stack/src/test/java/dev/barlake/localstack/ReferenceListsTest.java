package dev.barlake.localstack;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.tuple;
import static org.assertj.core.api.Assertions.within;

import com.fasterxml.jackson.databind.JsonNode;
import java.math.BigDecimal;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.stream.StreamSupport;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;

/** The lists at the size of the vendor's, with their oddities, seen by a plain client. */
class ReferenceListsTest {
  private static MarketSimulator simulator;
  private static Http http;
  private static Market market;

  @BeforeAll
  static void start() {
    simulator = MarketSimulator.builder().universe(35_000).oddities(true).start();
    http = new Http(simulator);
    market = simulator.market();
  }

  @AfterAll
  static void close() {
    simulator.close();
  }

  @Test
  void halfAMillionDividendsComeInPagesThatCostLittle() throws Exception {
    int known = market.dividends().size();
    String next = "/stocks/v1/dividends?limit=5000";
    long rows = 0;
    String last = "";
    List<Duration> pages = new ArrayList<>();
    while (next != null) {
      long before = System.nanoTime();
      Http.Answer answer = http.get(next);
      pages.add(Duration.ofNanos(System.nanoTime() - before));
      JsonNode page = answer.json();
      for (JsonNode row : page.get("results")) {
        assertThat(row.get("ticker").asText()).isGreaterThanOrEqualTo(last);
        last = row.get("ticker").asText();
        rows++;
      }
      next = Http.next(page);
    }

    assertThat(rows).isEqualTo(known + market.repeatedDividends().size()).isGreaterThan(500_500);
    assertThat(pages).hasSize(101);
    // The first page sorts, which takes most of a second; the others must not.
    Duration first = pages.get(0);
    pages.sort(Comparator.naturalOrder());
    assertThat(pages.get(50)).isLessThan(first.dividedBy(3));
  }

  @Test
  void everySplitIsServedWithItsFactorInBothDirections() throws Exception {
    List<JsonNode> down = rows("/stocks/v1/splits?limit=5000");
    List<JsonNode> up = rows("/stocks/v1/splits?limit=5000&sort=execution_date.asc");

    Map<String, Split> known = new HashMap<>();
    market.splits().forEach(s -> known.put(s.blanks().contains("id") ? "" : s.id(), s));
    assertThat(known).hasSize(59_513);
    assertThat(down).hasSize(known.size()).hasSameSizeAs(up);
    assertThat(down.get(down.size() - 1).get("execution_date").asText())
        .isEqualTo(up.get(0).get("execution_date").asText());
    for (JsonNode row : down) {
      Split split = known.remove(row.path("id").asText());
      assertThat(row.get("ticker").asText()).isEqualTo(split.ticker());
      assertThat(new BigDecimal(row.get("split_to").asText())).isEqualTo(split.splitTo());
      assertThat(new BigDecimal(row.get("split_from").asText())).isEqualTo(split.splitFrom());
      assertThat(row.get("historical_adjustment_factor").asDouble())
          .isEqualTo(Math.rint(market.historicalFactor(split) * 1e6) / 1e6);
    }
    assertThat(known).isEmpty();
  }

  @Test
  void tickersOfAllMarketsAndTheDelistedComeInSeveralPages() throws Exception {
    List<JsonNode> active = rows("/v3/reference/tickers?active=true&limit=1000");
    List<JsonNode> delisted = rows("/v3/reference/tickers?active=false&limit=1000");

    assertThat(active.size() + delisted.size())
        .isEqualTo(market.tickerRows().size() + market.repeatedTickers().size());
    assertThat(delisted.size()).isEqualTo(2_102);
    assertThat(delisted).filteredOn(r -> !r.has("delisted_utc")).hasSize(70);
    assertThat(active).anyMatch(r -> r.get("market").asText().equals("otc"));
    for (String field : List.of("cik", "composite_figi", "share_class_figi", "last_updated_utc")) {
      assertThat(active).anyMatch(r -> r.has(field)).anyMatch(r -> !r.has(field));
    }
  }

  @Test
  void aTickerComesAgainOnTheNextPageUnderALaterName() throws Exception {
    for (String limit : List.of("10", "11", "1000")) {
      List<JsonNode> pages =
          http.walk("/v3/reference/tickers?market=stocks&ticker.lt=R&limit=" + limit);

      List<String> where = new ArrayList<>();
      List<JsonNode> twice = new ArrayList<>();
      for (int i = 0; i < pages.size(); i++) {
        assertThat(pages.get(i).get("results").size())
            .isEqualTo(pages.get(i).get("count").asInt())
            .isLessThanOrEqualTo(Integer.parseInt(limit));
        for (JsonNode row : pages.get(i).get("results")) {
          if (row.get("ticker").asText().equals("KO")) {
            twice.add(row);
            where.add(Integer.toString(i));
          }
        }
      }
      assertThat(twice).hasSize(2);
      assertThat(where.get(0).equals(where.get(1))).isEqualTo(pages.size() == 1);
      TickerRow later = market.repeatedTickers().get(0);
      assertThat(twice.get(1).get("name").asText()).isEqualTo(later.listing().name());
      assertThat(Instant.parse(twice.get(1).get("last_updated_utc").asText()))
          .isEqualTo(later.lastUpdated().orElseThrow())
          .isAfter(Instant.parse(twice.get(0).get("last_updated_utc").asText()));
      assertThat(twice.get(0).get("name").asText()).isNotEqualTo(later.listing().name());
    }
  }

  @Test
  void aDividendComesAgainOnTheNextPageWithTheSameId() throws Exception {
    String id = market.repeatedDividends().get(0).id();
    List<JsonNode> pages = http.walk("/stocks/v1/dividends?ticker=XOM&limit=10");

    List<Integer> where = new ArrayList<>();
    for (int i = 0; i < pages.size(); i++) {
      if (pages.get(i).findValuesAsText("id").contains(id)) {
        where.add(i);
      }
    }
    assertThat(where).hasSize(2);
    assertThat(where.get(1)).isEqualTo(where.get(0) + 1);
  }

  @Test
  void aSplitHasTwoIdsAndADayHasTwoSplits() throws Exception {
    List<JsonNode> splits = rows("/v3/reference/splits?ticker=ODDS&order=asc");

    assertThat(splits).extracting(r -> r.get("id").asText()).hasSize(5).doesNotHaveDuplicates();
    assertThat(splits)
        .extracting(
            r -> r.get("execution_date").asText(),
            r -> r.get("split_from").asText() + ":" + r.get("split_to").asText())
        .containsExactlyInAnyOrder(
            tuple("2021-06-15", "1:2"),
            tuple("2021-06-15", "1:2"),
            tuple("2022-04-01", "100:1"),
            tuple("2022-04-01", "1:25"),
            tuple("2023-07-03", "1:1.015228"));
    // The split with two ids moves the bars once: 100 for 1, 1 for 25, 1 for 2, and 1 for 1.015228.
    double once = 100.0 / 25 / 2 / 1.015228;
    Split first =
        market.splits().stream().filter(s -> s.ticker().equals("ODDS")).findFirst().orElseThrow();
    assertThat(market.historicalFactor(first)).isCloseTo(once, within(1e-9));
  }

  @Test
  void optionalFieldsOfADividendMayBeMissingOrNull() throws Exception {
    List<JsonNode> fresh = rows("/stocks/v1/dividends?ticker=ODDS");
    List<JsonNode> old = rows("/v3/reference/dividends?ticker=ODDS&order=asc");

    JsonNode bare = fresh.get(0);
    assertThat(bare.has("id")).isFalse();
    assertThat(bare.get("currency").isNull()).isTrue();
    assertThat(bare.has("declaration_date") || bare.has("pay_date") || bare.has("record_date"))
        .isFalse();
    assertThat(bare.get("cash_amount").asText()).isEqualTo("0.123456");
    assertThat(old).hasSize(4).allMatch(r -> r.has("id"));
    assertThat(fresh).anyMatch(r -> r.path("currency").asText().equals("EUR"));
  }

  @Test
  void aTickerThatWasTakenAgainIsInBothLists() throws Exception {
    JsonNode active = rows("/v3/reference/tickers?ticker=NEWC").get(0);
    JsonNode delisted = rows("/v3/reference/tickers?ticker=NEWC&active=false").get(0);

    assertThat(active.get("name").asText()).isNotEqualTo(delisted.get("name").asText());
    assertThat(delisted.get("delisted_utc").asText()).isEqualTo("2019-05-01T00:00:00Z");
    assertThat(market.listings())
        .filteredOn(l -> l.ticker().equals("NEWC"))
        .extracting(Listing::name)
        .containsExactly(active.get("name").asText(), delisted.get("name").asText());
  }

  @Test
  void namesArriveAsTheyAre() throws Exception {
    for (String ticker : List.of("EMOJ", "QUOT", "LONG")) {
      assertThat(rows("/v3/reference/tickers?ticker=" + ticker).get(0).get("name").asText())
          .isEqualTo(market.listing(ticker).orElseThrow().name());
    }
    assertThat(market.listing("LONG").orElseThrow().name()).hasSize(300);
    assertThat(market.listing("EMOJ").orElseThrow().name()).contains("🚀", "株式", "𠮷");
    assertThat(market.listing("QUOT").orElseThrow().name()).contains("'", "\"", "\\");
  }

  @Test
  void aPairHasTwoCurrencies() throws Exception {
    JsonNode pair = rows("/v3/reference/tickers?ticker=X:BTCUSD").get(0);

    assertThat(pair.get("base_currency_symbol").asText()).isEqualTo("BTC");
    assertThat(pair.get("base_currency_name").asText()).isEqualTo("Bitcoin");
    assertThat(pair.get("currency_symbol").asText()).isEqualTo("USD");
    assertThat(pair.get("currency_name").asText()).isEqualTo("United States Dollar");
  }

  private static List<JsonNode> rows(String target) throws Exception {
    return http.walk(target).stream()
        .flatMap(page -> StreamSupport.stream(page.get("results").spliterator(), false))
        .toList();
  }
}
