package dev.barlake.reference;

import com.fasterxml.jackson.databind.JsonNode;
import java.io.Serializable;
import java.math.BigDecimal;
import java.math.RoundingMode;
import java.time.DateTimeException;
import java.time.Instant;
import java.time.LocalDate;
import java.time.ZoneOffset;
import java.time.format.DateTimeFormatter;
import java.util.Locale;
import java.util.Set;
import java.util.regex.Pattern;

/**
 * A column of a reference table that is read from the API's field of the same name.
 *
 * <p>Values travel as the text that the database reads back exactly: dates as {@code 2024-01-31},
 * instants as {@code 2024-01-31 21:00:00.123456} in UTC (nanoseconds are cut), decimals with at
 * most 12 digits after the point (more are rounded, half up), booleans as 1 and 0.
 *
 * @param name of the column and of the field
 * @param length most characters of a text
 * @param essential whether a row is of no use if this value cannot be read: it is a part of the
 *     key, or a declared date, amount or ratio
 */
record Column(String name, Kind kind, int length, boolean essential) implements Serializable {
  private static final DateTimeFormatter INSTANT =
      DateTimeFormatter.ofPattern("uuuu-MM-dd HH:mm:ss.SSSSSS", Locale.ROOT)
          .withZone(ZoneOffset.UTC);
  private static final int SCALE = 12;
  private static final int PRECISION = 24;

  /**
   * Spellings of "there is none" that vendors use, for columns whose values never look like this.
   */
  private static final Set<String> NULLS = Set.of("", "null", "NULL", "N/A", "None");

  /** The zero dates of MySQL and of Go, alone or with a time. */
  private static final Pattern ZERO_DATE =
      Pattern.compile("(0000-00-00|0001-01-01)([T ]00:00:00(\\.0+)?(Z|\\+00:00)?)?");

  /** What the database makes of a column. */
  enum Kind {
    /** A name or a key, taken as it is: securities are named NULL, NA and TRUE. */
    TEXT,
    /** A text from a list of somebody's, such as a currency or a type. */
    CODE,
    DATE,
    INSTANT,
    DECIMAL,
    DOUBLE,
    INTEGER,
    BOOLEAN
  }

  static Column text(String name, int length) {
    return new Column(name, Kind.TEXT, length, false);
  }

  static Column code(String name, int length) {
    return new Column(name, Kind.CODE, length, false);
  }

  static Column column(String name, Kind kind) {
    return new Column(name, kind, 0, false);
  }

  /** The same, of which a value that cannot be read makes the whole row useless. */
  Column orNoRow() {
    return new Column(name, kind, length, true);
  }

  /**
   * An instant for a DATETIME(6) column. As text: what becomes of a date object on its way through
   * JDBC depends on three time zones.
   */
  static String utc(Instant instant) {
    return INSTANT.format(instant);
  }

  /** Whether the field has a value that only says, in some spelling, that there is none. */
  boolean spellsNull(JsonNode row) {
    JsonNode value = row.path(name);
    if (kind == Kind.TEXT || !value.isTextual()) {
      return false;
    }
    String text = value.asText().strip();
    boolean date = kind == Kind.DATE || kind == Kind.INSTANT;
    return NULLS.contains(text) || (date && ZERO_DATE.matcher(text).matches());
  }

  /**
   * The field's value as text; null if the row has none, however it says so.
   *
   * @throws RowViolation if the column cannot hold it
   */
  String read(JsonNode row) {
    JsonNode value = row.path(name);
    if (value.isMissingNode() || value.isNull() || spellsNull(row)) {
      return null;
    }
    if (!value.isValueNode()) {
      throw new RowViolation(name, "is no plain value");
    }
    try {
      return canonical(value.asText());
    } catch (DateTimeException | ArithmeticException | NumberFormatException e) {
      throw new RowViolation(name, "'%s' is no %s".formatted(value.asText(), kind), e);
    }
  }

  private String canonical(String text) {
    return switch (kind) {
      case TEXT, CODE -> fitting(text);
      case DATE -> date(text);
      case INSTANT -> instant(text);
      case DECIMAL -> decimal(text);
      case DOUBLE -> finite(text);
      case INTEGER -> Integer.toString(new BigDecimal(text).intValueExact());
      case BOOLEAN -> bool(text);
    };
  }

  private String fitting(String text) {
    int characters = text.codePointCount(0, text.length());
    if (characters > length) {
      throw new RowViolation(
          name, String.format(Locale.ROOT, "has %,d characters, and %,d fit", characters, length));
    }
    return text;
  }

  private String date(String text) {
    LocalDate date = LocalDate.parse(text);
    if (date.getYear() < 1000 || date.getYear() > 9999) {
      throw new RowViolation(name, "'%s' is outside of the years 1000 to 9999".formatted(text));
    }
    return date.toString();
  }

  private String instant(String text) {
    // Some of the vendor's instants have a time zone, some are dates.
    Instant instant =
        text.length() == 10
            ? LocalDate.parse(text).atStartOfDay(ZoneOffset.UTC).toInstant()
            : DateTimeFormatter.ISO_OFFSET_DATE_TIME.parse(text, Instant::from);
    date(LocalDate.ofInstant(instant, ZoneOffset.UTC).toString());
    return utc(instant);
  }

  private String decimal(String text) {
    BigDecimal number = new BigDecimal(text).setScale(SCALE, RoundingMode.HALF_UP);
    if (number.precision() > PRECISION) {
      throw new RowViolation(
          name, "'%s' has more than %s digits before the point".formatted(text, PRECISION - SCALE));
    }
    return number.signum() == 0 ? "0" : number.stripTrailingZeros().toPlainString();
  }

  private String finite(String text) {
    double number = Double.parseDouble(text);
    if (Double.isNaN(number) || Double.isInfinite(number)) {
      throw new RowViolation(name, "'%s' is no finite number".formatted(text));
    }
    return Double.toString(number);
  }

  private String bool(String text) {
    return switch (text) {
      case "true" -> "1";
      case "false" -> "0";
      default -> throw new RowViolation(name, "'%s' is neither true nor false".formatted(text));
    };
  }
}
