package dev.barlake.marketapi;

import static dev.barlake.marketapi.PageText.bars;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.catchThrowableOfType;
import static org.junit.jupiter.params.provider.Arguments.arguments;

import dev.barlake.marketapi.ScriptedServer.Reply;
import java.time.Duration;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.Arguments;
import org.junit.jupiter.params.provider.MethodSource;

/** Pages that are well formed or nearly so, and not what was asked for. */
class DoubtfulPagesTest {
  private static final String NEXT = "https://api.polygon.io/v2/p?adjusted=false&cursor=c2";

  private static Reply raw(String text) {
    return Reply.json(text.replace('\'', '"'));
  }

  /** Second pages, after one that ended with minute 10. */
  static Stream<Arguments> secondPages() {
    String whole = PageText.of(11, 12).json();
    return Stream.of(
        arguments(PageText.of(11).ticker("aapl").reply(), "of ticker 'aapl', asked was 'AAPL'"),
        arguments(PageText.of(11).adjusted(true).reply(), "adjusted=true, asked was false"),
        arguments(PageText.of(11).count(2).reply(), "counts 2 results and has 1"),
        arguments(PageText.of(12, 11).reply(), "not in ascending order"),
        arguments(
            PageText.of(-1, 11).reply(),
            "the bar of 2026-10-01T13:29:00Z is before the range 2026-10-01T13:30:00Z/"),
        arguments(
            PageText.of(11, 100).reply(),
            "the bar of 2026-10-01T15:10:00Z is after the range 2026-10-01T13:30:00Z/"),
        arguments(
            PageText.of(1, 10).reply(),
            "brings nothing new: it ends at 2026-10-01T13:40:00Z, and the pages before at"
                + " 2026-10-01T13:40:00Z"),
        arguments(
            PageText.of().reply(), "the page before announced this one, and it has no results"),
        arguments(
            raw("{'status':'OK','ticker':'AAPL','adjusted':1}"), "adjusted is of another type"),
        arguments(raw("{'status':'OK','resultsCount':'many'}"), "resultsCount is of another type"),
        arguments(PageText.of(11).next(NEXT).reply(), "cursor=c2 leads back to a page"),
        arguments(PageText.of(11).next("nowhere").reply(), "next_url 'nowhere' is no URL"),
        arguments(
            PageText.of(11).next("https://x/p?a=|&b=%zz").reply(),
            "next_url 'https://x/p?a=|&b=%zz' is no URL"),
        arguments(
            raw("{'status':'OK','results':[" + PageText.barText(11) + "]}"), "of ticker 'null'"),
        arguments(
            raw("{'status':'OK','ticker':'AAPL','results':[" + PageText.barText(11) + "]}"),
            "adjusted=null"),
        arguments(
            raw("{'ticker':'AAPL','results':[{'t':1,'o':1},{'t':'noon','o':7.25}]}"),
            "bar 1 has no usable time: {\"t\":\"noon\",\"o\":7.25}"),
        arguments(raw("{'results':{'a':1}}"), "results is no array"),
        arguments(raw("{'results':[5]}"), "result 0 is no bar"),
        arguments(raw("{}"), "the answer has no status"),
        arguments(raw("{'error':'upstream timed out'}"), "the answer has no status"),
        arguments(raw("[]"), "not a JSON object"),
        arguments(raw("{'ticker':{'a':1}}"), "something follows"),
        arguments(Reply.json(whole + "{}"), "something follows the JSON object"));
  }

  /** Pieces of pages, and pages of somebody else, who stands in for a server that is down. */
  static Stream<Arguments> brokenPages() {
    String whole = PageText.of(11, 12).json();
    return Stream.of(
        arguments(PageText.of(11).status("ERROR").reply(), "status ERROR"),
        arguments(Reply.json(""), "the body is empty"),
        arguments(Reply.json(whole.substring(0, 200)), "Unexpected end-of-input"),
        arguments(Reply.json("<html><h1>Sorry</h1></html>"), "answer begins: <html><h1>Sorry</h1>"),
        arguments(Reply.json("garbage"), "Unrecognized token 'garbage'"));
  }

  @ParameterizedTest
  @MethodSource("brokenPages")
  void aPageThatStaysBrokenIsAskedForTwoMinutes(Reply second, String fault) {
    try (ScriptedServer server =
        new ScriptedServer(PageText.of(1, 10).next(NEXT).reply(), second)) {
      FakeTime time = new FakeTime();
      ApiException e =
          catchThrowableOfType(ApiException.class, () -> PageText.walk(server.api(time)));
      assertThat(e).hasMessageContaining(fault);
      assertThat(e.category()).isEqualTo(ApiException.Category.TRANSIENT);
      assertThat(Duration.ofNanos(time.nanos()))
          .isBetween(Duration.ofSeconds(120), Duration.ofSeconds(131));
    }
  }

  @Test
  void ofAnAnswerThatIsNoJson120CharactersAreShown() {
    try (ScriptedServer server = new ScriptedServer(Reply.json("<p>" + "x".repeat(3_000)))) {
      ApiException e = catchThrowableOfType(ApiException.class, () -> PageText.walk(server.api()));
      assertThat(e).hasMessageEndingWith("; the answer begins: <p>" + "x".repeat(117));
    }
  }

  /** The message has the fault and not the answer, which may have 50,000 bars. */
  @Test
  void ofAPageThatIsNotWhatWasAskedForNothingElseIsShown() {
    try (ScriptedServer server = new ScriptedServer(PageText.of(1).ticker("META").reply())) {
      ApiException e = catchThrowableOfType(ApiException.class, () -> PageText.walk(server.api()));
      assertThat(e)
          .hasMessage(
              "Cannot GET %s (request req-1): the page is of ticker 'META', asked was 'AAPL'",
              e.url());
    }
  }

  static Stream<Arguments> badPages() {
    return Stream.concat(secondPages(), brokenPages());
  }

  @ParameterizedTest
  @MethodSource("secondPages")
  void aPageThatStaysDoubtfulFailsTheWalk(Reply second, String fault) {
    try (ScriptedServer server =
        new ScriptedServer(PageText.of(1, 10).next(NEXT).reply(), second)) {
      ApiException e = catchThrowableOfType(ApiException.class, () -> PageText.walk(server.api()));
      assertThat(e).hasMessageContaining(fault);
      assertThat(e.category()).isEqualTo(ApiException.Category.TRANSIENT);
      assertThat(e.status()).isEqualTo(200);
      assertThat(e.url()).isEqualTo(server.uri("/v2/p?adjusted=false&cursor=c2").toString());
      assertThat(server.requests()).hasSize(1 + 4);
    }
  }

  @ParameterizedTest
  @MethodSource("badPages")
  void aPageThatIsGoodAtTheNextTryIsTaken(Reply second, String fault) {
    try (ScriptedServer server =
        new ScriptedServer(
            PageText.of(1, 10).next(NEXT).reply(), second, PageText.of(11, 12).reply())) {
      assertThat(PageText.walk(server.api())).as(fault).isEqualTo(bars(1, 10, 11, 12));
      assertThat(server.requests()).hasSize(3);
    }
  }
}
