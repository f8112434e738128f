package dev.barlake.marketapi;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import dev.barlake.marketapi.ContractClient.Answer;
import java.time.LocalDate;
import java.util.List;
import org.junit.jupiter.api.Test;

/** Shapes of splits, dividends and the calendar. */
interface ListsContract {
  ContractClient api();

  @Test
  default void oldSplitsHaveTheirFields() throws Exception {
    JsonNode page = page("/v3/reference/splits?ticker=AAPL&limit=1000");

    RequiredFields.assertInResults(page, RequiredFields.OLD_SPLIT);
    assertAreSplits(page);
  }

  @Test
  default void newSplitsHaveATypeAndAFactor() throws Exception {
    JsonNode page = page("/stocks/v1/splits?ticker=AAPL&limit=5000");

    RequiredFields.assertIn(page, RequiredFields.NEW_PAGE);
    RequiredFields.assertInResults(page, RequiredFields.NEW_SPLIT);
    assertAreSplits(page);
    assertThat(page.findValuesAsText("adjustment_type"))
        .isSubsetOf("forward_split", "reverse_split", "stock_dividend");
    List<String> old =
        page("/v3/reference/splits?ticker=AAPL&limit=1000").findValuesAsText("execution_date");
    List<String> now = page.findValuesAsText("execution_date");
    api().report("dates of splits, old list " + old + ", new list " + now);
  }

  @Test
  default void oldDividendsHaveTheirFields() throws Exception {
    JsonNode page = page("/v3/reference/dividends?ticker=AAPL&limit=10");

    RequiredFields.assertInResults(page, RequiredFields.OLD_DIVIDEND);
    assertAreDividends(page);
  }

  @Test
  default void newDividendsHaveAType() throws Exception {
    JsonNode page = page("/stocks/v1/dividends?ticker=AAPL&limit=10");

    RequiredFields.assertIn(page, RequiredFields.NEW_PAGE);
    RequiredFields.assertInResults(page, RequiredFields.NEW_DIVIDEND);
    assertAreDividends(page);
  }

  @Test
  default void comingClosuresAreABareArray() throws Exception {
    Answer answer = api().get("/v1/marketstatus/upcoming");

    assertThat(answer.status()).isEqualTo(200);
    assertThat(answer.json().isArray()).isTrue();
    assertThat(answer.json()).isNotEmpty();
    for (JsonNode day : answer.json()) {
      assertThat(LocalDate.parse(day.get("date").asText())).isAfter(LocalDate.of(2020, 1, 1));
      assertThat(day.path("exchange").asText()).isNotEmpty();
      assertThat(day.path("status").asText()).isIn("closed", "early-close");
    }
  }

  private JsonNode page(String target) throws Exception {
    Answer answer = api().get(target);
    assertThat(answer.status()).as(answer.body()).isEqualTo(200);
    return answer.json();
  }

  private static void assertAreSplits(JsonNode page) {
    for (JsonNode split : page.get("results")) {
      assertThat(split.get("ticker").asText()).isEqualTo("AAPL");
      assertThat(LocalDate.parse(split.get("execution_date").asText())).isNotNull();
      assertThat(split.get("split_from").isNumber() && split.get("split_to").isNumber()).isTrue();
    }
  }

  private static void assertAreDividends(JsonNode page) {
    for (JsonNode dividend : page.get("results")) {
      assertThat(dividend.get("ticker").asText()).isEqualTo("AAPL");
      assertThat(LocalDate.parse(dividend.get("ex_dividend_date").asText())).isNotNull();
      assertThat(dividend.get("cash_amount").isNumber()).isTrue();
    }
  }
}
