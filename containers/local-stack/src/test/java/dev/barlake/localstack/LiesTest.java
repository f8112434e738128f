package dev.barlake.localstack;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import com.fasterxml.jackson.databind.JsonNode;
import java.io.IOException;
import java.util.ArrayList;
import java.util.List;
import java.util.stream.IntStream;
import org.junit.jupiter.api.Test;

/** Random lies: the same ones from the same seed, and the truth when asked again. */
class LiesTest {
  private static final String LIST = "/stocks/v1/dividends?limit=1000&ticker=";
  private static final String BARS =
      "/v2/aggs/ticker/%s/range/1/day/2024-01-02/2024-03-28?limit=20";

  @Test
  void theSameSeedTellsTheSameLiesAndAnotherOneOthers() throws Exception {
    assertThat(answers(7, 0.5)).isEqualTo(answers(7, 0.5)).isNotEqualTo(answers(8, 0.5));
  }

  @Test
  void theShareIsKept() throws Exception {
    assertThat(answers(3, 0)).isEqualTo(answers(4, 0));
    try (MarketSimulator simulator = MarketSimulator.builder().lies(3, 0.1).start()) {
      Http http = new Http(simulator);
      for (int i = 0; i < 500; i++) {
        ask(http, "/v1/marketstatus/now?nr=" + i);
      }
      int lies = simulator.lies().values().stream().mapToInt(n -> n).sum();
      assertThat(lies).isBetween(25, 80);
    }
  }

  @Test
  void eachUrlIsLiedToOnceAtMostSoThatAskingAgainHelps() throws Exception {
    try (MarketSimulator honest = MarketSimulator.start();
        MarketSimulator liar = MarketSimulator.builder().lies(5, 1).start()) {
      Http http = new Http(liar);
      for (String url : urls()) {
        String truth = withoutId(new Http(honest).get(url).body());
        assertThat(ask(http, url)).as(url).isNotEqualTo(truth);
        assertThat(ask(http, url)).as(url).isEqualTo(truth);
      }
      assertThat(liar.lies().values().stream().mapToInt(n -> n).sum()).isEqualTo(urls().size());
    }
  }

  @Test
  void overManyUrlsEveryKindOfLieHappensInBarsAndInLists() throws Exception {
    try (MarketSimulator liar = MarketSimulator.builder().lies(1, 1).start()) {
      Http http = new Http(liar);
      for (String ticker : Market.universe(60)) {
        String bars = BARS.formatted(ticker);
        ask(http, bars);
        JsonNode first = http.get(bars).json();
        if (first.has("next_url")) {
          ask(http, Http.next(first));
        }
        ask(http, LIST + ticker);
      }
      assertThat(liar.lies().keySet())
          .containsExactly(
              "CutBody",
              "EarlyEnd",
              "EmptyOk",
              "NotFound",
              "RepeatedBorder",
              "ServerError",
              "SilentMiddle");
    }
  }

  @Test
  void aShortSilenceIsNoLieSinceNobodyCouldNoticeIt() throws Exception {
    try (MarketSimulator liar = MarketSimulator.builder().lies(2, 1).start()) {
      Http http = new Http(liar);
      for (int day = 10; day < 30; day++) {
        ask(http, "/v2/aggs/ticker/AAPL/range/1/hour/2024-01-%d/2024-01-31".formatted(day));
      }
      assertThat(liar.lies()).containsKeys("EmptyOk", "EarlyEnd");
      liar.lie(3, 1);
      for (int day = 19; day < 30; day++) {
        ask(http, "/v2/aggs/ticker/AAPL/range/1/hour/2024-01-%d/2024-01-31".formatted(day));
      }
      assertThat(liar.lies()).doesNotContainKeys("EarlyEnd", "SilentMiddle");
    }
  }

  @Test
  void injectedFaultsComeFirstAndLiesEndOverHttp() throws Exception {
    try (MarketSimulator simulator = MarketSimulator.start()) {
      Http http = new Http(simulator);
      String now = "/v1/marketstatus/now";
      http.control("POST", "/_stack/lies?seed=7&share=1");
      simulator.inject(Injection.of(new Fault.Forbidden()));

      assertThat(http.get(now).status()).isEqualTo(403);
      assertThat(http.control("GET", "/_stack/lies").json()).isEmpty();
      ask(http, now);
      assertThat(http.control("GET", "/_stack/lies").json()).hasSize(1);
      http.control("DELETE", "/_stack/lies");
      assertThat(http.get("/v1/marketstatus/upcoming").status()).isEqualTo(200);
      assertThat(http.control("POST", "/_stack/lies?seed=7&share=2").status()).isEqualTo(400);
    }
    assertThatThrownBy(() -> Lies.parse("7")).hasMessageContaining("SEED:SHARE");
  }

  private static List<String> answers(long seed, double share) throws Exception {
    try (MarketSimulator simulator = MarketSimulator.builder().lies(seed, share).start()) {
      List<String> answers = new ArrayList<>();
      for (String url : urls()) {
        answers.add(ask(new Http(simulator), url));
      }
      return answers;
    }
  }

  private static List<String> urls() {
    return IntStream.range(0, 24)
        .mapToObj(
            i ->
                i % 2 == 0
                    ? BARS.formatted("AAPL").replace("01-02", "01-%02d".formatted(i + 2))
                    : "/stocks/v1/splits?limit=" + (100 + i))
        .toList();
  }

  /** The body without its id, or what came instead of an answer. */
  private static String ask(Http http, String url) throws InterruptedException {
    try {
      Http.Answer answer = http.get(url);
      return answer.status() == 200 ? withoutId(answer.body()) : answer.status() + "";
    } catch (IOException e) {
      return "cut";
    }
  }

  private static String withoutId(String body) {
    return body.replaceAll("\"request_id\":\"[^\"]*\"", "");
  }
}
