package dev.barlake.marketapi;

/** An answer that cannot be believed: unparsable, cut, or not what was asked for. */
final class BadPageException extends RuntimeException {
  private static final long serialVersionUID = 1L;

  BadPageException(String message) {
    super(message);
  }

  BadPageException(String message, Throwable cause) {
    super(message, cause);
  }
}
