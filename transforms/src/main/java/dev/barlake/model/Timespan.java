package dev.barlake.model;

import java.time.DayOfWeek;
import java.time.Duration;
import java.time.Instant;
import java.time.LocalDate;
import java.time.ZoneId;
import java.time.ZonedDateTime;
import java.time.temporal.TemporalAdjusters;
import java.util.Arrays;
import java.util.Locale;
import java.util.Optional;
import java.util.stream.Collectors;

/**
 * The unit of a bar's window, as the API names it, and the period by which its bars are stored.
 *
 * <p>Windows of a second, a minute or an hour are counted from the exchange's midnight. Longer ones
 * start at midnight: weeks on Sunday, months, quarters and years on their first day.
 */
public enum Timespan {
  SECOND(StoragePeriod.DAY, Duration.ofSeconds(1)),
  MINUTE(StoragePeriod.MONTH, Duration.ofMinutes(1)),
  HOUR(StoragePeriod.MONTH, Duration.ofHours(1)),
  DAY(StoragePeriod.YEAR, null),
  WEEK(StoragePeriod.YEAR, null),
  MONTH(StoragePeriod.YEAR, null),
  QUARTER(StoragePeriod.YEAR, null),
  YEAR(StoragePeriod.YEAR, null);

  private final StoragePeriod storagePeriod;
  private final Duration intradayLength;

  Timespan(StoragePeriod storagePeriod, Duration intradayLength) {
    this.storagePeriod = storagePeriod;
    this.intradayLength = intradayLength;
  }

  /** The timespan of an API name such as {@code minute}, or empty if there is none. */
  public static Optional<Timespan> named(String name) {
    return Arrays.stream(values()).filter(timespan -> timespan.apiName().equals(name)).findFirst();
  }

  /** All names, for messages: {@code second, minute, …}. */
  public static String names() {
    return Arrays.stream(values()).map(Timespan::apiName).collect(Collectors.joining(", "));
  }

  public String apiName() {
    return name().toLowerCase(Locale.ROOT);
  }

  public StoragePeriod storagePeriod() {
    return storagePeriod;
  }

  /** Whether windows are shorter than a day. */
  public boolean isIntraday() {
    return intradayLength != null;
  }

  /** The start of the window that holds {@code instant} (epoch ms), counted in {@code zone}. */
  public long floor(long instant, int multiplier, ZoneId zone) {
    ZonedDateTime time = atZone(instant, zone);
    if (isIntraday()) {
      long midnight = time.toLocalDate().atStartOfDay(zone).toInstant().toEpochMilli();
      long length = intradayLength.toMillis() * multiplier;
      return midnight + (instant - midnight) / length * length;
    }
    // Which day a window of several days or weeks starts on is not documented: only the unit is
    // certain, so the unit's start is the floor.
    LocalDate date = time.toLocalDate();
    LocalDate start =
        switch (this) {
          case WEEK -> date.with(TemporalAdjusters.previousOrSame(DayOfWeek.SUNDAY));
          case MONTH -> date.withDayOfMonth(1);
          case QUARTER -> date.withDayOfMonth(1).minusMonths((date.getMonthValue() - 1) % 3);
          case YEAR -> date.withDayOfYear(1);
          default -> date;
        };
    return midnight(start, zone);
  }

  /**
   * Whether a window may start at an instant (epoch ms): at a full second, minute or hour, or a day
   * at midnight. Of longer windows that is not documented, and any instant will do.
   */
  boolean isOnGrid(long instant, ZoneId zone) {
    if (isIntraday()) {
      return instant % intradayLength.toMillis() == 0;
    }
    return this != DAY || floor(instant, 1, zone) == instant;
  }

  /** The instant (epoch ms) {@code windows} windows after a window's start, back if negative. */
  public long plus(long windowStart, long windows, ZoneId zone) {
    if (isIntraday()) {
      return windowStart + intradayLength.toMillis() * windows;
    }
    LocalDate date = atZone(windowStart, zone).toLocalDate();
    return midnight(
        switch (this) {
          case WEEK -> date.plusWeeks(windows);
          case MONTH -> date.plusMonths(windows);
          case QUARTER -> date.plusMonths(3 * windows);
          case YEAR -> date.plusYears(windows);
          default -> date.plusDays(windows);
        },
        zone);
  }

  /**
   * The most base bars that the API reads for one exchange-local day: seconds for seconds, minutes
   * for minutes and hours, days for the rest.
   */
  public int baseBarsPerDay(Duration tradingDay) {
    return switch (this) {
      case SECOND -> Math.toIntExact(tradingDay.toSeconds());
      case MINUTE, HOUR -> Math.toIntExact(tradingDay.toMinutes());
      default -> 1;
    };
  }

  private static ZonedDateTime atZone(long instant, ZoneId zone) {
    return Instant.ofEpochMilli(instant).atZone(zone);
  }

  private static long midnight(LocalDate date, ZoneId zone) {
    return date.atStartOfDay(zone).toInstant().toEpochMilli();
  }
}
