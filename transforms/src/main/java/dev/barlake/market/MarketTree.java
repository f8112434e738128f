package dev.barlake.market;

import java.io.Serializable;
import java.time.LocalDate;
import java.util.Optional;

/**
 * One kind of file in the lake's second tree: the bars of all tickers on a date.
 *
 * <pre>
 * market/timespan=1minute/adjusted=false/trade_date=2024-01-31/bars.parquet
 * _sources/timespan=1minute/adjusted=false/year=2024.json
 * </pre>
 *
 * @param window {@code 1minute} or {@code 1day}
 */
public record MarketTree(String window, boolean adjusted) implements Serializable {
  private static final String NAME = "/bars.parquet";

  public boolean isDaily() {
    return window.equals("1day");
  }

  private String folder() {
    return "timespan=%s/adjusted=%s/".formatted(window, adjusted);
  }

  /** Where all dates are, with a slash at its end. */
  public String directory() {
    return "market/" + folder();
  }

  /** The file of a date. */
  public String path(LocalDate date) {
    return directory() + "trade_date=" + date + NAME;
  }

  /** The date of a path, or empty if it is none of this tree. */
  public Optional<LocalDate> date(String path) {
    String start = directory() + "trade_date=";
    if (!path.startsWith(start) || !path.endsWith(NAME)) {
      return Optional.empty();
    }
    try {
      String text = path.substring(start.length(), path.length() - NAME.length());
      return Optional.of(LocalDate.parse(text));
    } catch (java.time.format.DateTimeParseException notOurs) {
      return Optional.empty();
    }
  }

  /** What each date of a year came from. */
  public String sources(int year) {
    return "_sources/" + folder() + "year=" + year + ".json";
  }

  /** Up to which instant all dates are there. */
  public String watermark() {
    return "_watermarks/market/" + folder().replaceFirst("/$", ".json");
  }
}
