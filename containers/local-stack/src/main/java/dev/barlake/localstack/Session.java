package dev.barlake.localstack;

import java.time.DayOfWeek;
import java.time.LocalDate;
import java.util.Optional;

/**
 * When a ticker trades on one date, in minutes after local midnight, ends exclusive.
 *
 * <p>US stocks: pre-market from 04:00, regular from 09:30 to 16:00, after hours to 20:00, New York
 * time; on half days regular to 13:00 and after hours to 17:00. Options and indices: the regular
 * session. Crypto: every minute of every UTC date. Currencies: every minute from Monday to Friday,
 * UTC dates (the real market opens on Sunday evening; simpler here on purpose).
 */
record Session(int start, int regularStart, int regularEnd, int end) {
  private static final int DAY = 24 * 60;

  static Optional<Session> of(Listing listing, LocalDate date) {
    if (!listing.isListed(date) || listing.halted().equals(Optional.of(date))) {
      return Optional.empty();
    }
    if (listing.market().equals("crypto")) {
      return Optional.of(new Session(0, 0, DAY, DAY));
    }
    if (listing.market().equals("fx")) {
      return date.getDayOfWeek().compareTo(DayOfWeek.SATURDAY) < 0
          ? Optional.of(new Session(0, 0, DAY, DAY))
          : Optional.empty();
    }
    if (!NyseCalendar.isTradingDay(date)) {
      return Optional.empty();
    }
    int close = NyseCalendar.earlyClose(date).isPresent() ? 13 * 60 : 16 * 60;
    boolean regularOnly = listing.market().equals("options") || listing.isIndex();
    return Optional.of(
        regularOnly
            ? new Session(570, 570, close, close)
            : new Session(4 * 60, 570, close, close + 4 * 60));
  }

  boolean isRegular(int minute) {
    return minute >= regularStart && minute < regularEnd;
  }

  /**
   * How much of the usual volume trades in a minute: most at the open and the close, little
   * outside.
   */
  double busyness(int minute) {
    if (!isRegular(minute)) {
      return 0.03;
    }
    double x = 2.0 * (minute - regularStart) / (regularEnd - regularStart) - 1;
    return 0.6 + 2.6 * x * x * x * x;
  }
}
