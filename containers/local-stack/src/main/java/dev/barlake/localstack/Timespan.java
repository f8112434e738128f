package dev.barlake.localstack;

import java.util.Locale;
import java.util.Optional;

/** The unit of a window, with the size of the base bars it is made of. */
enum Timespan {
  SECOND(1, 1),
  MINUTE(60, 60),
  HOUR(3600, 60),
  DAY,
  WEEK,
  MONTH,
  QUARTER,
  YEAR;

  /** Length in seconds of the units that follow the clock; 0 for those that follow the calendar. */
  final int seconds;

  /** Seconds of a base bar: 1, 60, or 0 for day bars. */
  final int baseSeconds;

  Timespan() {
    this(0, 0);
  }

  Timespan(int seconds, int baseSeconds) {
    this.seconds = seconds;
    this.baseSeconds = baseSeconds;
  }

  static Optional<Timespan> parse(String text) {
    for (Timespan timespan : values()) {
      if (timespan.text().equals(text)) {
        return Optional.of(timespan);
      }
    }
    return Optional.empty();
  }

  String text() {
    return name().toLowerCase(Locale.ROOT);
  }
}
