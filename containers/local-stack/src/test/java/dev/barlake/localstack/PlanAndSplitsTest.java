package dev.barlake.localstack;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import java.time.Clock;
import java.time.Instant;
import java.time.LocalDate;
import java.time.ZoneOffset;
import java.util.List;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;

/** States of the market that last until they are changed: the plan's horizon, late rewrites. */
class PlanAndSplitsTest {
  private static final LocalDate EX_DATE = LocalDate.of(2026, 11, 18);
  private static final String DAYS = "/v2/aggs/ticker/XOM/range/1/day/2026-11-16/2026-11-19";
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

  @Test
  void thePlanMovesOnWhileTheServerRuns() throws Exception {
    List<TrueBar> all = Http.bars(http.get(DAYS).json());

    simulator.planReachesBackTo(EX_DATE);
    Http.Answer across = http.get(DAYS);
    Http.Answer before = http.get(DAYS.replace("11-19", "11-17"));
    http.control("POST", "/_stack/plan?from=2026-11-19");
    Http.Answer later = http.get(DAYS);
    http.control("DELETE", "/_stack/plan");

    assertThat(Http.bars(across.json())).isEqualTo(all.subList(2, 4));
    assertThat(before.status()).isEqualTo(403);
    assertThat(before.json().get("status").asText()).isEqualTo("NOT_AUTHORIZED");
    assertThat(before.json().get("message").asText())
        .startsWith("Your plan doesn't include this data timeframe");
    assertThat(Http.bars(later.json())).isEqualTo(all.subList(3, 4));
    assertThat(Http.bars(http.get(DAYS).json())).isEqualTo(all);
  }

  @Test
  void aSplitIsListedBeforeItsPricesAreRewritten() throws Exception {
    List<TrueBar> old = Http.bars(http.get(DAYS).json());

    market.addSplitBeforeRewrite("XOM", EX_DATE, 1, 4);

    JsonNode split = http.get("/stocks/v1/splits?ticker=XOM").json().at("/results/0");
    assertThat(split.get("execution_date").asText()).isEqualTo("2026-11-18");
    assertThat(split.get("historical_adjustment_factor").asDouble()).isEqualTo(0.25);
    List<TrueBar> waiting = Http.bars(http.get(DAYS).json());
    assertThat(waiting.subList(0, 2)).isEqualTo(old.subList(0, 2));
    assertThat(waiting.get(2).close() * 4).isBetween(old.get(2).low(), old.get(2).high());
    assertThat(truth(true)).isEqualTo(waiting);
    // Traded prices know nothing of rewriting.
    assertThat(Http.bars(http.get(DAYS + "?adjusted=false").json())).isEqualTo(waiting);

    market.rewrite("XOM");

    List<TrueBar> rewritten = Http.bars(http.get(DAYS).json());
    assertThat(rewritten.subList(2, 4)).isEqualTo(waiting.subList(2, 4));
    assertThat(rewritten.get(0).close()).isLessThan(old.get(0).close() / 3.9);
    assertThat(rewritten.get(0).volume()).isEqualTo(old.get(0).volume() * 4);
    assertThat(Http.bars(http.get(DAYS + "?adjusted=false").json()).subList(0, 2))
        .isEqualTo(old.subList(0, 2));
  }

  @Test
  void anEarlierSplitOfTheTickerIsAppliedWhileALaterOneWaits() throws Exception {
    market.addSplit("XOM", LocalDate.of(2026, 11, 17), 1, 2);
    List<TrueBar> before = Http.bars(http.get(DAYS).json());

    market.addSplitBeforeRewrite("XOM", EX_DATE, 1, 5);

    assertThat(Http.bars(http.get(DAYS).json()).subList(0, 2)).isEqualTo(before.subList(0, 2));
    market.rewrite("KO");
    assertThat(Http.bars(http.get(DAYS).json()).subList(0, 2)).isEqualTo(before.subList(0, 2));
  }

  @Test
  void peopleHoldARewriteBackOverHttp() throws Exception {
    List<TrueBar> old = Http.bars(http.get(DAYS).json());

    http.control("POST", "/_stack/splits?ticker=XOM&date=2026-11-18&from=1&to=4&rewritten=false");
    assertThat(Http.bars(http.get(DAYS).json()).get(0)).isEqualTo(old.get(0));
    http.control("POST", "/_stack/rewrite?ticker=XOM");

    assertThat(Http.bars(http.get(DAYS).json()).get(0)).isNotEqualTo(old.get(0));
  }

  private List<TrueBar> truth(boolean adjusted) {
    return market.bars(
        "XOM",
        1,
        "day",
        adjusted,
        Instant.parse("2026-11-16T05:00:00Z"),
        Instant.parse("2026-11-20T05:00:00Z"));
  }
}
