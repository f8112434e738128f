package dev.barlake.market;

import java.time.LocalDate;
import java.time.ZoneId;

/**
 * The instants of a trading date.
 *
 * @param from in microseconds since the epoch, inclusive
 * @param to exclusive
 */
record DayOfRows(LocalDate date, long from, long to) {
  private static final long MICROS = 1_000_000;

  static DayOfRows of(LocalDate date, ZoneId zone) {
    return new DayOfRows(date, midnight(date, zone), midnight(date.plusDays(1), zone));
  }

  private static long midnight(LocalDate date, ZoneId zone) {
    return date.atStartOfDay(zone).toEpochSecond() * MICROS;
  }

  boolean holds(long micros) {
    return micros >= from && micros < to;
  }
}
