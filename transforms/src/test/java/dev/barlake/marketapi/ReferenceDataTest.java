package dev.barlake.marketapi;

import static org.assertj.core.api.Assertions.assertThat;

import dev.barlake.marketapi.ScriptedServer.Reply;
import java.math.BigDecimal;
import java.time.LocalDate;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import java.util.stream.Collectors;
import java.util.stream.IntStream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class ReferenceDataTest {
  private static final Reply NOTHING = Reply.json("{\"status\":\"OK\",\"results\":[]}");

  private static String row(String ticker, String date, String from, String to) {
    return """
        {"id":"E1","ticker":"%s","execution_date":"%s","split_from":%s,"split_to":%s,\
        "adjustment_type":"forward_split"}"""
        .formatted(ticker, date, from, to);
  }

  private static Reply rows(String... rows) {
    return Reply.json("{\"status\":\"OK\",\"results\":[" + String.join(",", rows) + "]}");
  }

  private static Split split(String ticker, String date, String from, String to) {
    return new Split(ticker, LocalDate.parse(date), new BigDecimal(from), new BigDecimal(to));
  }

  private static List<String> tickers(int count) {
    return IntStream.range(0, count).mapToObj("T%04d"::formatted).toList();
  }

  @Test
  void splitsAreThoseOfTheAskedTickersSorted() {
    try (ScriptedServer server =
        new ScriptedServer(
            rows(
                row("BCpC", "2031-01-02", "1", "2.5"),
                row("BCPC", "2020-01-02", "1", "2"),
                row("AAPL", "2020-08-31", "1", "4"),
                row("AAPL", "2014-06-09", "1", "7")))) {
      assertThat(server.api().splits(List.of("BCpC", "AAPL")).splits())
          .containsExactly(
              split("AAPL", "2014-06-09", "1", "7"),
              split("AAPL", "2020-08-31", "1", "4"),
              split("BCpC", "2031-01-02", "1", "2.5"));
      assertThat(server.urls())
          .containsExactly("/stocks/v1/splits?limit=5000&ticker.any_of=AAPL%2CBCpC");
    }
  }

  @Test
  void fewTickersAreAskedByNameSomeAtATime() {
    try (ScriptedServer server = new ScriptedServer(NOTHING)) {
      server.api().splits(tickers(1000));
      assertThat(server.urls()).hasSize(4);
      for (int batch = 0; batch < 4; batch++) {
        assertThat(server.urls().get(batch))
            .isEqualTo(
                "/stocks/v1/splits?limit=5000&ticker.any_of="
                    + String.join("%2C", tickers(1000).subList(batch * 250, batch * 250 + 250)));
      }
    }
  }

  @Test
  void forManyTickersTheWholeListIsAsked() {
    try (ScriptedServer server =
        new ScriptedServer(
            rows(row("T0007", "2020-01-02", "1", "2"), row("OTHER", "2020-01-02", "1", "2")))) {
      assertThat(server.api().splits(tickers(1001)).splits())
          .containsExactly(split("T0007", "2020-01-02", "1", "2"));
      assertThat(server.urls()).containsExactly("/stocks/v1/splits?limit=5000&sort=ticker.asc");
    }
  }

  @Test
  void noTickersNeedNoRequest() {
    try (ScriptedServer server = new ScriptedServer(NOTHING)) {
      assertThat(server.api().splits(List.of()).splits()).isEmpty();
      assertThat(server.requests()).isEmpty();
    }
  }

  private static String with(String field, String value) {
    Map<String, String> fields = new TreeMap<>();
    fields.put("execution_date", "\"2020-01-02\"");
    fields.put("split_from", "1");
    fields.put("split_to", "2");
    fields.put(field, value);
    fields.values().removeIf(String::isEmpty);
    return fields.entrySet().stream()
        .map(entry -> ",\"%s\":%s".formatted(entry.getKey(), entry.getValue()))
        .collect(Collectors.joining("", "{\"ticker\":\"A\"", "}"));
  }

  @ParameterizedTest
  @CsvSource(
      delimiter = '|',
      quoteCharacter = '~',
      value = {
        "split_to | ~~ | split_to is no number of shares",
        "split_to | null | split_to is no number of shares",
        "split_from | 0 | split_from is no number of shares",
        "split_from | -1 | split_from is no number of shares",
        "split_from | \"two\" | split_from is no number of shares",
        "split_from | true | split_from is no number of shares",
        "split_from | [1] | split_from is no number of shares",
        "split_from | 1e999999999 | split_from is no number of shares",
        "split_from | 1e-999999999 | split_from is no number of shares",
        "execution_date | ~~ | execution_date is no date",
        "execution_date | null | execution_date is no date",
        "execution_date | 20200102 | execution_date is no date",
        "execution_date | \"\" | execution_date is no date",
        "execution_date | \"2020-02-30\" | execution_date is no date",
        "execution_date | \"0001-01-01\" | execution_date is no date",
      })
  void anOddRowIsThatOfItsTickerAloneAndTheRestStands(String field, String value, String fault) {
    String odd = with(field, value);
    try (ScriptedServer server =
        new ScriptedServer(
            rows(row("A", "2014-06-09", "1", "7"), odd, row("B", "2020-01-02", "10", "1")))) {
      SplitList list = server.api().splits(List.of("A", "B"));
      assertThat(list.splits())
          .containsExactly(split("A", "2014-06-09", "1", "7"), split("B", "2020-01-02", "10", "1"));
      assertThat(list.unreadable())
          .containsOnlyKeys("A")
          .extractingByKey("A")
          .asString()
          .startsWith("a split of A cannot be read, " + fault + ": {\"ticker\":\"A\"");
      assertThat(server.requests()).hasSize(1);
    }
  }

  @Test
  void atMost200CharactersOfAnOddRowAreShown() {
    try (ScriptedServer server =
        new ScriptedServer(rows(with("execution_date", "\"" + "x".repeat(900) + "\"")))) {
      assertThat(server.api().splits(List.of("A")).unreadable().get("A"))
          .hasSize("a split of A cannot be read, execution_date is no date: ".length() + 200);
    }
  }

  @Test
  void rowsOfOtherTickersOrOfNoneAreNothingToUs() {
    try (ScriptedServer server =
        new ScriptedServer(
            rows(
                "{\"ticker\":\"OLD\"}",
                "{\"split_from\":1}",
                "{\"ticker\":null}",
                "7",
                "null",
                row("A", "2020-01-02", "10", "1")))) {
      SplitList list = server.api().splits(List.of("A"));
      assertThat(list.splits()).containsExactly(split("A", "2020-01-02", "10", "1"));
      assertThat(list.unreadable()).isEmpty();
    }
  }

  @Test
  void oneOddRowDoesNotEndTheListOfTickers() {
    try (ScriptedServer server =
        new ScriptedServer(
            rows(
                "{\"name\":\"no ticker\"}",
                "{\"ticker\":null}",
                "{\"ticker\":\"\"}",
                "[]",
                "{\"ticker\":\"B\"}"))) {
      assertThat(server.api().tickers("stocks", true)).containsExactly("B");
      assertThat(server.requests()).hasSize(1);
    }
  }

  @Test
  void tickersComeSortedEachOnceWithTheirCase() {
    try (ScriptedServer server =
        new ScriptedServer(
            Reply.json(
                "{\"status\":\"OK\",\"results\":[{\"ticker\":\"NAN\"},{\"ticker\":\"BCpC\"},{\"ticker\":\"BCPC\"}],"
                    + "\"next_url\":\"https://api.massive.com/v3/reference/tickers?cursor=2\"}"),
            Reply.json(
                "{\"status\":\"OK\",\"results\":[{\"ticker\":\"BCPC\"},{\"ticker\":\"A\"}]}"))) {
      assertThat(server.api().tickers("stocks", false)).containsExactly("A", "BCPC", "BCpC", "NAN");
      assertThat(server.urls())
          .containsExactly(
              "/v3/reference/tickers?active=false&limit=1000&market=stocks&order=asc&sort=ticker",
              "/v3/reference/tickers?cursor=2");
    }
  }
}
