package dev.barlake.market;

import java.math.BigDecimal;
import java.util.ArrayList;
import java.util.List;
import java.util.regex.Pattern;

/**
 * A row of a flat file, read by its text: columns in any order, quotes, signs and exponents.
 *
 * @param windowStart microseconds since the epoch
 * @param transactions -1 if the row does not say
 */
record ExactRow(
    String ticker,
    double volume,
    double open,
    double close,
    double high,
    double low,
    long windowStart,
    long transactions) {
  private static final Pattern NUMBER =
      Pattern.compile("[+-]?([0-9]+[.]?[0-9]*|[.][0-9]+)([eE][+-]?[0-9]{1,4})?");

  private static final BigDecimal NANOS = BigDecimal.valueOf(1000);
  private static final int LONGEST_NUMBER = 64;
  private static final int LONGEST_TICKER = 64;

  /**
   * @throws IllegalArgumentException if it is no bar, with the reason
   */
  static ExactRow parse(String line, FlatHeader header) {
    List<String> fields = fields(line);
    if (fields.size() != header.columns()) {
      throw new IllegalArgumentException(
          "it has %d fields, not %d".formatted(fields.size(), header.columns()));
    }
    return new ExactRow(
        ticker(field(fields, header, "ticker")),
        number(fields, header, "volume"),
        number(fields, header, "open"),
        number(fields, header, "close"),
        number(fields, header, "high"),
        number(fields, header, "low"),
        micros(field(fields, header, "window_start")),
        transactions(field(fields, header, "transactions")));
  }

  /** Fields between commas; one in double quotes may hold commas, and a quote written twice. */
  static List<String> fields(String line) {
    List<String> fields = new ArrayList<>();
    StringBuilder field = new StringBuilder();
    boolean quoted = false;
    for (int i = 0; i < line.length(); i++) {
      char c = line.charAt(i);
      boolean twice = quoted && c == '"' && i + 1 < line.length() && line.charAt(i + 1) == '"';
      if (twice) {
        field.append(c);
        i++;
      } else if (c == '"') {
        quoted = !quoted;
      } else if (c == ',' && !quoted) {
        fields.add(field.toString());
        field.setLength(0);
      } else {
        field.append(c);
      }
    }
    if (quoted) {
      throw new IllegalArgumentException("a quote is not closed");
    }
    fields.add(field.toString());
    return fields;
  }

  private static String field(List<String> fields, FlatHeader header, String name) {
    int index = header.index(name);
    return index < 0 ? "" : fields.get(index);
  }

  private static String ticker(String text) {
    boolean plain = text.chars().noneMatch(c -> c <= ' ' || c == 0x7f || c == 0xfffd);
    if (text.isEmpty() || text.length() > LONGEST_TICKER || !plain) {
      throw new IllegalArgumentException("its ticker is '%s'".formatted(text));
    }
    return text;
  }

  private static double number(List<String> fields, FlatHeader header, String name) {
    String text = checked(name, field(fields, header, name).strip());
    // 0 has no sign: two spellings of a row are not two bars.
    double number = Double.parseDouble(text) + 0.0;
    if (!Double.isFinite(number)) {
      throw new IllegalArgumentException("its %s is '%s'".formatted(name, text));
    }
    return number;
  }

  private static long micros(String text) {
    try {
      return new BigDecimal(checked("window_start", text.strip())).divide(NANOS).longValueExact();
    } catch (ArithmeticException e) {
      throw new IllegalArgumentException("its window_start is '%s'".formatted(text), e);
    }
  }

  private static long transactions(String text) {
    if (text.isBlank()) {
      return -1;
    }
    try {
      long count = new BigDecimal(checked("transactions", text.strip())).longValueExact();
      if (count >= 0) {
        return count;
      }
    } catch (ArithmeticException e) {
      throw new IllegalArgumentException("its transactions is '%s'".formatted(text), e);
    }
    throw new IllegalArgumentException("its transactions is '%s'".formatted(text));
  }

  private static String checked(String name, String text) {
    if (text.length() > LONGEST_NUMBER || !NUMBER.matcher(text).matches()) {
      String shown = text.substring(0, Math.min(LONGEST_NUMBER, text.length()));
      throw new IllegalArgumentException("its %s is '%s'".formatted(name, shown));
    }
    return text;
  }
}
