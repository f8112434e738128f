package dev.barlake.localstack;

import java.time.LocalDate;

/**
 * A cash dividend as declared, that is not adjusted for later splits.
 *
 * @param ticker who pays
 * @param exDividendDate the first trading date, in New York, without the right to it
 * @param cashAmount dollars a share, at most 2 decimals
 * @param special whether it is a one-off; a special and a regular one may share one ex-date
 */
public record Dividend(
    String ticker, LocalDate exDividendDate, double cashAmount, boolean special) {
  /** A stable id; two dividends of one ex-date have two. */
  public String id() {
    return "E" + Noise.hex64("dividend", ticker, exDividendDate, cashAmount, special);
  }

  LocalDate declarationDate() {
    return exDividendDate.minusDays(28);
  }

  /** Since 2024-05-28 the record date is the ex-date (settlement in one day). */
  LocalDate recordDate() {
    return exDividendDate.isBefore(LocalDate.of(2024, 5, 28))
        ? exDividendDate.plusDays(1)
        : exDividendDate;
  }

  LocalDate payDate() {
    return exDividendDate.plusDays(21);
  }

  int frequency() {
    return special ? 0 : 4;
  }
}
