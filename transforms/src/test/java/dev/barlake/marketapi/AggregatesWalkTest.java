package dev.barlake.marketapi;

import static dev.barlake.marketapi.PageText.FROM;
import static dev.barlake.marketapi.PageText.RANGE;
import static dev.barlake.marketapi.PageText.SERIES;
import static dev.barlake.marketapi.PageText.bars;
import static org.assertj.core.api.Assertions.assertThat;

import dev.barlake.model.Bar;
import dev.barlake.model.BarSeries;
import dev.barlake.model.TimeRange;
import dev.barlake.model.Timespan;
import java.time.Duration;
import java.util.List;
import java.util.Optional;
import java.util.stream.IntStream;
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
      assertThat(walk.next().stream()).isEqualTo(bars(1, 2, 3));
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
          new MarketApiConfig(server.uri("/proxy/"), 1_000, Duration.ofSeconds(20), 1);
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
              server.api().aggregates(index, new TimeRange(60_000, 120_000)).next().get(0).volume())
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
}
