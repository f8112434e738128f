package dev.barlake.marketapi;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.catchThrowableOfType;

import dev.barlake.marketapi.ScriptedServer.Reply;
import java.math.BigDecimal;
import java.time.LocalDate;
import java.util.List;
import java.util.stream.IntStream;
import org.junit.jupiter.api.Test;

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
      assertThat(server.api().splits(List.of("BCpC", "AAPL")))
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
      assertThat(server.api().splits(tickers(1001)))
          .containsExactly(split("T0007", "2020-01-02", "1", "2"));
      assertThat(server.urls()).containsExactly("/stocks/v1/splits?limit=5000&sort=ticker.asc");
    }
  }

  @Test
  void noTickersNeedNoRequest() {
    try (ScriptedServer server = new ScriptedServer(NOTHING)) {
      assertThat(server.api().splits(List.of())).isEmpty();
      assertThat(server.requests()).isEmpty();
    }
  }

  @Test
  void aHalfEmptyRowOfAnAskedTickerFailsTheList() {
    try (ScriptedServer server =
        new ScriptedServer(rows("{\"ticker\":\"A\",\"execution_date\":\"2020-01-02\"}"))) {
      ApiException e =
          catchThrowableOfType(ApiException.class, () -> server.api().splits(List.of("A")));
      assertThat(e).hasMessageContaining("a row has no split_from: {\"ticker\":\"A\"");
    }
  }

  @Test
  void aHalfEmptyRowOfAnotherTickerIsNothingToUs() {
    try (ScriptedServer server =
        new ScriptedServer(rows("{\"ticker\":\"OLD\"}", row("A", "2020-01-02", "10", "1")))) {
      assertThat(server.api().splits(List.of("A")))
          .containsExactly(split("A", "2020-01-02", "10", "1"));
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
