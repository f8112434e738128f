package dev.barlake.marketapi;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.barlake.marketapi.ScriptedServer.Reply;
import java.util.List;
import java.util.Optional;
import java.util.function.Function;
import java.util.stream.Collectors;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

class ListingTest {
  private static final Listing UNLISTED = new Listing(false, Optional.empty());

  private static Reply tickers(String... tickers) {
    return Reply.json(
        Stream.of(tickers)
            .map("{\"ticker\":\"%s\"}"::formatted)
            .collect(Collectors.joining(",", "{\"status\":\"OK\",\"results\":[", "]}")));
  }

  /** A vendor that lists some active and some delisted tickers. */
  private static Function<String, Reply> vendor(List<String> active, List<String> delisted) {
    return url -> {
      String asked = url.replaceAll(".*[?&]ticker=([^&]*).*", "$1").replace("%3A", ":");
      List<String> listed = url.contains("active=true") ? active : delisted;
      return listed.contains(asked) ? tickers(asked) : tickers();
    };
  }

  @ParameterizedTest
  @CsvSource({
    "AAPL, true, ",
    "OLD, true, ",
    "BCpC, true, ",
    "X:BTCUSD, true, ",
    "aapl, false, AAPL",
    "old, false, OLD",
    "NONE, false, ",
    "none, false, ",
  })
  void aTickerIsListedInThisSpellingOrInUpperCase(String ticker, boolean listed, String near) {
    Function<String, Reply> vendor =
        vendor(List.of("AAPL", "BCPC", "BCpC", "X:BTCUSD"), List.of("OLD"));
    try (ScriptedServer server = new ScriptedServer(vendor)) {
      assertThat(server.api().listing(ticker))
          .isEqualTo(new Listing(listed, Optional.ofNullable(near)));
    }
  }

  @Test
  void aServerThatIgnoresTheTickerIsNotBelieved() {
    try (ScriptedServer server = new ScriptedServer(tickers("A", "AAPL", "MSFT"))) {
      assertThat(server.api().listing("MSFT")).isEqualTo(Listing.LISTED);
      assertThat(server.api().listing("MSF")).isEqualTo(UNLISTED);
    }
  }

  @Test
  void stocksAreAskedForAsSuchAndOtherMarketsWithout() {
    try (ScriptedServer server = new ScriptedServer(vendor(List.of(), List.of("OLD", "X:OLD")))) {
      MarketApi api = server.api();
      assertThat(api.listing("OLD")).isEqualTo(Listing.LISTED);
      assertThat(api.listing("X:OLD")).isEqualTo(Listing.LISTED);
      assertThat(server.urls())
          .containsExactly(
              "/v3/reference/tickers?active=true&limit=1000&market=stocks&ticker=OLD",
              "/v3/reference/tickers?active=false&limit=1000&market=stocks&ticker=OLD",
              "/v3/reference/tickers?active=true&limit=1000&ticker=X%3AOLD",
              "/v3/reference/tickers?active=false&limit=1000&ticker=X%3AOLD");
    }
  }

  @Test
  void anAnswerIsRemembered() {
    try (ScriptedServer server = new ScriptedServer(vendor(List.of("A"), List.of()))) {
      MarketApi api = server.api();
      api.listing("A");
      api.listing("B");
      int asked = server.requests().size();
      assertThat(api.listing("A")).isEqualTo(Listing.LISTED);
      assertThat(api.listing("B")).isEqualTo(UNLISTED);
      assertThat(server.requests()).hasSize(asked);
    }
  }

  @Test
  void anEmptyListIsNotBelievedAtItsFirstWord() {
    try (ScriptedServer server = new ScriptedServer(tickers(), tickers(), tickers("A"))) {
      assertThat(server.api().listing("A")).isEqualTo(Listing.LISTED);
    }
  }

  @ParameterizedTest
  @ValueSource(ints = {403, 404, 500, 200})
  void doubtIsNoVerdictAndIsNotRemembered(int status) {
    boolean[] works = new boolean[1];
    Reply doubt = Reply.of(status, "<html>");
    try (ScriptedServer server = new ScriptedServer(url -> works[0] ? tickers() : doubt)) {
      MarketApi api = server.api();
      assertThat(api.listing("NONE")).isEqualTo(Listing.LISTED);
      works[0] = true;
      assertThat(api.listing("NONE")).isEqualTo(UNLISTED);
    }
  }

  @Test
  void aRefusedKeyIsNoDoubt() {
    try (ScriptedServer server = new ScriptedServer(Reply.of(401, ""))) {
      assertThatThrownBy(() -> server.api().listing("A")).isInstanceOf(ApiException.class);
    }
  }
}
