package dev.barlake.localstack;

import java.time.LocalDate;
import java.util.Optional;
import java.util.Set;

/**
 * A cash dividend as declared, that is not adjusted for later splits.
 *
 * @param ticker who pays
 * @param exDividendDate the first trading date, in New York, without the right to it
 * @param cashAmount in {@code currency} a share, at most 6 decimals
 * @param special whether it is a one-off; a special and a regular one may share one ex-date
 * @param frequency payments a year; 0 of a one-off
 * @param currency of the amount
 * @param blanks the names of the fields that its row leaves out; {@code currency} is null instead,
 *     and {@code id} is left out by {@code /stocks/v1} alone, since the old endpoint promises it
 */
public record Dividend(
    String ticker,
    LocalDate exDividendDate,
    double cashAmount,
    boolean special,
    int frequency,
    String currency,
    Set<String> blanks) {
  static final Set<String> WITHOUT_DECLARATION = Set.of("declaration_date");
  static final Set<String> WITHOUT_PAYMENT = Set.of("declaration_date", "record_date", "pay_date");

  public Dividend {
    if (!(cashAmount > 0)) {
      throw new IllegalArgumentException("Cannot pay " + ticker + "'s holders " + cashAmount);
    }
  }

  /** A quarterly or special one in dollars with all its fields. */
  public Dividend(String ticker, LocalDate exDividendDate, double cashAmount, boolean special) {
    this(ticker, exDividendDate, cashAmount, special, special ? 0 : 4, "USD", Set.of());
  }

  /** A stable id; two dividends of one ex-date have two. */
  public String id() {
    return "E" + Noise.hex64("dividend", ticker, exDividendDate, cashAmount, special);
  }

  /** Four weeks before the ex-date, where it is known. */
  public Optional<LocalDate> declarationDate() {
    return known("declaration_date", exDividendDate.minusDays(28));
  }

  /** Since 2024-05-28 the record date is the ex-date (settlement in one day). */
  public Optional<LocalDate> recordDate() {
    boolean before = exDividendDate.isBefore(LocalDate.of(2024, 5, 28));
    return known("record_date", before ? exDividendDate.plusDays(1) : exDividendDate);
  }

  /** Three weeks after the ex-date, where it is known. */
  public Optional<LocalDate> payDate() {
    return known("pay_date", exDividendDate.plusDays(21));
  }

  /** As {@code /stocks/v1/dividends} has it: {@code special} or {@code recurring}. */
  public String distributionType() {
    return special ? "special" : "recurring";
  }

  private Optional<LocalDate> known(String field, LocalDate date) {
    return blanks.contains(field) ? Optional.empty() : Optional.of(date);
  }
}
