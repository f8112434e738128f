package dev.barlake.reference;

/** Another refresh holds the database: the same later may succeed. */
public final class RefreshRunningException extends RuntimeException {
  private static final long serialVersionUID = 1L;

  RefreshRunningException(String message) {
    super(message);
  }
}
