package dev.barlake.model;

import static org.assertj.core.api.Assertions.assertThat;

import java.time.Instant;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class BarSeriesTest {
  @ParameterizedTest
  @CsvSource({
    "AAPL, 5, MINUTE, 2024-06-10T13:34:59Z, 2024-06-10T13:30:00Z",
    // The day is over when trading is, at 20:00 in New York, not at midnight.
    "AAPL, 1, DAY, 2024-06-10T23:59:59Z, 2024-06-10T04:00:00Z",
    "AAPL, 1, DAY, 2024-06-11T00:00:00Z, 2024-06-11T04:00:00Z",
    "X:BTCUSD, 1, DAY, 2024-06-10T23:59:59Z, 2024-06-10T00:00:00Z",
    "X:BTCUSD, 1, DAY, 2024-06-11T00:00:00Z, 2024-06-11T00:00:00Z",
    "AAPL, 1, WEEK, 2024-06-14T20:00:00Z, 2024-06-09T04:00:00Z",
    "AAPL, 1, MONTH, 2024-06-30T20:00:00Z, 2024-06-01T04:00:00Z",
    // Of windows of several days only the unit is certain: none that may be open is taken.
    "AAPL, 3, DAY, 2024-06-12T00:00:00Z, 2024-06-10T04:00:00Z",
  })
  void onlyWindowsThatAreOverAreExtracted(
      String ticker, int multiplier, Timespan timespan, Instant now, Instant open) {
    BarSeries series = new BarSeries(ticker, multiplier, timespan, true);
    assertThat(Instant.ofEpochMilli(series.firstOpenWindow(now.toEpochMilli()))).isEqualTo(open);
  }

  @ParameterizedTest
  @CsvSource({
    "MINUTE, 2024-01-01T05:00:00Z, 2024-02-01T05:00:00Z, 2024-01-01T05:00:00Z, 2024-02-01T05:00:00Z",
    // Weeks start on Sunday: the first of 2024 on January 7, the last on December 29.
    "WEEK, 2024-01-01T05:00:00Z, 2025-01-01T05:00:00Z, 2024-01-07T05:00:00Z, 2025-01-05T05:00:00Z",
    "MONTH, 2024-01-15T05:00:00Z, 2024-03-15T04:00:00Z, 2024-02-01T05:00:00Z, 2024-04-01T04:00:00Z",
    "YEAR, 2024-02-01T05:00:00Z, 2024-03-01T05:00:00Z, 2024-02-01T05:00:00Z, 2024-02-01T05:00:00Z",
  })
  void wholeWindowsAreAskedFor(
      Timespan timespan, Instant from, Instant to, Instant askedFrom, Instant askedTo) {
    BarSeries series = new BarSeries("AAPL", 1, timespan, true);
    assertThat(series.windowsIn(new TimeRange(from.toEpochMilli(), to.toEpochMilli())))
        .isEqualTo(new TimeRange(askedFrom.toEpochMilli(), askedTo.toEpochMilli()));
  }
}
