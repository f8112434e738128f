package dev.barlake.marketapi;

import java.time.DayOfWeek;
import java.time.LocalDate;
import java.time.temporal.TemporalAdjusters;

/**
 * Dates that every plan has and that do not change any more: two weeks from Monday to Friday, two
 * months ago.
 *
 * @param first a Monday
 */
record ContractDates(LocalDate first) {
  static ContractDates before(LocalDate today) {
    return new ContractDates(
        today.minusDays(60).with(TemporalAdjusters.previousOrSame(DayOfWeek.MONDAY)));
  }

  LocalDate last() {
    return first.plusDays(11);
  }

  /** Day bars of both weeks. */
  String days(String ticker) {
    return range(ticker, "1/day", first, last());
  }

  /** Both dates are inclusive. */
  static String range(String ticker, String window, LocalDate from, LocalDate to) {
    return "/v2/aggs/ticker/%s/range/%s/%s/%s".formatted(ticker, window, from, to);
  }
}
