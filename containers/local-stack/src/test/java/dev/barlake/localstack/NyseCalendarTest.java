package dev.barlake.localstack;

import static org.assertj.core.api.Assertions.assertThat;

import java.time.LocalDate;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

/** Against what the exchange published, not against its rules. */
class NyseCalendarTest {
  @ParameterizedTest
  @CsvSource({
    "2003, 252",
    "2004, 252",
    "2007, 251",
    "2008, 253",
    "2012, 250",
    "2018, 251",
    "2020, 253",
    "2021, 252",
    "2022, 251",
    "2023, 250",
    "2024, 252",
    "2025, 250",
    "2026, 251"
  })
  void aYearHasTheNumberOfSessionsItHad(int year, long sessions) {
    Stream<LocalDate> days = LocalDate.of(year, 1, 1).datesUntil(LocalDate.of(year + 1, 1, 1));

    assertThat(days.filter(NyseCalendar::isTradingDay)).hasSize((int) sessions);
  }

  @ParameterizedTest
  @ValueSource(strings = {"2021-12-31", "2010-12-31", "2021-06-18", "2020-07-02"})
  void daysThatLookLikeHolidaysAreTraded(LocalDate date) {
    assertThat(NyseCalendar.isTradingDay(date)).isTrue();
    assertThat(NyseCalendar.earlyClose(date)).isEmpty();
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        "2023-07-03",
        "2024-07-03",
        "2025-07-03",
        "2024-11-29",
        "2024-12-24",
        "2003-12-26",
        "2018-12-24"
      })
  void halfDays(LocalDate date) {
    assertThat(NyseCalendar.earlyClose(date)).isPresent();
  }

  @Test
  void theFullDaysAroundIndependenceDay() {
    assertThat(NyseCalendar.earlyClose(LocalDate.of(2022, 7, 1))).isEmpty();
    assertThat(NyseCalendar.earlyClose(LocalDate.of(2021, 7, 2))).isEmpty();
    assertThat(NyseCalendar.isTradingDay(LocalDate.of(2026, 7, 3))).isFalse();
  }
}
