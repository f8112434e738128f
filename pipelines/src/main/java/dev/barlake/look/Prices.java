package dev.barlake.look;

import java.math.BigDecimal;
import java.math.RoundingMode;
import java.util.Collection;
import java.util.OptionalLong;

/** Prices as the page holds them: whole numbers of the smallest decimal that any of them has. */
final class Prices {
  private static final int MOST_DECIMALS = 6;

  private Prices() {}

  /** How many decimals some prices have. */
  static int decimals(Collection<Double> prices) {
    return prices.stream()
        .mapToInt(price -> Math.max(0, BigDecimal.valueOf(price).stripTrailingZeros().scale()))
        .map(scale -> Math.min(scale, MOST_DECIMALS))
        .max()
        .orElse(0);
  }

  /** A price in units of that decimal; empty for null. */
  static OptionalLong whole(Double price, int decimals) {
    return price == null
        ? OptionalLong.empty()
        : OptionalLong.of(
            BigDecimal.valueOf(price)
                .setScale(decimals, RoundingMode.HALF_EVEN)
                .unscaledValue()
                .longValueExact());
  }
}
