package dev.barlake.localstack;

import java.time.LocalDate;

/**
 * {@code from} old shares become {@code to} new ones.
 *
 * @param ticker the ticker that splits
 * @param executionDate the first trading date, in New York, at the new scale
 * @param from shares before; 10 in a reverse split of 1:10
 * @param to shares after
 */
public record Split(String ticker, LocalDate executionDate, int from, int to) {
  public Split {
    if (from < 1 || to < 1) {
      throw new IllegalArgumentException(
          "Cannot split " + ticker + " " + from + " for " + to + ": both must be above 0");
    }
  }

  /** A stable id of 64 hex digits behind an {@code E}, as the vendor's look. */
  public String id() {
    return "E" + Noise.hex64("split", ticker, executionDate, from, to);
  }

  String adjustmentType() {
    return to > from ? "forward_split" : "reverse_split";
  }
}
