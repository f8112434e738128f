package dev.barlake.marketapi;

import static dev.barlake.marketapi.PageText.bars;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.assertj.core.api.Assertions.catchThrowableOfType;

import dev.barlake.marketapi.ScriptedServer.Reply;
import dev.barlake.retry.Timing;
import java.time.Duration;
import java.util.Map;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class QuotaTest {
  private static final Reply TOO_MANY =
      Reply.of(429, "{\"error\":\"You've exceeded the maximum requests per minute\"}");

  /** How long a walk of one refusal and one page takes, without the back-off of 250 ms. */
  private static Duration pause(Reply refusal, int requestsPerMinute) {
    FakeTime time = new FakeTime();
    try (ScriptedServer server = new ScriptedServer(refusal, PageText.of(1).reply())) {
      assertThat(PageText.walk(server.api(time, requestsPerMinute))).isEqualTo(bars(1));
    }
    return Duration.ofNanos(time.nanos());
  }

  @ParameterizedTest
  @CsvSource({"5, PT60S", "60, PT60S", "61, PT1S", "6000, PT1S"})
  void withoutRetryAfterAWholeWindowIsWaitedWhereTheBudgetIsSmall(int budget, Duration expected) {
    assertThat(pause(TOO_MANY, budget)).isEqualTo(expected);
  }

  @ParameterizedTest
  @CsvSource(
      delimiter = '|',
      value = {
        "7 | PT7S",
        "Mon, 02 Nov 2026 12:00:20 GMT | PT20S",
        "86400 | PT5M",
        "9999999999999999 | PT5M",
        "Mon, 02 Nov 2026 11:59:00 GMT | PT1S",
        "-3 | PT1S",
        "soon | PT1S",
      })
  void whatTheServerAsksForIsWaitedUpToFiveMinutes(String retryAfter, Duration expected) {
    assertThat(pause(TOO_MANY.with("Retry-After", retryAfter), 6_000)).isEqualTo(expected);
  }

  @Test
  void aRefusalPausesAllCallers() {
    FakeTime time = new FakeTime();
    try (ScriptedServer server =
        new ScriptedServer(TOO_MANY.with("Retry-After", "30"), PageText.of(1).reply())) {
      // Two callers of one budget: the first gives up its only try, the second has to wait.
      HttpExchanges http =
          new HttpExchanges(
              new MarketApiConfig(server.uri(""), 6_000, Duration.ofSeconds(20)),
              ScriptedServer.KEY,
              pausedOnce(time),
              Map.of());
      assertThatThrownBy(() -> http.get(new PageUrl("/a"), Answer::text))
          .isInstanceOf(IllegalStateException.class);
      assertThat(Thread.interrupted()).isTrue();
      long before = time.nanos();
      http.get(new PageUrl("/b"), Answer::text);
      assertThat(Duration.ofNanos(time.nanos() - before)).isEqualTo(Duration.ofSeconds(30));
    }
  }

  /** The first sleeper, who backs off after the refusal, is interrupted. */
  private static Timing pausedOnce(FakeTime time) {
    boolean[] interrupted = new boolean[1];
    return new Timing(
        time.timing().clock(),
        time::nanos,
        duration -> {
          if (!interrupted[0]) {
            interrupted[0] = true;
            throw new InterruptedException();
          }
          time.sleep(duration);
        },
        () -> 0);
  }

  @Test
  void refusalsAreCountedApartFromFaults() {
    try (ScriptedServer server =
        new ScriptedServer(
            TOO_MANY,
            TOO_MANY,
            TOO_MANY,
            TOO_MANY,
            Reply.of(500, ""),
            TOO_MANY,
            Reply.of(500, ""),
            PageText.of(1).reply())) {
      assertThat(PageText.walk(server.api())).isEqualTo(bars(1));
    }
  }

  @Test
  void tenRefusalsAreEnoughIfEachWasWaitedForAWindow() {
    FakeTime time = new FakeTime();
    try (ScriptedServer server = new ScriptedServer(TOO_MANY)) {
      ApiException e =
          catchThrowableOfType(ApiException.class, () -> PageText.walk(server.api(time, 5)));
      assertThat(e.category()).isEqualTo(ApiException.Category.TRANSIENT);
      assertThat(e.status()).isEqualTo(429);
      assertThat(e).hasMessageContaining("HTTP 429: You've exceeded the maximum requests");
      assertThat(server.requests()).hasSize(10);
    }
  }

  @Test
  void aLargeBudgetIsPatientForTwoMinutes() {
    FakeTime time = new FakeTime();
    try (ScriptedServer server = new ScriptedServer(TOO_MANY)) {
      assertThatThrownBy(() -> PageText.walk(server.api(time, 6_000)))
          .isInstanceOf(ApiException.class);
      assertThat(Duration.ofNanos(time.nanos()))
          .isBetween(Duration.ofSeconds(120), Duration.ofSeconds(131));
      assertThat(server.requests()).hasSizeBetween(11, 25);
    }
  }

  @ParameterizedTest
  @CsvSource({"7, PT7S", "86400, PT5M"})
  void aServerThatIsDownMayAskForAPauseToo(String retryAfter, Duration expected) {
    Reply down = Reply.of(503, "").with("Retry-After", retryAfter);
    assertThat(pause(down, 6_000)).isEqualTo(expected);
  }
}
