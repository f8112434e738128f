package dev.barlake.model;

import static org.assertj.core.api.Assertions.assertThat;

import java.time.Instant;
import java.time.LocalDate;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

class MarketTest {
  @ParameterizedTest
  @CsvSource({
    "AAPL, STOCKS",
    "BRK.B, STOCKS",
    "X, STOCKS",
    "X:BTCUSD, CRYPTO",
    "C:EURUSD, FX",
    "I:SPX, INDICES",
    "O:SPY251219C00650000, OPTIONS"
  })
  void aTickersPrefixTellsItsMarket(String ticker, Market market) {
    assertThat(Market.of(ticker)).isEqualTo(market);
  }

  // Published by the exchange: regular holidays, and special closings for terror, mourning, storm.
  @ParameterizedTest
  @ValueSource(
      strings = {
        "2024-07-04",
        "2024-03-29",
        "2022-06-20",
        "2001-09-11",
        "2012-10-29",
        "2012-10-30",
        "2018-12-05",
        "2025-01-09",
        "2024-06-09"
      })
  void theExchangeIsClosed(LocalDate date) {
    assertThat(Market.STOCKS.isTradingDay(date)).isFalse();
  }

  @ParameterizedTest
  @ValueSource(strings = {"2024-07-03", "2024-11-29", "2021-06-18", "2024-10-14"})
  void theExchangeIsOpenOnHalfDaysAndBankHolidays(LocalDate date) {
    assertThat(Market.STOCKS.isTradingDay(date)).isTrue();
  }

  @Test
  void cryptoNeverCloses() {
    assertThat(Market.CRYPTO.isTradingDay(LocalDate.of(2024, 12, 25))).isTrue();
  }

  @Test
  void stocksTradeUntilEightInNewYork() {
    assertThat(Instant.ofEpochMilli(Market.STOCKS.closeOf(LocalDate.of(2024, 1, 10))))
        .isEqualTo("2024-01-11T01:00:00Z");
  }

  /** From the exchange's published holiday schedules. */
  @ParameterizedTest
  @ValueSource(
      strings = {
        "2024-07-03",
        "2024-11-29",
        "2024-12-24",
        "2025-07-03",
        "2026-11-27",
        "2026-12-24"
      })
  void theSessionEndsAtOneOnDaysThatCloseEarly(LocalDate date) {
    long open = date.atTime(9, 30).atZone(Market.STOCKS.zone()).toInstant().toEpochMilli();

    assertThat(Market.STOCKS.regularSession(date))
        .contains(new TimeRange(open, open + 210 * 60_000L));
  }

  @Test
  void theSessionIsSixHoursAndAHalfElse() {
    assertThat(Market.STOCKS.regularSession(LocalDate.of(2026, 7, 2)).orElseThrow().toString())
        .isEqualTo("2026-07-02T13:30:00Z/2026-07-02T20:00:00Z");
    assertThat(Market.STOCKS.regularSession(LocalDate.of(2026, 7, 3))).isEmpty();
    assertThat(Market.FX.regularSession(LocalDate.of(2026, 7, 2))).isEmpty();
  }
}
