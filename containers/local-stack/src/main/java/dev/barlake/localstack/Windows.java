package dev.barlake.localstack;

import java.time.Instant;
import java.time.LocalDate;
import java.time.LocalDateTime;
import java.time.LocalTime;
import java.time.ZoneId;
import java.time.ZoneOffset;

/**
 * The windows into which bars of one size fall, each from its start (inclusive) to its end
 * (exclusive).
 *
 * <ul>
 *   <li>Second, minute and hour windows up to 24 hours are counted from local midnight by the clock
 *       on the wall; the last one of a day ends at midnight (7 hours: 00, 07, 14, 21). Longer ones
 *       are counted from 1970-01-01T00:00 local.
 *   <li>Days are counted from 1970-01-01, weeks begin on Sunday and are counted from 1969-12-28,
 *       months, quarters and years are counted from January 1970. So a window of several units
 *       depends on the calendar alone and never on the range that is asked for. The vendor
 *       documents no rule for several units; this one is ours.
 * </ul>
 *
 * @param multiplier units in a window, at least 1
 * @param timespan the unit
 * @param zone whose midnight counts: New York, or UTC for crypto and currencies
 */
record Windows(int multiplier, Timespan timespan, ZoneId zone) {
  private static final int DAY_SECONDS = 86400;
  private static final long FIRST_SUNDAY = -4;

  Instant start(Instant instant) {
    LocalDateTime local = LocalDateTime.ofInstant(instant, zone);
    if (timespan.seconds == 0) {
      return startOf(local.toLocalDate());
    }
    return startOf(local.toLocalDate(), local.toLocalTime().toSecondOfDay());
  }

  Instant end(Instant start) {
    LocalDate date = LocalDate.ofInstant(start, zone);
    if (timespan.seconds == 0) {
      return midnight(
          switch (timespan) {
            case DAY -> date.plusDays(multiplier);
            case WEEK -> date.plusWeeks(multiplier);
            case MONTH -> date.plusMonths(multiplier);
            case QUARTER -> date.plusMonths(3L * multiplier);
            default -> date.plusYears(multiplier);
          });
    }
    LocalDateTime end = LocalDateTime.ofInstant(start, zone).plusSeconds(seconds());
    LocalDateTime midnight = date.plusDays(1).atStartOfDay();
    return at(seconds() <= DAY_SECONDS && end.isAfter(midnight) ? midnight : end);
  }

  /** The start of the window that holds a date; only for windows of days and longer. */
  Instant startOf(LocalDate date) {
    long months = (date.getYear() - 1970) * 12L + date.getMonthValue() - 1;
    return midnight(
        switch (timespan) {
          case DAY -> LocalDate.ofEpochDay(floor(date.toEpochDay(), multiplier));
          case WEEK ->
              LocalDate.ofEpochDay(
                  floor(date.toEpochDay() - FIRST_SUNDAY, 7L * multiplier) + FIRST_SUNDAY);
          case MONTH -> month(floor(months, multiplier));
          case QUARTER -> month(floor(months, 3L * multiplier));
          default -> month(floor(months, 12L * multiplier));
        });
  }

  /** The start of the window that holds a local second of a date; only for windows by the clock. */
  Instant startOf(LocalDate date, int secondOfDay) {
    if (seconds() <= DAY_SECONDS) {
      return at(date.atTime(LocalTime.ofSecondOfDay(floor(secondOfDay, seconds()))));
    }
    long second = date.toEpochDay() * DAY_SECONDS + secondOfDay;
    return at(LocalDateTime.ofEpochSecond(floor(second, seconds()), 0, ZoneOffset.UTC));
  }

  /** Length by the clock on the wall, in seconds. */
  long seconds() {
    return (long) multiplier * timespan.seconds;
  }

  private Instant midnight(LocalDate date) {
    return date.atStartOfDay(zone).toInstant();
  }

  private Instant at(LocalDateTime local) {
    return local.atZone(zone).toInstant();
  }

  private static LocalDate month(long sinceEpoch) {
    return LocalDate.of(1970, 1, 1).plusMonths(sinceEpoch);
  }

  private static long floor(long value, long step) {
    return Math.floorDiv(value, step) * step;
  }
}
