package dev.barlake.localstack;

import java.math.BigDecimal;
import java.time.LocalDate;
import java.util.Set;

/**
 * {@code from} old shares become {@code to} new ones. A ratio with decimals is counted in
 * millionths, as soon as either is a million: 1,000,000 to 1,015,228 is 1 for 1.015228.
 *
 * @param ticker the ticker that splits
 * @param executionDate the first trading date, in New York, at the new scale
 * @param from shares before; 10 in a reverse split of 1:10
 * @param to shares after
 * @param copy 0; from 1 on it is the same split again under another id, which moves no bar
 * @param blanks the names of the fields that its row in {@code /stocks/v1} leaves out: {@code id}
 */
public record Split(
    String ticker, LocalDate executionDate, int from, int to, int copy, Set<String> blanks) {
  static final int MILLION = 1_000_000;

  public Split {
    if (from < 1 || to < 1) {
      throw new IllegalArgumentException(
          "Cannot split " + ticker + " " + from + " for " + to + ": both must be above 0");
    }
  }

  public Split(String ticker, LocalDate executionDate, int from, int to) {
    this(ticker, executionDate, from, to, 0, Set.of());
  }

  /** A stable id of 64 hex digits behind an {@code E}, as the vendor's look. */
  public String id() {
    return copy == 0
        ? "E" + Noise.hex64("split", ticker, executionDate, from, to)
        : "E" + Noise.hex64("split", ticker, executionDate, from, to, copy);
  }

  /** Shares before as the vendor writes them. */
  public BigDecimal splitFrom() {
    return shares(from);
  }

  /** Shares after as the vendor writes them, with up to 6 decimals. */
  public BigDecimal splitTo() {
    return shares(to);
  }

  /** {@code forward_split}, {@code reverse_split} or {@code stock_dividend}. */
  public String adjustmentType() {
    if (to > from && to < from + from / 4.0) {
      return "stock_dividend";
    }
    return to > from ? "forward_split" : "reverse_split";
  }

  private BigDecimal shares(int count) {
    BigDecimal shares = BigDecimal.valueOf(count, Math.max(from, to) >= MILLION ? 6 : 0);
    return shares.signum() == 0 || shares.scale() == 0
        ? shares
        : new BigDecimal(shares.stripTrailingZeros().toPlainString());
  }
}
