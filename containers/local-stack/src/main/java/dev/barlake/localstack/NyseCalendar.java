package dev.barlake.localstack;

import static java.time.DayOfWeek.FRIDAY;
import static java.time.DayOfWeek.MONDAY;
import static java.time.DayOfWeek.SATURDAY;
import static java.time.DayOfWeek.SUNDAY;
import static java.time.DayOfWeek.THURSDAY;
import static java.time.temporal.TemporalAdjusters.dayOfWeekInMonth;
import static java.time.temporal.TemporalAdjusters.lastInMonth;

import java.time.DayOfWeek;
import java.time.LocalDate;
import java.time.Month;
import java.util.Map;
import java.util.Optional;

/**
 * When the New York Stock Exchange trades, by its own rules and its special closings, from 1998 on.
 *
 * <p>Written out here on purpose: the product asks another library, and the two must not share a
 * mistake.
 */
final class NyseCalendar {
  private static final Map<LocalDate, String> SPECIAL_CLOSINGS =
      Map.ofEntries(
          Map.entry(LocalDate.of(2001, 9, 11), "September 11"),
          Map.entry(LocalDate.of(2001, 9, 12), "September 11"),
          Map.entry(LocalDate.of(2001, 9, 13), "September 11"),
          Map.entry(LocalDate.of(2001, 9, 14), "September 11"),
          Map.entry(LocalDate.of(2004, 6, 11), "Mourning for Ronald Reagan"),
          Map.entry(LocalDate.of(2007, 1, 2), "Mourning for Gerald Ford"),
          Map.entry(LocalDate.of(2012, 10, 29), "Hurricane Sandy"),
          Map.entry(LocalDate.of(2012, 10, 30), "Hurricane Sandy"),
          Map.entry(LocalDate.of(2018, 12, 5), "Mourning for George H. W. Bush"),
          Map.entry(LocalDate.of(2025, 1, 9), "Mourning for Jimmy Carter"));

  private NyseCalendar() {}

  static boolean isTradingDay(LocalDate date) {
    DayOfWeek day = date.getDayOfWeek();
    return day != SATURDAY && day != SUNDAY && holiday(date).isEmpty();
  }

  /** The name of the holiday for which the exchange stays closed on a weekday. */
  static Optional<String> holiday(LocalDate date) {
    String special = SPECIAL_CLOSINGS.get(date);
    if (special != null) {
      return Optional.of(special);
    }
    int year = date.getYear();
    // Easter of the year decides one date in spring: asked last, since it costs most.
    return switch (date.getMonth()) {
      case JANUARY ->
          is(date, newYear(year), "New Years Day")
              .or(
                  () ->
                      is(date, nth(year, Month.JANUARY, 3, MONDAY), "Martin Luther King, Jr. Day"));
      case FEBRUARY -> is(date, nth(year, Month.FEBRUARY, 3, MONDAY), "Washington's Birthday");
      case MARCH, APRIL -> is(date, easter(year).minusDays(2), "Good Friday");
      case MAY -> is(date, LocalDate.of(year, 5, 1).with(lastInMonth(MONDAY)), "Memorial Day");
      case JUNE ->
          year < 2022
              ? Optional.empty()
              : is(date, observed(LocalDate.of(year, 6, 19)), "Juneteenth");
      case JULY -> is(date, observed(LocalDate.of(year, 7, 4)), "Independence Day");
      case SEPTEMBER -> is(date, nth(year, Month.SEPTEMBER, 1, MONDAY), "Labor Day");
      case NOVEMBER -> is(date, nth(year, Month.NOVEMBER, 4, THURSDAY), "Thanksgiving");
      case DECEMBER -> is(date, observed(LocalDate.of(year, 12, 25)), "Christmas");
      default -> Optional.empty();
    };
  }

  /**
   * The name of the occasion on which a trading day ends at 13:00 New York time: the day after
   * Thanksgiving, and July 3 and December 24 when they are trading days from Monday to Thursday.
   */
  static Optional<String> earlyClose(LocalDate date) {
    if (!isTradingDay(date)) {
      return Optional.empty();
    }
    int year = date.getYear();
    LocalDate afterThanksgiving = nth(year, Month.NOVEMBER, 4, THURSDAY).plusDays(1);
    boolean beforeWeekend = date.getDayOfWeek() == FRIDAY;
    if (date.equals(afterThanksgiving)) {
      return Optional.of("Thanksgiving");
    }
    if (date.equals(LocalDate.of(year, 7, 3)) && !beforeWeekend) {
      return Optional.of("Independence Day");
    }
    boolean christmasEve = date.equals(LocalDate.of(year, 12, 24)) && !beforeWeekend;
    // A Friday after Christmas that the exchange gave away once.
    return christmasEve || date.equals(LocalDate.of(2003, 12, 26))
        ? Optional.of("Christmas")
        : Optional.empty();
  }

  /** The last trading day before a date. */
  static LocalDate previousTradingDay(LocalDate date) {
    LocalDate day = date.minusDays(1);
    while (!isTradingDay(day)) {
      day = day.minusDays(1);
    }
    return day;
  }

  /** The date itself if it is a trading day, else the next one. */
  static LocalDate tradingDayOnOrAfter(LocalDate date) {
    LocalDate day = date;
    while (!isTradingDay(day)) {
      day = day.plusDays(1);
    }
    return day;
  }

  private static Optional<String> is(LocalDate date, LocalDate holiday, String name) {
    return date.equals(holiday) ? Optional.of(name) : Optional.empty();
  }

  private static LocalDate nth(int year, Month month, int n, DayOfWeek day) {
    return LocalDate.of(year, month, 1).with(dayOfWeekInMonth(n, day));
  }

  /** A Saturday holiday is kept on Friday, a Sunday one on Monday. */
  private static LocalDate observed(LocalDate date) {
    return switch (date.getDayOfWeek()) {
      case SATURDAY -> date.minusDays(1);
      case SUNDAY -> date.plusDays(1);
      default -> date;
    };
  }

  /** New Year on a Saturday is not kept at all: December 31 closes the books. */
  private static LocalDate newYear(int year) {
    LocalDate first = LocalDate.of(year, 1, 1);
    return first.getDayOfWeek() == SUNDAY ? first.plusDays(1) : first;
  }

  /** Gregorian Easter Sunday (Meeus, Jones, Butcher). */
  private static LocalDate easter(int year) {
    int a = year % 19;
    int b = year / 100;
    int c = year % 100;
    int h = (19 * a + b - b / 4 - (b - (b + 8) / 25 + 1) / 3 + 15) % 30;
    int l = (32 + 2 * (b % 4) + 2 * (c / 4) - h - c % 4) % 7;
    int m = (a + 11 * h + 22 * l) / 451;
    int n = h + l - 7 * m + 114;
    return LocalDate.of(year, n / 31, n % 31 + 1);
  }
}
