package dev.barlake.marketapi;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import dev.barlake.marketapi.ContractClient.Answer;
import java.time.ZonedDateTime;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import org.junit.jupiter.api.Test;

/** What {@code next_url} means. */
interface PagesContract {
  ContractClient api();

  ContractDates dates();

  /** Four day bars, in pages of two. */
  private String fourDays(String parameters) throws Exception {
    Answer whole = api().get(dates().days("AAPL") + "?adjusted=true&sort=asc&limit=50000");
    List<ZonedDateTime> times = BarsContract.times(whole.json());
    return ContractDates.range(
            "AAPL", "1/day", times.get(0).toLocalDate(), times.get(3).toLocalDate())
        + "?limit=2&"
        + parameters;
  }

  @Test
  default void ascendingPagesGoOnBehindTheLastWindow() throws Exception {
    Answer first = api().get(fourDays("adjusted=true&sort=asc"));
    BarsContract.assertIsPage(first, "AAPL");
    List<ZonedDateTime> times = BarsContract.times(first.json());
    String next = first.next().orElseThrow();
    Answer second = api().get(next);

    assertThat(times).hasSize(2);
    assertThat(next).doesNotContain("apiKey").contains("cursor=");
    assertThat(bounds(next).get(0)).isEqualTo(millis(times.get(1).plusDays(1)));
    BarsContract.assertIsPage(second, "AAPL");
    assertThat(BarsContract.times(second.json()).get(0)).isAfter(times.get(1));
    assertThat(second.json().get("adjusted").asBoolean()).isTrue();
    assertThat(results(first, second)).isEqualTo(wholeWeek().subList(0, 4));
    reportTheEnd(second.next());
  }

  private void reportTheEnd(Optional<String> afterAFullLastPage) throws Exception {
    if (afterAFullLastPage.isPresent()) {
      Answer third = api().get(afterAFullLastPage.get());
      assertThat(third.status()).isEqualTo(200);
      assertThat(third.json().path("results")).isEmpty();
      assertThat(third.next()).isEmpty();
    }
    api()
        .report(
            afterAFullLastPage.isPresent()
                ? "a full last page leads to an empty one"
                : "a full last page leads nowhere");
  }

  @Test
  default void descendingPagesEndBeforeTheOldestWindow() throws Exception {
    Answer first = api().get(fourDays("adjusted=true&sort=desc"));

    BarsContract.assertIsPage(first, "AAPL");
    List<ZonedDateTime> times = BarsContract.times(first.json());
    assertThat(times).hasSize(2);
    assertThat(times.get(0)).isAfter(times.get(1));
    assertThat(bounds(first.next().orElseThrow()).get(1)).isEqualTo(millis(times.get(1)) - 1);
  }

  @Test
  default void rawPagesReportTheirScale() throws Exception {
    Answer first = api().get(fourDays("adjusted=false&sort=asc"));
    BarsContract.assertIsPage(first, "AAPL");
    assertThat(first.json().get("adjusted").asBoolean()).isFalse();

    Answer second = api().get(first.next().orElseThrow());

    BarsContract.assertIsPage(second, "AAPL");
    api().report("after adjusted=false page 2 says adjusted=" + second.json().get("adjusted"));
  }

  @Test
  default void aListGoesOnWithOtherRows() throws Exception {
    Answer first = api().get("/v3/reference/tickers?market=stocks&active=true&limit=2");
    String next = first.next().orElseThrow();
    Answer second = api().get(next);

    assertThat(next).startsWith("/v3/reference/tickers?").contains("cursor=");
    assertThat(next).doesNotContain("apiKey");
    for (Answer page : List.of(first, second)) {
      assertThat(page.json().get("results")).hasSize(2);
      RequiredFields.assertInResults(page.json(), RequiredFields.TICKER);
      assertThat(page.json().findValuesAsText("active")).doesNotContain("false");
    }
    assertThat(second.json().findValuesAsText("ticker"))
        .doesNotContainAnyElementsOf(first.json().findValuesAsText("ticker"));
  }

  private List<JsonNode> wholeWeek() throws Exception {
    return results(api().get(dates().days("AAPL") + "?adjusted=true&sort=asc&limit=50000"));
  }

  private static List<JsonNode> results(Answer... pages) {
    List<JsonNode> results = new ArrayList<>();
    for (Answer page : pages) {
      page.json().get("results").forEach(results::add);
    }
    return results;
  }

  /** {@code from} and {@code to} of a range's path, in epoch ms; a date is -1. */
  private static List<Long> bounds(String target) {
    String[] path = target.substring(0, target.indexOf('?')).split("/", -1);
    return List.of(number(path[path.length - 2]), number(path[path.length - 1]));
  }

  private static long number(String bound) {
    return bound.matches("[0-9]+") ? Long.parseLong(bound) : -1;
  }

  private static long millis(ZonedDateTime time) {
    return time.toInstant().toEpochMilli();
  }
}
