package dev.barlake.marketapi;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import dev.barlake.marketapi.ContractClient.Answer;
import java.time.Instant;
import java.time.LocalDate;
import java.time.LocalTime;
import java.time.ZoneId;
import java.time.ZonedDateTime;
import java.util.List;
import java.util.Set;
import java.util.stream.StreamSupport;
import org.junit.jupiter.api.Test;

/** Shapes and counts of answers with bars. */
interface BarsContract {
  ZoneId NEW_YORK = ZoneId.of("America/New_York");

  /** On a half day it may be the earlier one; nobody official says. */
  Set<LocalTime> CLOSES = Set.of(LocalTime.of(16, 0), LocalTime.of(13, 0));

  ContractClient api();

  ContractDates dates();

  @Test
  default void dayBarsStartAtMidnightInNewYorkAndAscend() throws Exception {
    Answer answer = api().get(dates().days("AAPL") + "?adjusted=true&sort=asc&limit=50000");

    assertIsPage(answer, "AAPL");
    JsonNode page = answer.json();
    assertThat(answer.gzip()).as("compressed if the client accepts it").isTrue();
    assertThat(page.get("adjusted").asBoolean()).isTrue();
    assertThat(page.has("next_url")).isFalse();
    assertThat(times(page))
        .hasSizeBetween(8, 10)
        .isSorted()
        .doesNotHaveDuplicates()
        .allSatisfy(
            t -> {
              assertThat(t.toLocalTime()).isEqualTo(LocalTime.MIDNIGHT);
              assertThat(t.toLocalDate()).isBetween(dates().first(), dates().last());
            });
  }

  @Test
  default void minuteBarsLieOnTheirGridWithinTheLongSession() throws Exception {
    LocalDate date = tradingDate();
    String target = ContractDates.range("AAPL", "5/minute", date, date);
    Answer answer = api().get(target + "?adjusted=false&sort=asc&limit=50000");

    assertIsPage(answer, "AAPL");
    JsonNode page = answer.json();
    assertThat(page.get("adjusted").asBoolean()).isFalse();
    assertThat(times(page))
        .isSorted()
        .doesNotHaveDuplicates()
        .allSatisfy(
            t -> {
              assertThat(t.toLocalDate()).isEqualTo(date);
              assertThat(t.toInstant().toEpochMilli() % 300_000).isZero();
              assertThat(t.toLocalTime()).isBetween(LocalTime.of(4, 0), LocalTime.of(19, 55));
            });
    int results = page.get("resultsCount").asInt();
    int base = page.get("queryCount").asInt();
    assertThat(base).isBetween(results, 5 * results);
    api().report("queryCount of " + results + " bars of 5 minutes is " + base);
  }

  @Test
  default void theLimitCountsBaseBarsAndNotResults() throws Exception {
    String hours = ContractDates.range("AAPL", "1/hour", dates().first(), dates().last());
    Answer answer = api().get(hours + "?adjusted=true&sort=asc&limit=100");

    assertIsPage(answer, "AAPL");
    assertThat(answer.json().get("resultsCount").asInt()).isBetween(1, 20);
    assertThat(answer.next()).as("a short page is not the last").isPresent();
    api().report("100 base bars gave queryCount " + answer.json().get("queryCount").asInt());
  }

  @Test
  default void aWeekendIsAnEmptyAnswerAndNoError() throws Exception {
    LocalDate sunday = dates().first().minusDays(1);
    String weekend = ContractDates.range("AAPL", "1/day", sunday.minusDays(1), sunday);

    assertIsEmpty(api().get(weekend + "?adjusted=true"));
  }

  @Test
  default void tickersAreCaseSensitiveAndAnUnknownOneIsEmpty() throws Exception {
    assertIsEmpty(api().get(dates().days("aapl") + "?adjusted=true"));
  }

  @Test
  default void groupedBarsCarryTheirTickersAndEndAtTheClose() throws Exception {
    LocalDate date = tradingDate();
    Answer answer =
        api().get("/v2/aggs/grouped/locale/us/market/stocks/" + date + "?adjusted=true");

    JsonNode page = answer.json();
    RequiredFields.assertIn(page, RequiredFields.GROUPED_PAGE);
    RequiredFields.assertInResults(page, RequiredFields.GROUPED_BAR);
    assertThat(page.has("next_url")).isFalse();
    assertThat(page.get("results")).hasSize(page.get("resultsCount").asInt());
    assertThat(page.findValuesAsText("T")).contains("AAPL", "MSFT");
    assertThat(times(page))
        .allSatisfy(
            t -> {
              assertThat(t.toLocalDate()).isEqualTo(date);
              assertThat(t.toLocalTime()).isIn(CLOSES);
            });
  }

  @Test
  default void thePreviousDayIsStampedWithItsClose() throws Exception {
    Answer answer = api().get("/v2/aggs/ticker/AAPL/prev?adjusted=true");

    assertIsPage(answer, "AAPL");
    assertThat(times(answer.json())).hasSize(1);
    assertThat(times(answer.json()).get(0).toLocalTime()).isIn(CLOSES);
  }

  /** One of the two weeks' dates that has a day bar: any other may be a holiday. */
  private LocalDate tradingDate() throws Exception {
    Answer days = api().get(dates().days("AAPL") + "?adjusted=true&sort=asc&limit=50000");
    return times(days.json()).get(2).toLocalDate();
  }

  /** The shape of a page, and that the counts are those of the results. */
  static void assertIsPage(Answer answer, String ticker) {
    assertThat(answer.status()).as(answer.body()).isEqualTo(200);
    JsonNode page = answer.json();
    RequiredFields.assertIn(page, RequiredFields.BARS_PAGE);
    RequiredFields.assertInResults(page, RequiredFields.BAR);
    assertThat(page.get("status").asText()).isIn("OK", "DELAYED");
    assertThat(page.get("ticker").asText()).isEqualTo(ticker);
    assertThat(page.get("results")).hasSize(page.get("resultsCount").asInt());
    for (JsonNode bar : page.get("results")) {
      assertThat(bar.get("t").isIntegralNumber()).as("t of %s", bar).isTrue();
      for (String number : List.of("o", "h", "l", "c", "v")) {
        assertThat(bar.get(number).isNumber()).as("%s of %s", number, bar).isTrue();
      }
    }
  }

  private static void assertIsEmpty(Answer answer) {
    assertThat(answer.status()).as(answer.body()).isEqualTo(200);
    assertThat(answer.json().get("resultsCount").asInt()).isZero();
    assertThat(answer.json().path("results")).isEmpty();
    assertThat(answer.next()).isEmpty();
  }

  static List<ZonedDateTime> times(JsonNode page) {
    return StreamSupport.stream(page.path("results").spliterator(), false)
        .map(bar -> Instant.ofEpochMilli(bar.get("t").asLong()).atZone(NEW_YORK))
        .toList();
  }
}
