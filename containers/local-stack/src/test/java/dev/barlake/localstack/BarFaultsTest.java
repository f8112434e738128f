package dev.barlake.localstack;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import java.time.Instant;
import java.time.LocalDate;
import java.util.List;
import java.util.Set;
import java.util.stream.StreamSupport;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/** Faults of single bars: what is sent, and that the next answer is the truth. */
class BarFaultsTest {
  private static final String DAYS = "/v2/aggs/ticker/AAPL/range/1/day/2024-07-29/2024-08-30";
  private static final String HOURS = "/v2/aggs/ticker/AAPL/range/1/hour/2024-07-29/2024-08-09";
  private final MarketSimulator simulator = MarketSimulator.start();
  private final Http http = new Http(simulator);

  @AfterEach
  void close() {
    simulator.close();
  }

  @Test
  void wholeSessionsAreSilent() throws Exception {
    JsonNode truth = http.get(HOURS).json();
    Set<LocalDate> silent = Set.of(LocalDate.of(2024, 8, 1), LocalDate.of(2024, 8, 2));
    simulator.inject(Injection.of(new BarFault.SilentSessions(silent)));

    JsonNode page = http.get(HOURS).json();

    assertThat(dates(page)).doesNotContainAnyElementsOf(silent);
    assertThat(dates(page)).hasSize(dates(truth).size() - 2 * 16);
    // The counts do not betray it.
    assertThat(page.get("resultsCount").asInt()).isEqualTo(page.get("results").size());
    assertThat(page.get("queryCount").asInt()).isLessThan(truth.get("queryCount").asInt());
    assertThat(results(http.get(HOURS).json())).isEqualTo(results(truth));
  }

  @Test
  void theMiddleSessionsAreSilentIfSomebodyCouldNoticeIt() throws Exception {
    List<LocalDate> truth = dates(http.get(DAYS).json());
    simulator.inject(Injection.of(new BarFault.SilentMiddle(2)).times(3));

    List<LocalDate> page = dates(http.get(DAYS).json());
    JsonNode week = http.get(DAYS.replace("2024-08-30", "2024-08-02")).json();
    JsonNode thin = http.get(DAYS.replace("AAPL", "HALT").replace("07-29", "05-28")).json();

    assertThat(truth).hasSize(25).containsAll(page);
    assertThat(page)
        .hasSize(23)
        .doesNotContain(LocalDate.of(2024, 8, 13), LocalDate.of(2024, 8, 14));
    assertThat(week.get("results")).hasSize(5);
    assertThat(dates(thin)).contains(LocalDate.of(2024, 7, 10), LocalDate.of(2024, 7, 11));
  }

  @Test
  void aWindowWithoutTradeComesWithNulls() throws Exception {
    simulator.inject(Injection.of(new BarFault.NullBar()));

    JsonNode bar = http.get(DAYS).json().get("results").get(12);

    for (String price : List.of("o", "h", "l", "c", "vw")) {
      assertThat(bar.get(price).isNull()).as(price).isTrue();
    }
    assertThat(bar.get("v").asDouble()).isZero();
    assertThat(bar.get("t").isIntegralNumber()).isTrue();
    assertThat(bar.has("n")).isFalse();
    assertThat(http.get(DAYS).json().get("results").get(12).get("o").isNumber()).isTrue();
  }

  @ParameterizedTest
  @CsvSource({"o, ''", "c, '\"n/a\"'", "v, -5", "t, '\"yesterday\"'", "h, 1e400"})
  void aBarHasANonsensicalField(String field, String json) throws Exception {
    JsonNode truth = http.get(DAYS).json().get("results");
    simulator.inject(Injection.of(new BarFault.MalformedBar(field, json)));

    String body = http.get(DAYS).body();

    JsonNode bars = http.get(DAYS).json().get("results");
    assertThat(bars).isEqualTo(truth);
    // 25 bars, one of them with the odd value or without the field.
    assertThat(body.split("\"" + field + "\":", -1)).hasSize(json.isEmpty() ? 25 : 26);
    assertThat(body.split("\"" + field + "\":" + json + "[,}]", -1))
        .hasSize(json.isEmpty() ? 1 : 2);
  }

  @Test
  void aBarHasNoTime() throws Exception {
    simulator.inject(Injection.of(new BarFault.BarWithoutTime()));

    JsonNode bars = http.get(DAYS).json().get("results");

    assertThat(bars).hasSize(25);
    assertThat(bars.get(12).has("t")).isFalse();
    assertThat(bars.get(12).has("o")).isTrue();
    assertThat(bars.get(11).has("t") && bars.get(13).has("t")).isTrue();
  }

  @Test
  void aBarMayComeTwiceExactly() throws Exception {
    simulator.inject(Injection.of(new Fault.DuplicateBar(1)));

    JsonNode bars = http.get(DAYS).json().get("results");

    assertThat(bars).hasSize(26);
    assertThat(bars.get(13)).isEqualTo(bars.get(12));
  }

  @Test
  void barFaultsAreInjectedOverHttpToo() throws Exception {
    http.control("POST", "/_stack/faults?fault=SilentSessions&dates=2024-08-01,2024-08-02");
    http.control("POST", "/_stack/faults?fault=SilentMiddle&count=3");
    http.control("POST", "/_stack/faults?fault=NullBar");
    http.control("POST", "/_stack/faults?fault=MalformedBar&field=c&json=%22n/a%22");
    http.control("POST", "/_stack/faults?fault=BarWithoutTime");
    http.control("POST", "/_stack/faults?fault=DuplicateBar&factor=2");

    assertThat(http.get(DAYS).json().get("results")).hasSize(23);
    assertThat(http.get(DAYS).json().get("results")).hasSize(22);
    assertThat(http.get(DAYS).json().get("results").get(12).get("o").isNull()).isTrue();
    assertThat(http.get(DAYS).json().get("results").get(12).get("c").asText()).isEqualTo("n/a");
    assertThat(http.get(DAYS).json().get("results").get(12).has("t")).isFalse();
    assertThat(http.get(DAYS).json().get("results")).hasSize(26);
    assertThat(http.get(DAYS).json().get("results")).hasSize(25);
  }

  private static List<JsonNode> results(JsonNode page) {
    return StreamSupport.stream(page.path("results").spliterator(), false).toList();
  }

  private static List<LocalDate> dates(JsonNode page) {
    return results(page).stream()
        .map(b -> Instant.ofEpochMilli(b.get("t").asLong()))
        .map(t -> LocalDate.ofInstant(t, Listing.NEW_YORK))
        .toList();
  }
}
