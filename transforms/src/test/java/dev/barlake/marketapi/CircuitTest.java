package dev.barlake.marketapi;

import static dev.barlake.marketapi.PageText.bars;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.catchThrowableOfType;

import dev.barlake.marketapi.ScriptedServer.Reply;
import java.time.Duration;
import java.util.Collections;
import java.util.List;
import java.util.concurrent.Callable;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;

class CircuitTest {
  private static ApiException refusal(MarketApi api) {
    return catchThrowableOfType(ApiException.class, () -> PageText.walk(api));
  }

  static Stream<Reply> outages() {
    return Stream.of(
        Reply.of(500, "down"),
        Reply.json("<html>maintenance</html>"),
        Reply.json("{\"status\":\"ERROR\"}"));
  }

  @ParameterizedTest
  @MethodSource("outages")
  void afterThreeTimesTheAttemptsInVainNothingIsSentAnyMore(Reply outage) {
    try (ScriptedServer server = new ScriptedServer(outage)) {
      MarketApi api = server.api();
      refusal(api);
      refusal(api);
      assertThat(api.unavailable()).isFalse();
      refusal(api);
      assertThat(api.unavailable()).isTrue();
      ApiException e = refusal(api);
      assertThat(e.category()).isEqualTo(ApiException.Category.TRANSIENT);
      assertThat(e.status()).isZero();
      assertThat(e).hasMessageEndingWith("not asked, since 3 requests in a row had to be given up");
      assertThat(server.requests()).hasSize(3 * 3);
    }
  }

  @Test
  void aUsedUpQuotaIsUnavailableToo() {
    try (ScriptedServer server = new ScriptedServer(Reply.of(429, ""))) {
      MarketApi api = server.api();
      Stream.of(1, 2, 3).forEach(time -> refusal(api));
      assertThat(api.unavailable()).isTrue();
      assertThat(server.requests()).hasSize(3 * 10);
    }
  }

  @Test
  void aSuccessBetweenFaultsBeginsTheCountAnew() {
    Reply down = Reply.of(500, "down");
    try (ScriptedServer server =
        new ScriptedServer(down, down, down, down, down, down, PageText.of(1).reply(), down)) {
      MarketApi api = server.api();
      refusal(api);
      refusal(api);
      assertThat(PageText.walk(api)).isEqualTo(bars(1));
      refusal(api);
      refusal(api);
      assertThat(api.unavailable()).isFalse();
      refusal(api);
      assertThat(api.unavailable()).isTrue();
    }
  }

  @Test
  void seriesWhosePagesAreWrongDoNotStopOthers() {
    try (ScriptedServer server = new ScriptedServer(PageText.of(1).ticker("META").reply())) {
      MarketApi api = server.api();
      for (int series = 0; series < 10; series++) {
        refusal(api);
      }
      assertThat(api.unavailable()).isFalse();
    }
  }

  @Test
  void refusedRequestsDoNotStopOthers() {
    try (ScriptedServer server = new ScriptedServer(Reply.of(404, ""))) {
      MarketApi api = server.api();
      for (int series = 0; series < 10; series++) {
        refusal(api);
      }
      assertThat(api.unavailable()).isFalse();
    }
  }

  @Test
  void aShortFaultSeenByManyCallersAtOnceIsNoOutage() throws Exception {
    try (ScriptedServer server = new ScriptedServer(Reply.of(503, ""))) {
      // Sixteen faults in a row, of which even one caller alone could bear all.
      for (int fault = 1; fault < 16; fault++) {
        server.then(Reply.of(503, ""));
      }
      server.then(PageText.of(1).reply());
      MarketApi api =
          new MarketApi(
              new MarketApiConfig(server.uri(""), 6_000, Duration.ofSeconds(20), 17),
              ScriptedServer.KEY,
              new FakeTime().timing());
      ExecutorService callers = Executors.newFixedThreadPool(16);
      try {
        Callable<Object> walk = () -> PageText.walk(api);
        for (var result : callers.invokeAll(Collections.nCopies(16, walk))) {
          assertThat(result.get()).isEqualTo(List.copyOf(bars(1)));
        }
      } finally {
        callers.shutdownNow();
      }
      assertThat(api.unavailable()).isFalse();
    }
  }
}
