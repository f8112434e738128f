package dev.barlake.verify;

import java.util.Locale;

/** The test that decided a verdict. */
public enum Check {
  /** None failed, and none could prove anything. */
  NONE,
  /** What the lake asked for. */
  COVERAGE,
  /** A partition file that cannot be read. */
  FILE,
  /** Prices within each other, positive and finite; times on the grid and in the calendar. */
  BARS,
  /** Adjusted bars stand under the splits of the series' watermark. */
  EPOCH,
  /** Minute bars of the whole market of the date, row by row, rolled up and scaled. */
  MINUTES,
  /** The day's bar of the whole market, row by row. */
  DAYS,
  /** Bars of shorter windows, or of the other scale, that the lake has of the same ticker. */
  SIBLING,
  /** The day's bar against the sums and the range of shorter bars. */
  DAILY,
  /** A silence that the ticker's own history makes all but impossible. */
  SILENCE,
  /** A minute in which many tickers are silent together. */
  TOGETHER;

  /** As it stands in the lake. */
  public String word() {
    return name().toLowerCase(Locale.ROOT);
  }

  static Check of(String word) {
    return valueOf(word.toUpperCase(Locale.ROOT));
  }
}
