package dev.barlake.marketapi;

import static dev.barlake.marketapi.PageText.FROM;
import static dev.barlake.marketapi.PageText.RANGE;
import static dev.barlake.marketapi.PageText.SERIES;
import static dev.barlake.marketapi.PageText.bars;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.barlake.model.Bar;
import dev.barlake.model.BarSeries;
import dev.barlake.model.TimeRange;
import dev.barlake.model.Timespan;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.function.Function;
import java.util.stream.IntStream;
import net.jqwik.api.ForAll;
import net.jqwik.api.Property;
import net.jqwik.api.constraints.IntRange;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class AggregatesWalkTest {
  private static final String NEXT = "https://api.polygon.io/v2/aggs/x?adjusted=false&cursor=c";

  private static String next(int page) {
    return NEXT + page;
  }

  @Test
  void aShortPageThatNamesAnotherIsNoEnd() {
    try (ScriptedServer server =
        new ScriptedServer(PageText.of(1).next(next(2)).reply(), PageText.of(2, 5).reply())) {
      assertThat(PageText.walk(server.api())).isEqualTo(bars(1, 2, 5));
    }
  }

  @Test
  void anEmptyPageThatNamesAnotherIsNoEnd() {
    try (ScriptedServer server =
        new ScriptedServer(
            PageText.of(1).next(next(2)).reply(),
            PageText.of().next(next(3)).reply(),
            PageText.of(7).reply())) {
      assertThat(PageText.walk(server.api())).isEqualTo(bars(1, 7));
    }
  }

  @Test
  void aPageThatNamesNoOtherIsTheEnd() {
    try (ScriptedServer server = new ScriptedServer(PageText.of(1, 2, 3).reply())) {
      AggregatesWalk walk = server.api().aggregates(SERIES, RANGE);
      assertThat(walk.next().bars().stream()).isEqualTo(bars(1, 2, 3));
      assertThat(walk.next()).isNull();
      assertThat(walk.next()).isNull();
      assertThat(server.requests()).hasSize(1);
    }
  }

  @Test
  void manyPagesGiveEveryBarOnce() {
    try (ScriptedServer server = new ScriptedServer(PageText.of(0).next(next(1)).reply())) {
      IntStream.range(1, 99).forEach(m -> server.then(PageText.of(m).next(next(m + 1)).reply()));
      server.then(PageText.of(99).reply());
      assertThat(PageText.walk(server.api())).isEqualTo(bars(IntStream.range(0, 100).toArray()));
    }
  }

  @Test
  void nothingIsAskedBeforeTheFirstPageIs() {
    try (ScriptedServer server = new ScriptedServer(PageText.of(1).reply())) {
      server.api().aggregates(SERIES, RANGE);
      assertThat(server.requests()).isEmpty();
    }
  }

  @ParameterizedTest
  @CsvSource({
    "AAPL, AAPL",
    "BCpC, BCpC",
    "BRK.B, BRK.B",
    "X:BTCUSD, X%3ABTCUSD",
    "A/B C, A%2FB%20C",
  })
  void theFirstRequestNamesTickerWindowAndInclusiveEnds(String ticker, String inPath) {
    try (ScriptedServer server = new ScriptedServer(PageText.of().ticker(ticker).reply())) {
      BarSeries series = new BarSeries(ticker, 5, Timespan.MINUTE, true);
      server.then(PageText.of().ticker(ticker).adjusted(true).reply());
      assertThat(PageText.walk(server.api().aggregates(series, RANGE))).isEmpty();
      assertThat(server.urls().get(0))
          .isEqualTo(
              "/v2/aggs/ticker/"
                  + inPath
                  + "/range/5/minute/1790861400000/1790867399999"
                  + "?adjusted=true&sort=asc&limit=50000");
    }
  }

  @ParameterizedTest
  @CsvSource({
    "https://api.polygon.io/v2/p?adjusted=false&cursor=c",
    "https://api.massive.com:443:443/v2/p?adjusted=false&cursor=c",
    "https://evil.example/v2/p?apiKey=stolen&adjusted=false&cursor=c",
    "https://evil.example/v2/p?adjusted=false&cursor=c&apikey=stolen",
    "/v2/p?adjusted=false&cursor=c",
    "https://api.polygon.io/v2/p?adjusted=false&cursor=c#part",
  })
  void theNextPageIsAskedOfOurOwnServerWithTheKeyInTheHeaderOnly(String nextUrl) {
    try (ScriptedServer server =
        new ScriptedServer(PageText.of(1).next(nextUrl).reply(), PageText.of(2).reply())) {
      assertThat(PageText.walk(server.api())).isEqualTo(bars(1, 2));
      assertThat(server.requests().get(1))
          .isEqualTo(
              new ScriptedServer.Request(
                  "/v2/p?adjusted=false&cursor=c",
                  Optional.of("Bearer " + ScriptedServer.KEY),
                  Optional.of("gzip")));
      assertThat(server.urls()).noneMatch(url -> url.contains("test-key"));
    }
  }

  @Test
  void theScaleIsSentAgainWhereTheNextUrlHasLostIt() {
    try (ScriptedServer server =
        new ScriptedServer(
            PageText.of(1).next("https://api.polygon.io/v2/p?cursor=c").reply(),
            PageText.of(2).reply())) {
      assertThat(PageText.walk(server.api())).isEqualTo(bars(1, 2));
      assertThat(server.urls().get(1)).isEqualTo("/v2/p?cursor=c&adjusted=false");
    }
  }

  @Test
  void aPathPrefixOfTheBaseUrlIsKeptOnEveryPage() {
    try (ScriptedServer server =
        new ScriptedServer(PageText.of(1).next(next(2)).reply(), PageText.of(2).reply())) {
      MarketApiConfig config =
          new MarketApiConfig(server.uri("/proxy/"), 1_000, Duration.ofSeconds(20));
      MarketApi api = new MarketApi(config, ScriptedServer.KEY, new FakeTime().timing());
      assertThat(PageText.walk(api)).isEqualTo(bars(1, 2));
      assertThat(server.urls())
          .allMatch(url -> url.startsWith("/proxy/v2/aggs/"))
          .last()
          .isEqualTo("/proxy/v2/aggs/x?adjusted=false&cursor=c2");
    }
  }

  @Test
  void aWindowThatBeganBeforeTheRangeIsDropped() {
    BarSeries fiveMinutes = new BarSeries("AAPL", 5, Timespan.MINUTE, false);
    TimeRange range = new TimeRange(FROM + 120_000, FROM + 600_000);
    try (ScriptedServer server = new ScriptedServer(PageText.of(0, 5).reply())) {
      assertThat(PageText.walk(server.api().aggregates(fiveMinutes, range))).isEqualTo(bars(5));
    }
  }

  @Test
  void aBarThatIsRepeatedWithinAPageIsKeptOnce() {
    try (ScriptedServer server = new ScriptedServer(PageText.of(1, 2, 2, 3).reply())) {
      assertThat(PageText.walk(server.api())).isEqualTo(bars(1, 2, 3));
    }
  }

  @Test
  void aDelayedPlanIsASuccess() {
    try (ScriptedServer server = new ScriptedServer(PageText.of(1).status("DELAYED").reply())) {
      assertThat(PageText.walk(server.api())).isEqualTo(bars(1));
    }
  }

  @Test
  void anIndexHasNoVolumeAndDoesNotSayWhetherItIsAdjusted() {
    try (ScriptedServer server =
        new ScriptedServer(
            ScriptedServer.Reply.json(
                "{\"status\":\"OK\",\"ticker\":\"I:SPX\",\"resultsCount\":1,\"results\":"
                    + "[{\"t\":60000,\"o\":1,\"h\":4,\"l\":0.5,\"c\":2}]}"))) {
      BarSeries index = new BarSeries("I:SPX", 1, Timespan.MINUTE, true);
      assertThat(
              server
                  .api()
                  .aggregates(index, new TimeRange(60_000, 120_000))
                  .next()
                  .bars()
                  .get(0)
                  .volume())
          .isZero();
    }
  }

  @ParameterizedTest
  @CsvSource(
      delimiter = '|',
      value = {
        "{'status':'OK'}",
        "{'status':'OK','ticker':'AAPL','adjusted':false,'results':null,'resultsCount':0,'next_url':null}",
        "{'status':'OK','ticker':'AAPL','adjusted':false,'results':[],'resultsCount':0,'next_url':''}",
      },
      quoteCharacter = '~')
  void noResultsAreNoBars(String page) {
    List<Bar> none = List.of();
    try (ScriptedServer server =
        new ScriptedServer(ScriptedServer.Reply.json(page.replace('\'', '"')))) {
      assertThat(PageText.walk(server.api())).isEqualTo(none);
    }
  }

  private static List<AggregatesWalk.Page> pages(AggregatesWalk walk) {
    List<AggregatesWalk.Page> pages = new ArrayList<>();
    for (AggregatesWalk.Page page = walk.next(); page != null; page = walk.next()) {
      pages.add(page);
    }
    return pages;
  }

  private static long[] times(int... minutes) {
    return Arrays.stream(minutes).mapToLong(PageText::time).toArray();
  }

  @Test
  void barsThatComeAgainStandOnceAndAreNamedOnTheirPage() {
    try (ScriptedServer server =
        new ScriptedServer(
            PageText.of(1, 2, 2, 5).next(next(2)).reply(),
            PageText.of(2, 5, 6).next(next(3)).reply(),
            PageText.of(6, 7).reply())) {
      List<AggregatesWalk.Page> pages = pages(server.api().aggregates(SERIES, RANGE));
      assertThat(pages)
          .extracting(page -> page.bars().stream().toList())
          .containsExactly(bars(1, 2, 5), bars(2, 5, 6), bars(6, 7));
      assertThat(pages)
          .extracting(AggregatesWalk.Page::repeated)
          .containsExactly(times(2), times(2, 5), times(6));
      assertThat(server.requests()).hasSize(3);
    }
  }

  @Test
  void aBarThatComesLateIsTaken() {
    try (ScriptedServer server =
        new ScriptedServer(PageText.of(1, 5).next(next(2)).reply(), PageText.of(3, 5, 6).reply())) {
      List<AggregatesWalk.Page> pages = pages(server.api().aggregates(SERIES, RANGE));
      assertThat(pages.get(1).bars().stream()).isEqualTo(bars(3, 5, 6));
      assertThat(pages.get(1).repeated()).isEqualTo(times(5));
    }
  }

  /** However pages overlap: every bar, and each repetition named. */
  @Property(tries = 25)
  void anyOverlapOfPagesGivesEveryBar(
      @ForAll @IntRange(min = 1, max = 40) int bars,
      @ForAll @IntRange(min = 1, max = 9) int size,
      @ForAll @IntRange(min = 0, max = 5) int overlap) {
    Function<String, ScriptedServer.Reply> answers =
        url -> {
          int start = url.contains("cursor=c") ? Integer.parseInt(url.replaceAll(".*=c", "")) : 0;
          int end = Math.min(bars, start + size);
          Integer[] minutes =
              IntStream.range(Math.max(0, start - overlap), end).boxed().toArray(Integer[]::new);
          PageText page = PageText.of(minutes);
          return (end < bars ? page.next(next(end)) : page).reply();
        };
    try (ScriptedServer server = new ScriptedServer(answers)) {
      List<AggregatesWalk.Page> pages = pages(server.api().aggregates(SERIES, RANGE));
      assertThat(pages.stream().flatMap(page -> page.bars().stream()).distinct().toList())
          .isEqualTo(bars(IntStream.range(0, bars).toArray()));
      for (int page = 0; page < pages.size(); page++) {
        int start = page * size;
        assertThat(pages.get(page).repeated())
            .isEqualTo(times(IntStream.range(Math.max(0, start - overlap), start).toArray()));
      }
    }
  }

  @Test
  void anAnnouncedPageThatIsEmptyAtFirstIsAskedAgain() {
    try (ScriptedServer server =
        new ScriptedServer(
            PageText.of(1).next(next(2)).reply(), PageText.of().reply(), PageText.of(2).reply())) {
      assertThat(PageText.walk(server.api())).isEqualTo(bars(1, 2));
      assertThat(server.requests()).hasSize(3);
    }
  }

  @Test
  void manyEmptyPagesInARowFailTheWalk() {
    AtomicInteger page = new AtomicInteger();
    try (ScriptedServer server =
        new ScriptedServer(url -> PageText.of().next(next(page.incrementAndGet())).reply())) {
      assertThatThrownBy(() -> PageText.walk(server.api()))
          .isInstanceOf(ApiException.class)
          .hasMessageContaining("more than 5 pages in a row have no results");
      assertThat(server.requests()).hasSize(5 + 4);
    }
  }

  @Test
  void aWalkWithoutEndIsEndedByItsPages() {
    TimeRange endless = new TimeRange(FROM, FROM + 100_000 * 60_000L);
    AtomicInteger page = new AtomicInteger();
    try (ScriptedServer server =
        new ScriptedServer(
            url -> {
              int number = page.incrementAndGet();
              return PageText.of(number).next(next(number)).reply();
            })) {
      MarketApi api = server.api(new FakeTime(), 1_000_000);
      assertThatThrownBy(() -> PageText.walk(api.aggregates(SERIES, endless)))
          .isInstanceOf(ApiException.class)
          .hasMessageContaining("the walk has more than 1,000 pages");
      assertThat(server.requests()).hasSize(1_000 + 3);
    }
  }

  @Test
  void malformedBarsAreGivenBesideTheOthers() {
    String odd = PageText.barText(3).replace("\"o\":103", "\"o\":null");
    String page = PageText.of(2, 3, 4).json().replace(PageText.barText(3), odd);
    try (ScriptedServer server = new ScriptedServer(ScriptedServer.Reply.json(page))) {
      List<AggregatesWalk.Page> pages = pages(server.api().aggregates(SERIES, RANGE));
      assertThat(pages.get(0).bars().stream()).isEqualTo(bars(2, 4));
      assertThat(pages.get(0).malformed()).containsExactly(new MalformedBar(PageText.time(3), odd));
      assertThat(server.requests()).hasSize(1);
    }
  }
}
