package dev.barlake.localstack;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.assertj.core.api.Assertions.within;

import com.fasterxml.jackson.databind.JsonNode;
import java.time.Clock;
import java.time.Instant;
import java.time.LocalDate;
import java.time.ZoneOffset;
import java.util.List;
import java.util.concurrent.CompletableFuture;
import java.util.stream.IntStream;
import java.util.stream.StreamSupport;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;

/** The lists of a later day differ from those of the day before by what was done to the market. */
class ChangesTest {
  private static final LocalDate TODAY = LocalDate.of(2026, 11, 20);
  private final MarketSimulator simulator =
      MarketSimulator.builder()
          .universe(30)
          .clock(Clock.fixed(Instant.parse("2026-11-20T23:00:00Z"), ZoneOffset.UTC))
          .start();
  private final Http http = new Http(simulator);
  private final Market market = simulator.market();

  @AfterEach
  void close() {
    simulator.close();
  }

  @Test
  void aListedTickerHasARowAndBars() throws Exception {
    assertThat(rows("/v3/reference/tickers?ticker=FRESH")).isEmpty();

    market.list(
        Listing.stock("FRESH", "Fresh Inc.", 20, 1_000, 0.9).from(LocalDate.of(2026, 11, 18)));

    assertThat(rows("/v3/reference/tickers?ticker=FRESH").get(0).get("name").asText())
        .isEqualTo("Fresh Inc.");
    assertThat(market.listings()).extracting(Listing::ticker).contains("FRESH").isSorted();
    JsonNode bars = http.get("/v2/aggs/ticker/FRESH/range/1/day/2026-11-16/2026-11-19").json();
    assertThat(bars.get("results")).hasSize(2);
    assertThatThrownBy(() -> market.list(Listing.stock("KO", "Other", 20, 1_000, 0.9)))
        .hasMessageContaining("Cannot list KO");
  }

  @Test
  void aDelistedTickerMovesToTheOtherListAndMayBeTakenAgain() throws Exception {
    market.delist("KO", TODAY);

    assertThat(rows("/v3/reference/tickers?ticker=KO")).isEmpty();
    assertThat(rows("/v3/reference/tickers?ticker=KO&active=false").get(0).get("delisted_utc"))
        .hasToString("\"2026-11-20T00:00:00Z\"");

    market.list(Listing.stock("KO", "Knock Out AG", 20, 1_000, 0.9).from(TODAY));

    assertThat(rows("/v3/reference/tickers?ticker=KO").get(0).get("name").asText())
        .isEqualTo("Knock Out AG");
    assertThat(rows("/v3/reference/tickers?ticker=KO&active=false")).hasSize(1);
    assertThatThrownBy(() -> market.delist("NOBODY", TODAY))
        .hasMessageContaining("Cannot change NOBODY");
  }

  @Test
  void aRenamedTickerHasALaterUpdate() throws Exception {
    JsonNode before = rows("/v3/reference/tickers?ticker=KO").get(0);

    market.rename("KO", "Kola 🥤");

    JsonNode after = rows("/v3/reference/tickers?ticker=KO").get(0);
    assertThat(after.get("name").asText()).isEqualTo("Kola 🥤");
    assertThat(after.get("last_updated_utc").asText())
        .isGreaterThan(before.get("last_updated_utc").asText());
  }

  @Test
  void aDividendAndASplitShowInTheNextAnswer() throws Exception {
    Dividend declared = new Dividend("NVDA", TODAY.plusDays(200), 0.01, false);
    assertThat(rows("/stocks/v1/dividends?ticker=NVDA")).isEmpty();

    market.declareDividend(declared);
    market.addSplit("SIM00002", TODAY, 1, 7);

    assertThat(rows("/stocks/v1/dividends?ticker=NVDA").get(0).get("id").asText())
        .isEqualTo(declared.id());
    assertThat(market.dividends()).contains(declared);
    JsonNode split = rows("/stocks/v1/splits?ticker=SIM00002").get(0);
    assertThat(split.get("split_to").asInt()).isEqualTo(7);
    // The amounts of earlier dividends are told in shares after the split.
    JsonNode last = rows("/stocks/v1/dividends?ticker=SIM00002&sort=ex_dividend_date.desc").get(0);
    assertThat(last.get("split_adjusted_cash_amount").asDouble() * 7)
        .isCloseTo(last.get("cash_amount").asDouble(), within(1e-5));
    assertThatThrownBy(() -> market.declareDividend(new Dividend("NOBODY", TODAY, 1, false)))
        .hasMessageContaining("NOBODY");
  }

  @Test
  void changesFromManyThreadsAllArriveWhileTheListsAreRead() throws Exception {
    int before = market.listings().size();
    List<CompletableFuture<Void>> writers =
        IntStream.range(0, 4)
            .mapToObj(
                writer ->
                    CompletableFuture.runAsync(
                        () -> {
                          for (int i = 0; i < 25; i++) {
                            String ticker = "W" + writer + "N" + i;
                            market.list(Listing.stock(ticker, "New", 20, 1_000, 0.9));
                            market.addSplit(ticker, TODAY, 1, 2);
                            market.declareDividend(new Dividend(ticker, TODAY, 0.5, false));
                          }
                        }))
            .toList();
    do {
      rows("/v3/reference/tickers?limit=1000");
      rows("/stocks/v1/splits?limit=5000");
      rows("/stocks/v1/dividends?limit=5000");
    } while (!writers.stream().allMatch(CompletableFuture::isDone));

    writers.forEach(CompletableFuture::join);
    assertThat(market.listings()).hasSize(before + 100);
    for (String list : List.of("tickers?", "splits?", "dividends?")) {
      assertThat(rows("/v3/reference/" + list + "ticker.gte=W0&ticker.lt=W4&limit=1000"))
          .hasSize(100);
    }
  }

  @Test
  void peopleChangeTheMarketOverHttp() throws Exception {
    http.control("POST", "/_stack/list?ticker=FRESH&name=Fresh+%26+Co.");
    http.control("POST", "/_stack/rename?ticker=FRESH&name=Fresher");
    http.control("POST", "/_stack/delist?ticker=MSFT&date=2026-11-02");
    http.control("POST", "/_stack/dividends?ticker=FRESH&date=2026-12-01&cash=0.25&special=true");
    Http.Answer bad = http.control("POST", "/_stack/delist?ticker=NOBODY&date=2026-11-02");

    assertThat(market.listing("FRESH").orElseThrow().name()).isEqualTo("Fresher");
    assertThat(market.listing("MSFT").orElseThrow().delisted()).contains(LocalDate.of(2026, 11, 2));
    assertThat(market.dividends())
        .contains(new Dividend("FRESH", LocalDate.of(2026, 12, 1), 0.25, true));
    assertThat(bad.status()).isEqualTo(400);
    assertThat(bad.body()).contains("NOBODY");
  }

  @Test
  void aShortListEndsTheWholeWalkWithoutAWord() throws Exception {
    int all = rows("/v3/reference/tickers?market=stocks&limit=7").size();
    simulator.inject(
        Injection.of(new Fault.ShortList(0.5)).pathContaining("/v3/reference/tickers"));

    List<JsonNode> pages = http.walk("/v3/reference/tickers?market=stocks&limit=7");

    assertThat(pages.stream().mapToInt(p -> p.get("results").size()).sum()).isEqualTo(all / 2);
    assertThat(pages.get(pages.size() - 1).get("status").asText()).isEqualTo("OK");
    assertThat(rows("/v3/reference/tickers?market=stocks&limit=7")).hasSize(all);
  }

  @Test
  void aShortListMayBeginInTheMiddleAndKeepNothing() throws Exception {
    simulator.inject(Injection.of(new Fault.ShortList(0)).page(2));

    List<JsonNode> pages = http.walk("/stocks/v1/splits?limit=3");

    assertThat(pages).hasSize(2);
    assertThat(pages.get(1).get("results")).isEmpty();
    assertThatThrownBy(() -> new Fault.ShortList(1.5)).hasMessageContaining("1.5");
  }

  @Test
  void anEmptyOkHidesAListOnceAndLeavesBarsAlone() throws Exception {
    simulator.inject(Injection.of(new Fault.EmptyOk(Fault.In.LISTS)));

    assertThat(http.get("/v2/aggs/ticker/KO/range/1/day/2026-11-16/2026-11-19").json())
        .anyMatch(JsonNode::isArray);
    JsonNode empty = http.get("/stocks/v1/dividends?ticker=KO").json();
    assertThat(empty.has("results") || empty.has("next_url")).isFalse();
    assertThat(empty.get("status").asText()).isEqualTo("OK");
    assertThat(rows("/stocks/v1/dividends?ticker=KO")).isNotEmpty();
  }

  @Test
  void aRepeatedPageOfAListLeadsToItself() throws Exception {
    simulator.inject(Injection.of(new Fault.RepeatedPage(Fault.In.LISTS)).page(2));
    String first = Http.next(http.get("/stocks/v1/dividends?limit=9").json());

    JsonNode repeated = http.get(first).json();

    assertThat(Http.next(repeated)).isEqualTo(first);
    assertThat(Http.next(http.get(first).json())).isNotEqualTo(first);
  }

  @Test
  void faultsInListsAreInjectedOverHttpToo() throws Exception {
    http.control("POST", "/_stack/faults?fault=ShortList&keepShare=0.25");
    http.control("POST", "/_stack/faults?fault=EmptyOk&in=LISTS");
    int known = market.splits().size();

    assertThat(rows("/stocks/v1/splits?limit=5000")).hasSize(known / 4);
    assertThat(http.get("/stocks/v1/splits").json().has("results")).isFalse();
  }

  private List<JsonNode> rows(String target) throws Exception {
    return http.walk(target).stream()
        .flatMap(page -> StreamSupport.stream(page.get("results").spliterator(), false))
        .toList();
  }
}
