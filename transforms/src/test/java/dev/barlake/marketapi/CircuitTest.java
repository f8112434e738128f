package dev.barlake.marketapi;

import static dev.barlake.marketapi.PageText.bars;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.catchThrowableOfType;

import dev.barlake.marketapi.ScriptedServer.Reply;
import dev.barlake.model.Bar;
import dev.barlake.model.TimeRange;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.concurrent.Callable;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.function.Function;
import java.util.stream.IntStream;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;
import org.junit.jupiter.params.provider.ValueSource;

class CircuitTest {
  private static final int CALLERS = 16;
  private static final Reply DOWN = Reply.of(503, "down");
  private static final Reply ROWS = Reply.json("{\"status\":\"OK\",\"results\":[{},{}]}");

  private static int rows(MarketApi api, int list) {
    return api.list("/v3/list" + list, Map.of(), row -> row).size();
  }

  private static ApiException refusal(MarketApi api, int list) {
    return catchThrowableOfType(ApiException.class, () -> rows(api, list));
  }

  /** Two tickers whose JSON is broken for good; a third must not pay for them. */
  @Test
  void jsonWithAFaultIsTheAnswerToItsOwnRequestAndNoOutage() {
    Function<String, Reply> answers =
        url -> url.contains("list3") ? ROWS : Reply.json("{\"status\":\"OK\",\"results\":[{");
    try (ScriptedServer server = new ScriptedServer(answers)) {
      MarketApi api = server.api(new FakeTime(), 6_000);
      for (int list : List.of(1, 2, 1, 2)) {
        assertThat(refusal(api, list).category()).isEqualTo(ApiException.Category.TRANSIENT);
      }
      assertThat(api.unavailable()).isFalse();
      assertThat(rows(api, 3)).isEqualTo(2);
    }
  }

  private static long seconds(FakeTime time) {
    return Duration.ofNanos(time.nanos()).toSeconds();
  }

  static Stream<Reply> outages() {
    return Stream.of(
        Reply.of(500, "down"),
        Reply.json("<html>maintenance</html>"),
        Reply.json(""),
        Reply.json("{\"status\":\"ERROR\"}"),
        Reply.of(429, ""));
  }

  @ParameterizedTest
  @MethodSource("outages")
  void whatSeveralRequestsCannotGetInTwoMinutesIsDown(Reply outage) {
    try (ScriptedServer server = new ScriptedServer(outage)) {
      FakeTime time = new FakeTime();
      MarketApi api = server.api(time, 6_000);
      refusal(api, 1);
      assertThat(seconds(time)).isBetween(120L, 140L);
      assertThat(api.unavailable()).isFalse();
      refusal(api, 2);
      assertThat(api.unavailable()).isTrue();
      int before = server.requests().size();
      long at = time.nanos();
      ApiException e = refusal(api, 3);
      assertThat(e.category()).isEqualTo(ApiException.Category.TRANSIENT);
      assertThat(e.status()).isZero();
      assertThat(e).hasMessageContaining("not asked, since the API has been down for 2");
      assertThat(server.requests()).hasSize(before);
      assertThat(time.nanos()).isEqualTo(at);
    }
  }

  @Test
  void whileDownOneRequestEveryHalfMinuteTriesAndTheFirstSuccessEndsIt() {
    boolean[] works = new boolean[1];
    Function<String, Reply> answers = url -> works[0] ? ROWS : DOWN;
    try (ScriptedServer server = new ScriptedServer(answers)) {
      FakeTime time = new FakeTime();
      MarketApi api = server.api(time, 6_000);
      refusal(api, 1);
      refusal(api, 2);
      int before = server.requests().size();
      for (int half = 1; half <= 3; half++) {
        time.sleep(Duration.ofSeconds(31));
        IntStream.range(0, 5).forEach(list -> refusal(api, list));
        assertThat(server.requests()).hasSize(before + half);
      }
      works[0] = true;
      refusal(api, 1);
      time.sleep(Duration.ofSeconds(31));
      assertThat(rows(api, 1)).isEqualTo(2);
      assertThat(api.unavailable()).isFalse();
      assertThat(rows(api, 2)).isEqualTo(2);
    }
  }

  @Test
  void oneRequestThatAlwaysFailsDoesNotStopOthers() {
    try (ScriptedServer server = new ScriptedServer(url -> url.contains("list1") ? DOWN : ROWS)) {
      MarketApi api = server.api(new FakeTime(), 6_000);
      for (int again = 0; again < 3; again++) {
        refusal(api, 1);
        assertThat(api.unavailable()).isFalse();
      }
      assertThat(rows(api, 2)).isEqualTo(2);
    }
  }

  /** Each is an answer: the API works, if only for others. */
  @ParameterizedTest
  @ValueSource(ints = {200, 403, 404})
  void anAnswerBetweenFaultsBeginsTheCountAnew(int status) {
    Reply answer = status == 200 ? ROWS : Reply.of(status, "");
    try (ScriptedServer server = new ScriptedServer(url -> url.contains("list7") ? answer : DOWN)) {
      MarketApi api = server.api(new FakeTime(), 6_000);
      refusal(api, 1);
      if (status == 200) {
        assertThat(rows(api, 7)).isEqualTo(2);
      } else {
        assertThat(refusal(api, 7).status()).isEqualTo(status);
      }
      refusal(api, 2);
      assertThat(api.unavailable()).isFalse();
      refusal(api, 3);
      assertThat(api.unavailable()).isTrue();
    }
  }

  @Test
  void seriesWhosePagesAreWrongDoNotStopOthers() {
    try (ScriptedServer server = new ScriptedServer(Reply.json("{}"))) {
      MarketApi api = server.api();
      for (int list = 0; list < 10; list++) {
        refusal(api, list);
      }
      assertThat(api.unavailable()).isFalse();
      assertThat(server.requests()).hasSize(10 * 4);
    }
  }

  /** The server works again after so many seconds, of which no caller knows. */
  private static <T> List<T> sideBySide(
      VirtualTime time, ScriptedServer server, Function<MarketApi, T> call) throws Exception {
    MarketApi api =
        new MarketApi(
            // So many that nobody waits for a slot, which this kind of time cannot follow.
            new MarketApiConfig(server.uri(""), 600_000, Duration.ofSeconds(20)),
            ScriptedServer.KEY,
            time.timing());
    ExecutorService callers = Executors.newFixedThreadPool(CALLERS);
    try {
      List<Callable<T>> calls = new ArrayList<>();
      for (int caller = 0; caller < CALLERS; caller++) {
        calls.add(
            () -> {
              try {
                return call.apply(api);
              } finally {
                time.left();
              }
            });
      }
      List<T> results = new ArrayList<>();
      for (Future<T> result : callers.invokeAll(calls)) {
        results.add(result.get());
      }
      return results;
    } finally {
      callers.shutdownNow();
    }
  }

  private static List<Bar> walkOf(MarketApi api, int number) {
    return PageText.walk(
        api.aggregates(PageText.SERIES, new TimeRange(PageText.FROM, PageText.time(10 + number))));
  }

  @Test
  void anOutageOfTwentySecondsCostsManyCallersNothingButTime() throws Exception {
    VirtualTime time = new VirtualTime(CALLERS);
    AtomicInteger number = new AtomicInteger();
    try (ScriptedServer server =
        new ScriptedServer(url -> time.nanos() < 20_000_000_000L ? DOWN : PageText.of(1).reply())) {
      assertThat(sideBySide(time, server, api -> walkOf(api, number.incrementAndGet())))
          .allSatisfy(found -> assertThat(found).isEqualTo(bars(1)));
      assertThat(Duration.ofNanos(time.nanos()).toSeconds()).isBetween(20L, 45L);
      // One each before it is known, one each at the end, and the probes between.
      assertThat(server.requests()).hasSizeLessThan(CALLERS * 2 + 12);
    }
  }

  @Test
  void anOutageThatStaysIsBorneByFewRequestsForTwoMinutes() throws Exception {
    VirtualTime time = new VirtualTime(CALLERS);
    AtomicInteger number = new AtomicInteger();
    try (ScriptedServer server = new ScriptedServer(DOWN)) {
      List<ApiException> failures =
          sideBySide(
              time,
              server,
              api ->
                  catchThrowableOfType(
                      ApiException.class, () -> walkOf(api, number.incrementAndGet())));
      assertThat(failures)
          .allSatisfy(e -> assertThat(e.category()).isEqualTo(ApiException.Category.TRANSIENT));
      assertThat(Duration.ofNanos(time.nanos()).toSeconds()).isBetween(119L, 150L);
      assertThat(server.requests()).hasSizeLessThan(CALLERS + 40);
    }
  }
}
