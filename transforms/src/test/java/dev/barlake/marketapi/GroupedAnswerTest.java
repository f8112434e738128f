package dev.barlake.marketapi;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.catchThrowableOfType;

import dev.barlake.marketapi.ScriptedServer.Reply;
import java.time.LocalDate;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/** A day's bars of all stocks, and answers that are not what was asked for. */
class GroupedAnswerTest {
  private static final LocalDate DATE = LocalDate.of(2026, 1, 8);

  /** 16:00 in New York. */
  private static final long CLOSE = 1767906000000L;

  private static final long DAY = 86_400_000L;

  private static String bar(String ticker, long time) {
    return "{\"T\":\"%s\",\"o\":1,\"h\":2,\"l\":1,\"c\":2,\"v\":5,\"t\":%d}"
        .formatted(ticker, time);
  }

  private static Reply answer(String envelope, String... bars) {
    return Reply.json(
        "{\"status\":\"OK\",%s,\"results\":[%s]}"
            .formatted(envelope.replace('\'', '"'), String.join(",", bars)));
  }

  @ParameterizedTest
  @CsvSource(
      delimiter = '|',
      quoteCharacter = '~',
      value = {
        "'adjusted':true,'resultsCount':2,'count':2   | the answer is adjusted=true, asked was false",
        "'resultsCount':2,'count':2                   | the answer is adjusted=null",
        "'adjusted':false,'resultsCount':9,'count':2  | resultsCount is 9, and 2 bars came",
        "'adjusted':false,'resultsCount':2,'count':9  | count is 9, and 2 bars came",
      })
  void anAnswerThatContradictsItselfIsAskedForAgainAndNeverBelieved(String envelope, String why) {
    Reply lie = answer(envelope, bar("A", CLOSE), bar("B", CLOSE));
    try (ScriptedServer server = new ScriptedServer(lie)) {
      ApiException e =
          catchThrowableOfType(ApiException.class, () -> server.api().grouped(DATE, false));

      assertThat(e).hasMessageContaining(why);
      assertThat(server.urls()).hasSize(4);
    }
  }

  @Test
  void anAnswerOfAnotherDayIsNotBelieved() {
    String envelope = "'adjusted':false,'resultsCount':2";
    Reply stale = answer(envelope, bar("A", CLOSE - DAY), bar("B", CLOSE - DAY));
    Reply right = answer(envelope, bar("A", CLOSE), bar("B", CLOSE));
    try (ScriptedServer server = new ScriptedServer(stale, right)) {
      assertThat(server.api().grouped(DATE, false)).allMatch(bar -> bar.fault() == null);
      assertThat(server.urls()).hasSize(2);
    }
  }

  @Test
  void oneBarOfAnotherDayIsAFaultOfItsOwn() {
    Reply reply =
        answer("'adjusted':false", bar("A", CLOSE), bar("B", CLOSE - DAY), bar("C", CLOSE));
    try (ScriptedServer server = new ScriptedServer(reply)) {
      List<GroupedBar> bars = server.api().grouped(DATE, false);

      assertThat(bars).extracting(GroupedBar::ticker).containsExactly("A", null, "C");
      assertThat(bars.get(1).fault()).startsWith("of another day: ");
    }
  }

  @Test
  void aDayWithoutTradingHasNoBars() {
    try (ScriptedServer server =
        new ScriptedServer(Reply.json("{\"status\":\"OK\",\"resultsCount\":0}"))) {
      assertThat(server.api().grouped(DATE, true)).isEmpty();
    }
  }
}
