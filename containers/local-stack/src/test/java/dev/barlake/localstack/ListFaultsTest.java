package dev.barlake.localstack;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import java.util.List;
import java.util.Set;
import java.util.stream.StreamSupport;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.EnumSource;
import org.junit.jupiter.params.provider.ValueSource;

/** Faults of single rows of lists. */
class ListFaultsTest {
  private static final String SPLITS = "/stocks/v1/splits?limit=5000";
  private final MarketSimulator simulator = MarketSimulator.builder().universe(20).start();
  private final Http http = new Http(simulator);

  @AfterEach
  void close() {
    simulator.close();
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        "/v3/reference/tickers?limit=9",
        "/v3/reference/splits?limit=9",
        SPLITS,
        "/v3/reference/dividends?limit=900",
        "/stocks/v1/dividends?limit=5000"
      })
  void someRowsAreMissingOnceOrAlways(String list) throws Exception {
    List<JsonNode> truth = rows(http.walk(list));
    List<JsonNode> others =
        truth.stream().filter(row -> !row.get("ticker").asText().equals("AAPL")).toList();
    assertThat(others).hasSizeLessThan(truth.size());
    simulator.inject(Injection.of(new ListFault.MissingRows(Set.of("AAPL"))).forever());

    assertThat(rows(http.walk(list))).isEqualTo(others);
    assertThat(rows(http.walk(list))).isEqualTo(others);
    simulator.clearFaults();
    simulator.inject(Injection.of(new ListFault.MissingRows(Set.of("AAPL"))).page(99));
    assertThat(rows(http.walk(list))).isEqualTo(truth);
  }

  @Test
  void oneSplitIsMissingByItsId() throws Exception {
    List<JsonNode> truth = rows(http.walk(SPLITS + "&ticker=AAPL"));
    simulator.inject(
        Injection.of(new ListFault.MissingRows(Set.of(truth.get(0).get("id").asText()))));

    assertThat(rows(http.walk(SPLITS + "&ticker=AAPL"))).isEqualTo(truth.subList(1, 2));
    assertThat(rows(http.walk(SPLITS + "&ticker=AAPL"))).isEqualTo(truth);
  }

  @ParameterizedTest
  @EnumSource(ListFault.OddSplit.Kind.class)
  void aSplitIsSenselessAndTheOthersAreNot(ListFault.OddSplit.Kind kind) throws Exception {
    simulator.inject(Injection.of(new ListFault.OddSplit(Set.of("KO"), kind)).forever());

    for (JsonNode row : rows(http.walk("/v3/reference/splits?limit=2"))) {
      boolean odd = row.get("ticker").asText().equals("KO");
      switch (kind) {
        case NULL_RATIO -> assertThat(row.get("split_to").isNull()).isEqualTo(odd);
        case ZERO_RATIO -> assertThat(row.get("split_to").asDouble() == 0).isEqualTo(odd);
        case BAD_DATE ->
            assertThat(row.get("execution_date").asText().equals("2024-02-30")).isEqualTo(odd);
        default -> throw new IllegalStateException(kind.toString());
      }
    }
    // It passes over the other lists.
    assertThat(http.get("/stocks/v1/dividends?ticker=KO").body()).doesNotContain("2024-02-30");
  }

  @ParameterizedTest
  @CsvSource({
    "EMPTY, cash_amount, ''",
    "ZERO_DATE, pay_date, 0000-00-00",
    "FIRST_DATE, record_date, 0001-01-01",
    "NULL, declaration_date, null"
  })
  void anAbsentValueIsSpeltOddly(
      ListFault.NullSpelling.Spelling spelling, String field, String text) throws Exception {
    String list = "/stocks/v1/dividends?ticker=KO&limit=3";
    simulator.inject(Injection.of(new ListFault.NullSpelling(Set.of(), field, spelling)));

    JsonNode rows = http.get(list).json().get("results");

    assertThat(rows.get(0).get(field).asText()).isEqualTo(text);
    assertThat(rows.get(1).get(field).asText()).isNotEqualTo(text).isNotEmpty();
    assertThat(http.get(list).json().get("results").get(0).get(field).asText()).isNotEqualTo(text);
  }

  @Test
  void aFieldThatARowLacksIsAddedAndNamesOfAllLanguagesSurvive() throws Exception {
    String row = "/v3/reference/tickers?ticker=EMOJ";
    String name = http.get(row).json().get("results").get(0).get("name").asText();
    simulator.inject(
        Injection.of(
            new ListFault.NullSpelling(
                Set.of("EMOJ"), "delisted_utc", ListFault.NullSpelling.Spelling.ZERO_DATE)));

    JsonNode odd = http.get(row).json().get("results").get(0);

    assertThat(odd.get("delisted_utc").asText()).isEqualTo("0000-00-00");
    assertThat(odd.get("name").asText()).isEqualTo(name).contains("🚀");
  }

  @Test
  void listFaultsAreInjectedOverHttpToo() throws Exception {
    http.control("POST", "/_stack/faults?fault=MissingRows&rows=AAPL,KO&path=splits");
    http.control("POST", "/_stack/faults?fault=OddSplit&rows=TRUE&kind=ZERO_RATIO");
    http.control("POST", "/_stack/faults?fault=NullSpelling&field=pay_date&spelling=ZERO_DATE");
    Http.Answer bad = http.control("POST", "/_stack/faults?fault=OddSplit&kind=PURPLE");

    assertThat(bad.status()).isEqualTo(400);
    assertThat(bad.body()).contains("'PURPLE' for kind");
    assertThat(http.get(SPLITS).json().findValuesAsText("ticker"))
        .contains("TRUE")
        .doesNotContain("AAPL", "KO");
    assertThat(http.get(SPLITS + "&ticker=TRUE").json().at("/results/0/split_to").asInt()).isZero();
    assertThat(http.get("/stocks/v1/dividends").json().at("/results/0/pay_date").asText())
        .isEqualTo("0000-00-00");
  }

  private static List<JsonNode> rows(List<JsonNode> pages) {
    return pages.stream()
        .flatMap(page -> StreamSupport.stream(page.get("results").spliterator(), false))
        .toList();
  }
}
