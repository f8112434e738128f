package dev.barlake.localstack;

import java.nio.charset.StandardCharsets;
import java.util.Arrays;
import java.util.Locale;

/**
 * Writes JSON into a growing byte buffer. By hand, because a page of 50,000 bars must cost little:
 * prices and volumes are printed from whole units and never pass through a double.
 */
final class Json {
  private byte[] bytes = new byte[1 << 12];
  private int length;
  private boolean first = true;

  Json open(char bracket) {
    separate();
    put(bracket);
    first = true;
    return this;
  }

  Json close(char bracket) {
    put(bracket);
    first = false;
    return this;
  }

  Json name(String name) {
    separate();
    quote(name);
    put(':');
    first = true;
    return this;
  }

  Json field(String name, String value) {
    return name(name).string(value);
  }

  Json field(String name, long value) {
    return name(name).number(value);
  }

  Json field(String name, boolean value) {
    return name(name).raw(Boolean.toString(value));
  }

  /** Up to 6 decimals, none if it is whole. */
  Json field(String name, double value) {
    return name(name).units(Math.round(value * BaseBars.VOLUME_UNITS), BaseBars.VOLUME_UNITS);
  }

  Json string(String value) {
    separate();
    quote(value);
    return this;
  }

  Json number(long value) {
    separate();
    digits(value);
    return this;
  }

  Json raw(String value) {
    separate();
    for (int i = 0; i < value.length(); i++) {
      put(value.charAt(i));
    }
    return this;
  }

  /** A value that is JSON already, in UTF-8. */
  Json raw(byte[] value) {
    separate();
    ensure(value.length);
    System.arraycopy(value, 0, bytes, length, value.length);
    length += value.length;
    return this;
  }

  /** A number of {@code scale}-th parts: 12345 of 10000 is 1.2345. */
  Json units(long units, long scale) {
    separate();
    digits(units / scale);
    long rest = Math.abs(units % scale);
    if (rest != 0) {
      put('.');
      for (long unit = scale / 10; rest != 0; unit /= 10) {
        put((char) ('0' + rest / unit));
        rest %= unit;
      }
    }
    return this;
  }

  /** The same number as C++ prints large ones, such as {@code 1.70888e+06}; all digits are kept. */
  Json scientific(long units, long scale) {
    String digits = Long.toString(units).replaceAll("0+$", "");
    int exponent = Long.toString(units).length() - Long.toString(scale).length();
    String mantissa = digits.length() == 1 ? digits : digits.charAt(0) + "." + digits.substring(1);
    return raw(mantissa + String.format(Locale.ROOT, "e%+03d", exponent));
  }

  byte[] toBytes() {
    return Arrays.copyOf(bytes, length);
  }

  private void separate() {
    if (!first) {
      put(',');
    }
    first = false;
  }

  private void quote(String value) {
    put('"');
    for (byte b : value.getBytes(StandardCharsets.UTF_8)) {
      if (b == '"' || b == '\\') {
        put('\\');
      }
      // Control characters have no place in the texts of this simulator; a blank keeps the JSON
      // valid.
      put(b >= 0 && b < ' ' ? ' ' : (char) (b & 0xff));
    }
    put('"');
  }

  private void digits(long value) {
    if (value < 0) {
      put('-');
      value = -value;
    }
    int count = 1;
    for (long v = value; v >= 10; v /= 10) {
      count++;
    }
    ensure(count);
    for (int i = length + count - 1; i >= length; i--) {
      bytes[i] = (byte) ('0' + value % 10);
      value /= 10;
    }
    length += count;
  }

  private void put(char c) {
    ensure(1);
    bytes[length++] = (byte) c;
  }

  private void ensure(int more) {
    if (length + more > bytes.length) {
      bytes = Arrays.copyOf(bytes, Math.max(bytes.length * 2, length + more));
    }
  }
}
