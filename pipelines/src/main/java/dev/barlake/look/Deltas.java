package dev.barlake.look;

import java.util.List;
import java.util.OptionalLong;

/**
 * Whole numbers as short text for a page: each the difference to the one before, zigzag, in digits
 * of 32 of which all but the last are marked. {@code ~} stands for a missing one. {@code data.js}
 * reads it.
 */
final class Deltas {
  private static final String DIGITS =
      "ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0123456789-_";

  private Deltas() {}

  static String of(List<OptionalLong> values) {
    StringBuilder text = new StringBuilder();
    long last = 0;
    for (OptionalLong value : values) {
      if (value.isEmpty()) {
        text.append('~');
        continue;
      }
      long delta = value.getAsLong() - last;
      last = value.getAsLong();
      long rest = delta < 0 ? -delta * 2 - 1 : delta * 2;
      do {
        int digit = (int) (rest & 31);
        rest >>>= 5;
        text.append(DIGITS.charAt(rest == 0 ? digit : digit + 32));
      } while (rest != 0);
    }
    return text.toString();
  }
}
