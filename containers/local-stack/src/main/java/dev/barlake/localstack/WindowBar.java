package dev.barlake.localstack;

import static dev.barlake.localstack.BaseBars.PRICE_UNITS;

import java.math.BigDecimal;
import java.time.Instant;
import java.util.OptionalDouble;
import java.util.OptionalLong;

/**
 * A bar on its way out, in whole units as {@link BaseBars}; {@code vwap} and {@code transactions}
 * -1 if missing.
 *
 * @param baseCount how many base bars it was made of
 */
record WindowBar(
    long start,
    long open,
    long high,
    long low,
    long close,
    long volume,
    long vwap,
    long transactions,
    boolean otc,
    int baseCount) {

  TrueBar toTrueBar() {
    return new TrueBar(
        Instant.ofEpochMilli(start),
        price(open),
        price(high),
        price(low),
        price(close),
        volume(volume),
        vwap < 0 || isIndex() ? OptionalDouble.empty() : OptionalDouble.of(price(vwap)),
        transactions < 0 || isIndex() ? OptionalLong.empty() : OptionalLong.of(transactions),
        otc);
  }

  /** An index has values but no trades. */
  boolean isIndex() {
    return volume == 0;
  }

  WindowBar startingAt(long newStart) {
    return new WindowBar(
        newStart, open, high, low, close, volume, vwap, transactions, otc, baseCount);
  }

  /**
   * The same window with other trades: close and volume times {@code factor}, the range widened to
   * hold the close.
   */
  WindowBar revised(double factor) {
    long c = BaseBars.price(close * factor);
    return new WindowBar(
        start,
        open,
        Math.max(high, c),
        Math.min(low, c),
        c,
        Math.round(volume * factor),
        vwap,
        transactions,
        otc,
        baseCount);
  }

  private static double price(long units) {
    return (double) units / PRICE_UNITS;
  }

  /** Rounded once, as a JSON reader rounds the digits once. */
  private static double volume(long units) {
    return BigDecimal.valueOf(units, 6).doubleValue();
  }
}
