package dev.barlake.localstack;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import com.fasterxml.jackson.databind.JsonNode;
import java.io.IOException;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.time.Duration;
import java.time.Instant;
import java.time.LocalDate;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionException;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;

/** Each fault as it looks on the wire, and that it ends. */
class FaultsTest {
  private static final String DAYS = "/v2/aggs/ticker/AAPL/range/1/day/2024-07-29/2024-08-30";
  private final MarketSimulator simulator = MarketSimulator.start();
  private final Http http = new Http(simulator);

  @AfterEach
  void close() {
    simulator.close();
  }

  @Test
  void tooManyRequestsThenAllIsWell() throws Exception {
    simulator.inject(
        Injection.of(new Fault.TooManyRequests(Optional.of(Duration.ofSeconds(7)))).times(2));

    Http.Answer refused = http.get(DAYS);
    assertThat(refused.status()).isEqualTo(429);
    assertThat(refused.raw().headers().firstValue("Retry-After")).hasValue("7");
    assertThat(refused.json().get("error").asText()).contains("maximum requests per minute");
    assertThat(http.get(DAYS).status()).isEqualTo(429);
    assertThat(http.get(DAYS).status()).isEqualTo(200);
  }

  @Test
  void errorsHaveTheVendorsBodies() throws Exception {
    List.of(
            new Fault.ServerError(502),
            new Fault.HtmlError(),
            new Fault.Forbidden(),
            new Fault.NotFound())
        .forEach(f -> simulator.inject(Injection.of(f)));

    Http.Answer server = http.get(DAYS);
    Http.Answer html = http.get(DAYS);
    Http.Answer forbidden = http.get(DAYS);
    Http.Answer notFound = http.get(DAYS);

    assertThat(server.status()).isEqualTo(502);
    assertThat(server.json().get("status").asText()).isEqualTo("ERROR");
    assertThat(html.status()).isEqualTo(504);
    assertThat(html.body()).startsWith("<html>");
    assertThat(forbidden.status()).isEqualTo(403);
    assertThat(forbidden.json().get("status").asText()).isEqualTo("NOT_AUTHORIZED");
    assertThat(notFound.status()).isEqualTo(404);
    assertThat(notFound.json().get("status").asText()).isEqualTo("NOT_FOUND");
  }

  @Test
  void anOutageLastsUntilItIsSwitchedOffAndLeavesOtherFaults() throws Exception {
    simulator.inject(
        Injection.of(new Fault.ServerError(503, Optional.of(Duration.ofSeconds(2)))).forever());
    simulator.inject(Injection.of(new Fault.NotFound()));

    for (int i = 0; i < 5; i++) {
      Http.Answer down = http.get(DAYS);
      assertThat(down.status()).isEqualTo(503);
      assertThat(down.raw().headers().firstValue("Retry-After")).hasValue("2");
    }
    http.control("DELETE", "/_stack/faults?fault=ServerError");

    assertThat(http.get(DAYS).status()).isEqualTo(404);
    assertThat(http.get(DAYS).status()).isEqualTo(200);
  }

  @Test
  void anApiThatMovedSaysWhereToWithoutTheKey() throws Exception {
    simulator.inject(Injection.of(new Fault.Moved("https://api.example.com")));

    Http.Answer moved = http.send(DAYS + "?apiKey=local-api-key&limit=5");

    assertThat(moved.status()).isEqualTo(301);
    assertThat(moved.raw().headers().firstValue("Location"))
        .hasValue("https://api.example.com" + DAYS + "?limit=5");
    assertThat(simulator.requests().get(0).status()).isEqualTo(301);
  }

  @Test
  void aCutBodyPromisesMoreThanComes() throws Exception {
    simulator.inject(Injection.of(new Fault.CutBody(100)));

    assertThatThrownBy(() -> http.get(DAYS)).isInstanceOf(IOException.class);
    assertThat(http.get(DAYS).status()).isEqualTo(200);
  }

  @Test
  void aClosedSocketGivesNoAnswer() throws Exception {
    // The JDK's client itself tries a GET again when the connection closes without an answer.
    simulator.inject(Injection.of(new Fault.ClosedSocket()).times(5));

    assertThatThrownBy(() -> http.get(DAYS)).isInstanceOf(IOException.class);
    simulator.clearFaults();
    assertThat(http.get(DAYS).status()).isEqualTo(200);
  }

  @ParameterizedTest
  @EnumSource(Fault.Stall.Where.class)
  void aStallLastsUntilItIsReleased(Fault.Stall.Where where) {
    simulator.inject(Injection.of(new Fault.Stall(where)).times(5));
    HttpRequest request =
        HttpRequest.newBuilder(URI.create(simulator.url() + DAYS))
            .header("Authorization", "Bearer local-api-key")
            .timeout(Duration.ofMillis(300))
            .build();

    CompletableFuture<HttpResponse<String>> answer =
        HttpClient.newHttpClient().sendAsync(request, HttpResponse.BodyHandlers.ofString());
    if (where == Fault.Stall.Where.BEFORE_HEADERS) {
      assertThatThrownBy(answer::join).isInstanceOf(CompletionException.class);
    } else {
      // The JDK's timeout ends with the headers: the body would hang for ever.
      while (simulator.requests().isEmpty()) {
        Thread.onSpinWait();
      }
      assertThat(answer).isNotDone();
      // The request is logged just before it stalls: a release that came too early is repeated.
      while (!answer.isDone()) {
        simulator.release();
        Thread.onSpinWait();
      }
      assertThatThrownBy(answer::join).isInstanceOf(CompletionException.class);
    }
    assertThat(simulator.requests()).isNotEmpty();
  }

  @Test
  void aRepeatedPageLeadsToItself() throws Exception {
    simulator.inject(Injection.of(new Fault.RepeatedPage()).page(2).forever());

    String second = Http.next(http.get(DAYS + "?limit=5").json());
    assertThat(Http.next(http.get(second).json())).isEqualTo(second);
  }

  @Test
  void aForeignPageHoldsAnotherTickersBars() throws Exception {
    simulator.inject(Injection.of(new Fault.ForeignPage("MSFT")));

    JsonNode page = http.get(DAYS).json();
    assertThat(page.get("ticker").asText()).isEqualTo("MSFT");
    assertThat(Http.bars(page)).isEqualTo(truth("MSFT", true));
  }

  @Test
  void adjustedIsLostFromTheSecondPageOn() throws Exception {
    simulator.inject(Injection.of(new Fault.AdjustedLost()).forever());

    List<JsonNode> pages = http.walk(DAYS + "?limit=5&adjusted=false");
    assertThat(pages.get(0).get("adjusted").asBoolean()).isFalse();
    assertThat(Http.bars(pages.get(0))).isEqualTo(truth("AAPL", false).subList(0, 5));
    assertThat(pages.get(1).get("adjusted").asBoolean()).isTrue();
    assertThat(Http.bars(pages.get(1)).get(0)).isEqualTo(truth("AAPL", true).get(5));
  }

  @Test
  void anEmptyOkHidesBarsOnce() throws Exception {
    simulator.inject(Injection.of(new Fault.EmptyOk()).ticker("AAPL"));

    assertThat(http.get(DAYS.replace("AAPL", "MSFT")).json().has("results")).isTrue();
    assertThat(http.get(DAYS).json().has("results")).isFalse();
    assertThat(Http.bars(http.get(DAYS).json())).isEqualTo(truth("AAPL", true));
  }

  @Test
  void aLateCorrectionIsSeenByTheSecondRequest() throws Exception {
    TrueBar third = truth("AAPL", true).get(2);
    simulator.inject(Injection.of(new Fault.LateCorrection(third.windowStart(), 0.5)));

    List<TrueBar> provisional = Http.bars(http.get(DAYS).json());
    assertThat(provisional.get(2).volume()).isEqualTo(third.volume() / 2);
    assertThat(provisional.get(2).low()).isEqualTo(provisional.get(2).close());
    assertThat(Http.bars(http.get(DAYS).json()).get(2)).isEqualTo(third);
  }

  @Test
  void aDuplicateBarHasOtherValues() throws Exception {
    simulator.inject(Injection.of(new Fault.DuplicateBar()));

    List<TrueBar> bars = Http.bars(http.get(DAYS).json());
    int middle = truth("AAPL", true).size() / 2;
    assertThat(bars).hasSize(truth("AAPL", true).size() + 1);
    assertThat(bars.get(middle + 1).windowStart()).isEqualTo(bars.get(middle).windowStart());
    assertThat(bars.get(middle + 1).close()).isNotEqualTo(bars.get(middle).close());
  }

  @Test
  void aClampedRangeBeginsLater() throws Exception {
    simulator.inject(Injection.of(new Fault.ClampedRange(LocalDate.of(2024, 8, 12))));

    assertThat(Http.bars(http.get(DAYS).json()).get(0).windowStart())
        .isEqualTo("2024-08-12T04:00:00Z");
  }

  @Test
  void garbageIsNoJson() throws Exception {
    simulator.inject(Injection.of(new Fault.GarbageBody()));

    Http.Answer answer = http.get(DAYS);
    assertThat(answer.status()).isEqualTo(200);
    assertThatThrownBy(answer::json).isInstanceOf(IOException.class);
  }

  @Test
  void anOutOfRangeBarIsFromAYearBefore() throws Exception {
    simulator.inject(Injection.of(new Fault.OutOfRangeBar()));

    assertThat(Http.bars(http.get(DAYS).json()).get(0).windowStart())
        .isBefore("2023-08-01T00:00:00Z");
  }

  @Test
  void aWrongCountPromisesOneMore() throws Exception {
    simulator.inject(Injection.of(new Fault.WrongCount()));

    JsonNode page = http.get(DAYS).json();
    assertThat(page.get("resultsCount").asInt()).isEqualTo(page.get("results").size() + 1);
  }

  @Test
  void peopleInjectFaultsAndSplitsOverHttp() throws Exception {
    http.control("POST", "/_stack/faults?fault=ServerError&status=503&ticker=AAPL&times=1");
    http.control("POST", "/_stack/splits?ticker=XOM&date=2024-08-20&from=1&to=4");
    Http.Answer bad = http.control("POST", "/_stack/faults?fault=Gremlin");

    assertThat(bad.status()).isEqualTo(400);
    assertThat(bad.body()).contains("Gremlin");
    assertThat(http.get(DAYS).status()).isEqualTo(503);
    assertThat(http.get(DAYS).status()).isEqualTo(200);
    assertThat(simulator.market().splits())
        .contains(new Split("XOM", LocalDate.of(2024, 8, 20), 1, 4));
    JsonNode counts = http.control("GET", "/_stack/requests").json();
    assertThat(counts.at("/byPath").get("/v2/aggs/ticker/AAPL").get("503").asInt()).isEqualTo(1);
    assertThat(http.control("DELETE", "/_stack/faults").status()).isEqualTo(200);
  }

  private List<TrueBar> truth(String ticker, boolean adjusted) {
    return simulator
        .market()
        .bars(
            ticker,
            1,
            "day",
            adjusted,
            Instant.parse("2024-07-29T04:00:00Z"),
            Instant.parse("2024-08-31T04:00:00Z"));
  }
}
