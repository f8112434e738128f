package dev.barlake.marketapi;

import static dev.barlake.marketapi.ScriptedServer.KEY;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.assertj.core.api.Assertions.catchThrowableOfType;

import dev.barlake.marketapi.ScriptedServer.Reply;
import java.io.PrintWriter;
import java.io.StringWriter;
import java.net.URI;
import java.util.List;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;
import org.junit.jupiter.params.provider.ValueSource;

/** The key is in no part of what is thrown, whatever the server echoes. */
class SecrecyTest {
  private static final String ENCODED = "test-key-0123456789%2Fabc%3D";

  static Stream<Reply> echoes() {
    return Stream.of(KEY, ENCODED)
        .flatMap(
            key ->
                Stream.of(
                    Reply.of(401, "{\"error\":\"Unknown key %s\"}".formatted(key)),
                    Reply.of(403, "{\"message\":\"%1$s %1$s\"}".formatted(key)),
                    Reply.of(400, "{\"error\":\"no\",\"request_id\":\"%s\"}".formatted(key)),
                    Reply.of(500, "<html>%s</html>".formatted(key)),
                    Reply.of(500, "x".repeat(490) + key),
                    Reply.of(400, "{\"error\":\"%s\"}".formatted("x".repeat(490) + key)),
                    Reply.json("no JSON " + key),
                    Reply.json("{\"status\":\"ERROR\",\"error\":\"%s\"}".formatted(key)),
                    Reply.json("{\"status\":\"%s\"}".formatted(key)),
                    Reply.json(key),
                    PageText.of(1).ticker(key).reply(),
                    PageText.of(1).next("nowhere?apiKey=" + key).reply(),
                    PageText.of(1).next("https://x/|?other=" + key).reply()));
  }

  @ParameterizedTest
  @MethodSource("echoes")
  void noEchoOfTheKeyIsTold(Reply echo) {
    try (ScriptedServer server = new ScriptedServer(echo)) {
      ApiException e = catchThrowableOfType(ApiException.class, () -> PageText.walk(server.api()));
      StringWriter all = new StringWriter();
      e.printStackTrace(new PrintWriter(all));
      assertThat(all + e.url() + e.requestId()).doesNotContain("test-key").doesNotContain("0123");
    }
  }

  @Test
  void aKeyInANextUrlIsNotTold() {
    try (ScriptedServer server =
        new ScriptedServer(
            PageText.of(1).next("https://x/p?adjusted=false&other=" + ENCODED).reply(),
            Reply.of(403, "no"))) {
      ApiException e = catchThrowableOfType(ApiException.class, () -> PageText.walk(server.api()));
      assertThat(e.url()).isEqualTo(server.uri("/p?adjusted=false&other=***").toString());
      assertThat(e).hasMessage("Cannot GET %s: HTTP 403: no", e.url());
    }
  }

  @ParameterizedTest
  @ValueSource(strings = {KEY, ENCODED})
  void anEchoInARowOrABarIsNotShownEither(String key) {
    String bar = "{\"t\":%d,\"o\":\"%s\"}".formatted(PageText.time(1), key);
    try (ScriptedServer server =
        new ScriptedServer(
            Reply.json(PageText.of(1).json().replace(PageText.barText(1), bar)),
            Reply.json(
                "{\"status\":\"OK\",\"results\":[{\"ticker\":\"A\",\"split_to\":\"%s\"}]}"
                    .formatted(key)))) {
      MarketApi api = server.api();
      assertThat(api.aggregates(PageText.SERIES, PageText.RANGE).next().malformed())
          .containsExactly(new MalformedBar(PageText.time(1), bar.replace(key, "***")));
      assertThat(api.splits(List.of("A")).unreadable().get("A"))
          .endsWith("{\"ticker\":\"A\",\"split_to\":\"***\"}");
    }
  }

  @ParameterizedTest
  @ValueSource(strings = {"", "secret\nkey", "secret key", "secrét"})
  void aKeyThatNoHeaderCanCarryIsRefusedUntold(String key) {
    MarketApiConfig config = MarketApiConfig.of(URI.create("http://127.0.0.1:1"), 5);
    assertThatThrownBy(() -> new MarketApi(config, key, new FakeTime().timing()))
        .isInstanceOf(IllegalArgumentException.class)
        .hasMessage(
            "Cannot use the API key: it is empty or has characters other than printable ASCII");
  }
}
