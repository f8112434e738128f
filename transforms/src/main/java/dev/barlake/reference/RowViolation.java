package dev.barlake.reference;

/** Why a value of the API does not fit its column. */
final class RowViolation extends RuntimeException {
  private static final long serialVersionUID = 1L;
  private static final int SHOWN = 300;

  private final String column;

  RowViolation(String column, String fault) {
    this(column, fault, null);
  }

  RowViolation(String column, String fault, Throwable cause) {
    super(column + " " + shortened(fault, SHOWN), cause);
    this.column = column;
  }

  String column() {
    return column;
  }

  /** The text, or its first characters if it has more than so many. */
  static String shortened(String text, int most) {
    return text.codePointCount(0, text.length()) <= most
        ? text
        : text.substring(0, text.offsetByCodePoints(0, most)) + "…";
  }
}
