package dev.barlake.marketapi;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.assertj.core.api.Assertions.catchThrowableOfType;

import dev.barlake.marketapi.ScriptedServer.Reply;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

class ListWalkTest {
  private static Reply page(String text) {
    return Reply.json(text.replace('\'', '"'));
  }

  private static List<Integer> list(ScriptedServer server) {
    return server
        .api()
        .list("/v3/things", Map.of(), row -> Integer.valueOf(row.path("x").asText()));
  }

  @Test
  void allPagesAreRead() {
    try (ScriptedServer server =
        new ScriptedServer(
            page("{'status':'OK','results':[{'x':1},{'x':2}],'next_url':'https://x/p?cursor=2'}"),
            page("{'status':'DELAYED','next_url':'https://x/p?cursor=3','results':[]}"),
            page("{'status':'OK','next_url':null,'count':1,'results':[{'x':3}]}"))) {
      assertThat(list(server)).containsExactly(1, 2, 3);
      assertThat(server.urls()).containsExactly("/v3/things", "/p?cursor=2", "/p?cursor=3");
    }
  }

  @Test
  void theQueryIsEncoded() {
    try (ScriptedServer server = new ScriptedServer(page("[]"))) {
      server.api().list("/p", Map.of("b", "x&y z", "a.gte", "1,2"), row -> row);
      assertThat(server.urls()).containsExactly("/p?a.gte=1%2C2&b=x%26y%20z");
    }
  }

  @Test
  void aBareArrayIsOnePage() {
    try (ScriptedServer server = new ScriptedServer(page("[{'x':4},{'x':5}]"))) {
      assertThat(list(server)).containsExactly(4, 5);
    }
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        "{'status':'OK'}",
        "{'status':'OK','results':null}",
        "{'status':'OK','results':[]}",
        "[]"
      })
  void noRowsAreAnEmptyList(String page) {
    try (ScriptedServer server = new ScriptedServer(page(page))) {
      assertThat(list(server)).isEmpty();
    }
  }

  @ParameterizedTest
  @CsvSource(
      quoteCharacter = '~',
      delimiter = '|',
      value = {
        "{'status':'OK','results':[{'x':3},{'x':'y'}]} | a row cannot be read: {\"x\":\"y\"}",
        "{'status':'OK','results':{'x':3}} | results is no array",
        "{'status':'OK','results':7} | results is no array",
        "{'status':'OK','results':[{'x':3},5]} | a row cannot be read: 5",
        "[{'x':3},null,{'x':4}] | a row cannot be read: null",
        "[{'x':3}][{'x':4}] | something follows the JSON",
        "{'status':'OK','results':[{'x':3}]}{} | something follows the JSON",
        "'text' | neither a JSON object nor an array",
        "{} | the answer has no status",
        "{'status':null,'results':[]} | the answer has no status",
        "{'error':'upstream timed out'} | the answer has no status",
        "{'status':'OK','results':[{'x':3}],'next_url':'https://y/p?cursor=2'} | leads back to a page",
        "{'status':'OK','results':[{'x':3}],'next_url':'nowhere'} | next_url 'nowhere' is no URL",
      })
  void aPageThatCannotBeReadFailsTheWholeList(String second, String fault) {
    try (ScriptedServer server =
        new ScriptedServer(
            page("{'status':'OK','results':[{'x':1}],'next_url':'https://x/p?cursor=2'}"),
            page(second))) {
      ApiException e = catchThrowableOfType(ApiException.class, () -> list(server));
      assertThat(e).hasMessageContaining(fault);
      assertThat(e.category()).isEqualTo(ApiException.Category.TRANSIENT);
      assertThat(e.status()).isEqualTo(200);
      assertThat(server.requests()).hasSize(1 + 4);
    }
  }

  @Test
  void aFaultOnALaterPageThatPassesCostsAndDoublesNoRow() {
    try (ScriptedServer server =
        new ScriptedServer(
            page("{'status':'OK','results':[{'x':1}],'next_url':'https://x/p?cursor=2'}"),
            page("{'status':'OK','results':[{'x':2},{'x':'y'}]}"),
            Reply.of(500, ""),
            page("{'status':'OK','results':[{'x':2},{'x':3}]}"))) {
      assertThat(list(server)).containsExactly(1, 2, 3);
    }
  }

  /** Numbers the pages of a list that never ends. */
  private static Reply another(String url) {
    int number = Integer.parseInt(url.replaceAll("\\D", "0"));
    return page("{'status':'OK','results':[{'x':1}],'next_url':'/%d'}".formatted(number + 1));
  }

  @Test
  void aListWithoutEndIsEndedByItsPages() {
    try (ScriptedServer server = new ScriptedServer(ListWalkTest::another)) {
      MarketApi api = server.api(new FakeTime(), 1_000_000);
      assertThatThrownBy(() -> api.list("/0", Map.of(), row -> row))
          .isInstanceOf(ApiException.class)
          .hasMessageContaining("the list has more than 5,000 pages");
      assertThat(server.requests()).hasSize(5_000 + 3);
    }
  }

  @Test
  void aPageWithoutEndIsRefusedAtTheFirstRowTooMany() {
    String rows = "{'x':1},".repeat(50_001);
    try (ScriptedServer server = new ScriptedServer(page("[" + rows + "garbage"))) {
      assertThatThrownBy(() -> list(server))
          .isInstanceOf(ApiException.class)
          .hasMessageEndingWith("the page has more than 50,000 rows");
    }
  }
}
