package dev.barlake.model;

import java.time.LocalDate;
import java.time.YearMonth;
import java.time.ZoneId;
import java.util.Locale;

/**
 * The calendar period that one partition file holds, numbered so that neighbours differ by one.
 *
 * <p>The number is the epoch day, the months since 1970-01, or the years since 1970, of the
 * exchange-local date on which a bar's window starts.
 */
public enum StoragePeriod {
  DAY {
    @Override
    public long numberOf(LocalDate date) {
      return date.toEpochDay();
    }

    @Override
    public LocalDate firstDate(long number) {
      return LocalDate.ofEpochDay(number);
    }

    @Override
    public String label(long number) {
      return firstDate(number).toString();
    }
  },
  MONTH {
    @Override
    public long numberOf(LocalDate date) {
      return (date.getYear() - 1970) * 12L + date.getMonthValue() - 1;
    }

    @Override
    public LocalDate firstDate(long number) {
      return LocalDate.EPOCH.plusMonths(number);
    }

    @Override
    public String label(long number) {
      return YearMonth.from(firstDate(number)).toString();
    }
  },
  YEAR {
    @Override
    public long numberOf(LocalDate date) {
      return date.getYear() - 1970L;
    }

    @Override
    public LocalDate firstDate(long number) {
      return LocalDate.EPOCH.plusYears(number);
    }

    @Override
    public String label(long number) {
      return String.format(Locale.ROOT, "%04d", firstDate(number).getYear());
    }
  };

  /** The number of the period that holds {@code date}. */
  public abstract long numberOf(LocalDate date);

  /** The first date of a period. */
  public abstract LocalDate firstDate(long number);

  /** The period as it stands in a path: {@code 2024-01-31}, {@code 2024-01} or {@code 2024}. */
  public abstract String label(long number);

  /** The number that {@link #label} made this label of. */
  public long parse(String label) {
    return numberOf(
        switch (this) {
          case DAY -> LocalDate.parse(label);
          case MONTH -> YearMonth.parse(label).atDay(1);
          case YEAR -> LocalDate.of(Integer.parseInt(label), 1, 1);
        });
  }

  /** The period's name in a path: {@code day}, {@code month} or {@code year}. */
  public String key() {
    return name().toLowerCase(Locale.ROOT);
  }

  /** The period's instants: from its first midnight (inclusive) to the next one's (exclusive). */
  public TimeRange range(long number, ZoneId zone) {
    return new TimeRange(startOf(number, zone), startOf(number + 1, zone));
  }

  private long startOf(long number, ZoneId zone) {
    return firstDate(number).atStartOfDay(zone).toInstant().toEpochMilli();
  }
}
