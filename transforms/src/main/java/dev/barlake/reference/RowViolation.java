package dev.barlake.reference;

/** Why a row of the API does not fit its table: the column, and what is wrong with its value. */
final class RowViolation extends RuntimeException {
  private static final long serialVersionUID = 1L;
  private static final int SHOWN = 300;

  RowViolation(String column, String fault) {
    this(column, fault, null);
  }

  RowViolation(String column, String fault, Throwable cause) {
    super(column + " " + shortened(fault), cause);
  }

  /** The text, or its beginning where it is long. */
  static String shortened(String text) {
    return text.length() <= SHOWN ? text : text.substring(0, SHOWN) + "…";
  }
}
