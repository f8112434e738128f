package dev.barlake.model;

import com.opengamma.strata.basics.ReferenceData;
import com.opengamma.strata.basics.date.HolidayCalendar;
import com.opengamma.strata.basics.date.HolidayCalendarIds;
import java.time.DayOfWeek;
import java.time.Duration;
import java.time.LocalDate;
import java.time.LocalTime;
import java.time.ZoneId;
import java.time.ZoneOffset;
import java.util.Optional;
import java.util.Set;

/**
 * A kind of instrument, recognised by the prefix of its ticker, with the zone of its trading dates
 * and the days on which it trades.
 */
public enum Market {
  STOCKS(Zones.NEW_YORK),
  OPTIONS(Zones.NEW_YORK),
  INDICES(Zones.NEW_YORK),
  FX(ZoneOffset.UTC),
  CRYPTO(ZoneOffset.UTC);

  private final ZoneId zone;

  Market(ZoneId zone) {
    this.zone = zone;
  }

  /** The market of a ticker: {@code O:}, {@code I:}, {@code C:} and {@code X:}, or stocks. */
  public static Market of(String ticker) {
    if (ticker.length() < 2 || ticker.charAt(1) != ':') {
      return STOCKS;
    }
    return switch (ticker.charAt(0)) {
      case 'O' -> OPTIONS;
      case 'I' -> INDICES;
      case 'C' -> FX;
      case 'X' -> CRYPTO;
      default -> STOCKS;
    };
  }

  /** The zone in which a bar's trade date and its storage period are meant. */
  public ZoneId zone() {
    return zone;
  }

  /** Whether splits of the instrument rewrite its adjusted history. */
  public boolean hasSplits() {
    return this == STOCKS;
  }

  /** Whether the market opens on {@code date}, a date of its own zone. */
  public boolean isTradingDay(LocalDate date) {
    return switch (this) {
      case CRYPTO -> true;
      case FX -> date.getDayOfWeek().compareTo(DayOfWeek.FRIDAY) <= 0;
      default -> NewYork.isTradingDay(date);
    };
  }

  /** How much of a day can have bars: 04:00 to 20:00 for exchanges in New York. */
  public Duration tradingDay() {
    return zone.equals(Zones.NEW_YORK) ? Duration.ofHours(16) : Duration.ofDays(1);
  }

  /**
   * The instants of a date's regular session, in which a liquid instrument trades each minute:
   * 09:30 to 16:00 in New York, or to 13:00 on the days on which the exchanges close early; the
   * whole date for crypto. Empty on a day without trading, and for currencies, which have no
   * session.
   */
  public Optional<TimeRange> regularSession(LocalDate date) {
    if (this == FX || !isTradingDay(date)) {
      return Optional.empty();
    }
    if (this == CRYPTO) {
      return Optional.of(StoragePeriod.DAY.range(date.toEpochDay(), zone));
    }
    LocalTime close = NewYork.closesEarly(date) ? LocalTime.of(13, 0) : LocalTime.of(16, 0);
    return Optional.of(
        new TimeRange(
            date.atTime(9, 30).atZone(zone).toInstant().toEpochMilli(),
            date.atTime(close).atZone(zone).toInstant().toEpochMilli()));
  }

  /** The instant (epoch ms) after which no trade of {@code date} can come: 20:00, or midnight. */
  public long closeOf(LocalDate date) {
    var close =
        zone.equals(Zones.NEW_YORK)
            ? date.atTime(LocalTime.of(20, 0)).atZone(zone)
            : date.plusDays(1).atStartOfDay(zone);
    return close.toInstant().toEpochMilli();
  }

  /** Apart from the enum's constants, which may not refer to the enum's own static fields. */
  private static final class Zones {
    static final ZoneId NEW_YORK = ZoneId.of("America/New_York");
  }

  /** Loaded at the first question only: the calendar takes a while to build. */
  private static final class NewYork {
    private static final HolidayCalendar CALENDAR =
        ReferenceData.standard().getValue(HolidayCalendarIds.NYSE);

    /** Closings that the library does not know: the first day of hurricane Sandy. */
    private static final Set<LocalDate> MORE_CLOSINGS = Set.of(LocalDate.of(2012, 10, 29));

    /**
     * Whether the session of a trading day ends at 13:00: on the day after Thanksgiving, on
     * Christmas Eve, and on the third of July. Source: the holiday schedule of the NYSE.
     */
    static boolean closesEarly(LocalDate date) {
      int day = date.getDayOfMonth();
      return switch (date.getMonth()) {
        case JULY -> day == 3;
        case NOVEMBER -> date.getDayOfWeek() == DayOfWeek.FRIDAY && day >= 23 && day <= 29;
        case DECEMBER -> day == 24;
        default -> false;
      };
    }

    static boolean isTradingDay(LocalDate date) {
      return CALENDAR.isBusinessDay(date) && !MORE_CLOSINGS.contains(date);
    }
  }
}
