package dev.barlake.marketapi;

import static dev.barlake.marketapi.ApiException.Category.FATAL;
import static dev.barlake.marketapi.ApiException.Category.PERMANENT;
import static dev.barlake.marketapi.ApiException.Category.TRANSIENT;
import static dev.barlake.marketapi.PageText.bars;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.catchThrowableOfType;

import dev.barlake.marketapi.ScriptedServer.Reply;
import dev.barlake.retry.Timing;
import java.time.Duration;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

class RefusalsTest {
  private static ApiException refusal(MarketApi api) {
    return catchThrowableOfType(ApiException.class, () -> PageText.walk(api));
  }

  @Test
  void aRefusedKeyEndsEverythingWithoutAFurtherRequest() {
    try (ScriptedServer server =
        new ScriptedServer(
            Reply.of(401, "{\"request_id\":\"r9\",\"error\":\"Unknown API Key\"}"),
            PageText.of(1).reply())) {
      MarketApi api = server.api();
      ApiException first = refusal(api);
      assertThat(first.category()).isEqualTo(FATAL);
      assertThat(first)
          .hasMessage("Cannot GET %s (request r9): HTTP 401: Unknown API Key", first.url());
      ApiException second = refusal(api);
      assertThat(second.category()).isEqualTo(FATAL);
      assertThat(second.status()).isEqualTo(401);
      assertThat(second.requestId()).isEqualTo("r9");
      assertThat(second).hasMessageContaining("the key was refused before").hasCause(first);
      assertThat(server.requests()).hasSize(1);
    }
  }

  @Test
  void whoWaitsForATurnWhileTheKeyIsRefusedSendsNothing() throws InterruptedException {
    try (ScriptedServer server = new ScriptedServer(Reply.of(401, "no"))) {
      FakeTime time = new FakeTime();
      Thread[] first = new Thread[1];
      // While the second caller waits for its turn, the first one's answer comes.
      Timing timing =
          new Timing(
              time.timing().clock(),
              time::nanos,
              duration -> {
                server.release();
                first[0].join();
                time.sleep(duration);
              },
              () -> 0);
      MarketApiConfig config = new MarketApiConfig(server.uri(""), 5, Duration.ofSeconds(20));
      MarketApi api = new MarketApi(config, ScriptedServer.KEY, timing);
      server.hold();
      first[0] = new Thread(() -> refusal(api));
      first[0].start();
      while (server.requests().isEmpty()) {
        Thread.onSpinWait();
      }
      assertThat(refusal(api)).hasMessageContaining("the key was refused before");
      assertThat(server.requests()).hasSize(1);
    }
  }

  @ParameterizedTest
  @CsvSource(
      quoteCharacter = '~',
      delimiter = '|',
      value = {
        "400 | {'request_id':'r','error':'Could not parse the date'} | Could not parse the date",
        "403 | {'request_id':'r','message':'You are not entitled'} | You are not entitled",
        "422 | {'request_id':'r','error':'','message':'No such thing'} | No such thing",
        "300 | {'request_id':'r','error':null,'message':'moved'} | moved",
      })
  void aRequestThatWillNeverSucceedIsNotTriedAgain(int status, String body, String told) {
    try (ScriptedServer server = new ScriptedServer(Reply.of(status, body.replace('\'', '"')))) {
      ApiException e = refusal(server.api());
      assertThat(e.category()).isEqualTo(PERMANENT);
      assertThat(e.status()).isEqualTo(status);
      assertThat(e.requestId()).isEqualTo("r");
      assertThat(e.url())
          .isEqualTo(
              server
                  .uri(
                      "/v2/aggs/ticker/AAPL/range/1/minute/1790861400000/1790867399999"
                          + "?adjusted=false&sort=asc&limit=50000")
                  .toString());
      assertThat(e).hasMessage("Cannot GET %s (request r): HTTP %d: %s", e.url(), status, told);
      assertThat(e).hasNoCause();
      assertThat(server.requests()).hasSize(1);
    }
  }

  @Test
  void whatIsNotThereIsAskedForASecondTimeAfterAPause() {
    Reply missing = Reply.of(404, "{\"request_id\":\"r\",\"message\":\"No such thing\"}");
    try (ScriptedServer server = new ScriptedServer(missing)) {
      FakeTime time = new FakeTime();
      ApiException e = refusal(server.api(time));
      assertThat(e.category()).isEqualTo(PERMANENT);
      assertThat(e.status()).isEqualTo(404);
      assertThat(e).hasMessageEndingWith("(request r): HTTP 404: No such thing");
      assertThat(server.requests()).hasSize(2);
      assertThat(time.sleeps()).contains(Duration.ofMillis(750));
    }
  }

  @Test
  void whatIsThereAtTheSecondTimeIsTaken() {
    try (ScriptedServer server = new ScriptedServer(Reply.of(404, ""), PageText.of(1).reply())) {
      assertThat(PageText.walk(server.api())).isEqualTo(bars(1));
    }
  }

  @ParameterizedTest
  @ValueSource(ints = {301, 302, 303, 307, 308})
  void anApiThatHasMovedEndsEverythingAndSaysWhereTo(int status) {
    try (ScriptedServer server =
        new ScriptedServer(
            Reply.of(status, "gone").with("Location", "https://new.example/v2"),
            PageText.of(1).reply())) {
      MarketApi api = server.api();
      ApiException e = refusal(api);
      assertThat(e.category()).isEqualTo(FATAL);
      assertThat(e)
          .hasMessageEndingWith(
              "HTTP %d: the API has moved, Location: https://new.example/v2; see --apiBaseUrl. gone",
              status);
      assertThat(refusal(api)).hasMessageContaining("not asked, since Cannot GET").hasCause(e);
      assertThat(server.requests()).hasSize(1);
    }
  }

  @Test
  void aRefusalDoesNotTouchOtherRequests() {
    try (ScriptedServer server = new ScriptedServer(Reply.of(403, "no"), PageText.of(1).reply())) {
      MarketApi api = server.api();
      assertThat(refusal(api)).hasMessageEndingWith("HTTP 403: no");
      assertThat(PageText.walk(api)).isEqualTo(bars(1));
    }
  }

  @Test
  void aPlanThatIsTooSmallMayBeToldInA200() {
    try (ScriptedServer server =
        new ScriptedServer(
            Reply.json(
                "{\"status\":\"NOT_AUTHORIZED\",\"request_id\":\"r\",\"message\":\"Upgrade\"}"))) {
      ApiException e = refusal(server.api());
      assertThat(e.category()).isEqualTo(PERMANENT);
      assertThat(e.status()).isEqualTo(200);
      assertThat(e).hasMessageEndingWith("(request r): status NOT_AUTHORIZED: Upgrade");
      assertThat(server.requests()).hasSize(1);
    }
  }

  @Test
  void anErrorMayBeToldInA200AndIsTriedAgain() {
    try (ScriptedServer server =
        new ScriptedServer(Reply.json("{\"status\":\"ERROR\",\"error\":\"Busy\"}"))) {
      ApiException e = refusal(server.api());
      assertThat(e.category()).isEqualTo(TRANSIENT);
      assertThat(e).hasMessageEndingWith(": status ERROR: Busy");
      assertThat(server.requests()).hasSizeGreaterThan(10);
    }
  }

  @ParameterizedTest
  @ValueSource(ints = {500, 502, 503, 504, 408})
  void aServersFaultIsTriedForTwoMinutes(int status) {
    try (ScriptedServer server =
        new ScriptedServer(Reply.of(status, "<html>\n  <h1>Bad\n gateway</h1>\n</html>"))) {
      FakeTime time = new FakeTime();
      ApiException e = refusal(server.api(time));
      assertThat(e.category()).isEqualTo(TRANSIENT);
      assertThat(e.status()).isEqualTo(status);
      assertThat(e).hasMessageEndingWith(": HTTP %d: <html> <h1>Bad gateway</h1> </html>", status);
      assertThat(Duration.ofNanos(time.nanos()))
          .isBetween(Duration.ofSeconds(120), Duration.ofSeconds(131));
      assertThat(server.requests()).hasSizeBetween(15, 25);
    }
  }

  @Test
  void waitsBetweenTriesDoubleUpToTenSeconds() {
    try (ScriptedServer server = new ScriptedServer(Reply.of(500, "no"))) {
      FakeTime time = new FakeTime();
      refusal(server.api(time, 60_000));
      assertThat(time.sleeps().stream().map(Duration::toMillis))
          .startsWith(150L, 300L, 600L, 1200L, 2400L, 4800L, 7500L, 7500L);
    }
  }

  @Test
  void aServersFaultThatPassesIsNotTold() {
    try (ScriptedServer server =
        new ScriptedServer(Reply.of(500, ""), Reply.of(504, "late"), PageText.of(1).reply())) {
      assertThat(PageText.walk(server.api())).isEqualTo(bars(1));
    }
  }

  @ParameterizedTest
  @ValueSource(strings = {"%s", "{\"error\":\"%s\"}", "{\"message\":\"%s\"}", "<p>%s"})
  void atMost500CharactersOfAnAnswerAreTold(String form) {
    try (ScriptedServer server =
        new ScriptedServer(Reply.of(400, form.formatted("é".repeat(3_000))))) {
      String message = refusal(server.api()).getMessage();
      String told = message.substring(message.indexOf("HTTP 400: ") + "HTTP 400: ".length());
      assertThat(told).hasSize(500).contains("é".repeat(497));
    }
  }

  @Test
  void anInterruptedCallerStopsAndStaysInterrupted() {
    try (ScriptedServer server = new ScriptedServer(PageText.of(1).reply())) {
      Thread.currentThread().interrupt();
      IllegalStateException e =
          catchThrowableOfType(IllegalStateException.class, () -> PageText.walk(server.api()));
      assertThat(e).hasMessageStartingWith("Interrupted while getting http://127.0.0.1:");
      assertThat(Thread.interrupted()).isTrue();
      assertThat(server.requests()).isEmpty();
    }
  }
}
