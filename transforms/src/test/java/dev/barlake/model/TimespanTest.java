package dev.barlake.model;

import static org.assertj.core.api.Assertions.assertThat;

import java.time.Instant;
import java.time.ZoneId;
import java.time.ZoneOffset;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class TimespanTest {
  @Test
  void aBarThatStartsBesideTheGridIsFound() {
    ZoneId newYork = ZoneId.of("America/New_York");
    long midnight = Instant.parse("2024-01-10T05:00:00Z").toEpochMilli();
    assertThat(Timespan.DAY.isOnGrid(midnight, newYork)).isTrue();
    assertThat(Timespan.DAY.isOnGrid(midnight + 4 * 3_600_000, newYork)).isFalse();
    assertThat(Timespan.MINUTE.isOnGrid(midnight + 60_000, newYork)).isTrue();
    assertThat(Timespan.MINUTE.isOnGrid(midnight + 1, newYork)).isFalse();
    assertThat(Timespan.HOUR.isOnGrid(midnight + 60_000, newYork)).isFalse();
    assertThat(Timespan.WEEK.isOnGrid(midnight, newYork)).as("not documented").isTrue();
  }

  private static final ZoneId NEW_YORK = ZoneId.of("America/New_York");

  @ParameterizedTest
  @CsvSource({
    // timespan, multiplier, instant, start of its window in New York
    "MINUTE, 5, 2024-06-10T13:34:59.999Z, 2024-06-10T13:30:00Z",
    "HOUR, 1, 2024-06-10T13:34:00Z, 2024-06-10T13:00:00Z",
    "SECOND, 30, 2024-06-10T13:34:29Z, 2024-06-10T13:34:00Z",
    "DAY, 1, 2024-06-10T03:59:59Z, 2024-06-09T04:00:00Z",
    "DAY, 1, 2024-01-10T05:00:00Z, 2024-01-10T05:00:00Z",
    "WEEK, 1, 2024-06-14T20:00:00Z, 2024-06-09T04:00:00Z",
    // Daylight saving begins on Sunday 2024-03-10: the week starts at the offset before it.
    "WEEK, 1, 2024-03-12T20:00:00Z, 2024-03-10T05:00:00Z",
    "MONTH, 1, 2024-03-31T20:00:00Z, 2024-03-01T05:00:00Z",
    "QUARTER, 1, 2024-06-30T20:00:00Z, 2024-04-01T04:00:00Z",
    "YEAR, 1, 2024-06-30T20:00:00Z, 2024-01-01T05:00:00Z",
  })
  void aWindowStartsWhereTheExchangeCountsItFrom(
      Timespan timespan, int multiplier, Instant instant, Instant start) {
    assertThat(Instant.ofEpochMilli(timespan.floor(instant.toEpochMilli(), multiplier, NEW_YORK)))
        .isEqualTo(start);
  }

  @Test
  void aDayLasts23HoursWhenClocksGoForward() {
    long start = Instant.parse("2024-03-10T05:00:00Z").toEpochMilli();
    assertThat(Timespan.DAY.plus(start, 1, NEW_YORK) - start).isEqualTo(23 * 3_600_000L);
  }

  @Test
  void namesAreThoseOfTheApi() {
    assertThat(Timespan.named("quarter")).contains(Timespan.QUARTER);
    assertThat(Timespan.named("Minute")).isEmpty();
    assertThat(Timespan.names()).isEqualTo("second, minute, hour, day, week, month, quarter, year");
  }

  @Test
  void aQuarterIsThreeMonths() {
    long start = Instant.parse("2024-10-01T00:00:00Z").toEpochMilli();
    assertThat(Instant.ofEpochMilli(Timespan.QUARTER.plus(start, 1, ZoneOffset.UTC)))
        .isEqualTo("2025-01-01T00:00:00Z");
  }
}
