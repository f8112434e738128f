package dev.barlake.marketapi;

import com.fasterxml.jackson.databind.JsonNode;
import java.math.BigDecimal;
import java.time.DateTimeException;
import java.time.LocalDate;

/**
 * One row of the list of splits that is of a wanted ticker.
 *
 * @param split null if the row cannot be read
 * @param fault why not; else empty
 */
record SplitRow(String ticker, Split split, String fault) {
  /** No split is beyond this, in shares for one. */
  private static final BigDecimal LARGEST = BigDecimal.valueOf(1_000_000_000);

  private static final BigDecimal SMALLEST = BigDecimal.ONE.divide(LARGEST);
  private static final int LONGEST_NUMBER = 40;
  private static final int ROW_TEXT = 200;

  /** A row whose date and ratio are usable, or that says what is not. */
  static SplitRow of(String ticker, JsonNode row) {
    try {
      Split split =
          new Split(
              ticker,
              date(row.path("execution_date")),
              shares("split_from", row.path("split_from")),
              shares("split_to", row.path("split_to")));
      return new SplitRow(ticker, split, "");
    } catch (DateTimeException | NumberFormatException e) {
      String text = row.toString();
      return new SplitRow(
          ticker,
          null,
          "a split of %s cannot be read, %s: %s"
              .formatted(
                  ticker, e.getMessage(), text.substring(0, Math.min(ROW_TEXT, text.length()))));
    }
  }

  private static LocalDate date(JsonNode value) {
    String text = value.asText();
    try {
      LocalDate date = LocalDate.parse(text);
      // The list begins in 1978; splits are announced months before.
      if (value.isTextual() && date.getYear() >= 1900 && date.getYear() < 2200) {
        return date;
      }
    } catch (DateTimeException e) {
      // Said below.
    }
    throw new DateTimeException("execution_date is no date");
  }

  private static BigDecimal shares(String field, JsonNode value) {
    String text = value.asText();
    if ((value.isNumber() || value.isTextual()) && text.length() <= LONGEST_NUMBER) {
      try {
        BigDecimal number = new BigDecimal(text);
        // Before anything is done with it: written out, 1e999999999 is a gigabyte.
        if (number.compareTo(SMALLEST) >= 0 && number.compareTo(LARGEST) <= 0) {
          return number;
        }
      } catch (NumberFormatException e) {
        // Said below.
      }
    }
    throw new NumberFormatException(field + " is no number of shares");
  }
}
