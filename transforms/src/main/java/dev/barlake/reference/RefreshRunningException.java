package dev.barlake.reference;

import dev.barlake.retry.TryAgainLaterException;

/** Another refresh holds the database, or has held it meanwhile: the same later may succeed. */
public final class RefreshRunningException extends TryAgainLaterException {
  private static final long serialVersionUID = 1L;

  private final long holder;

  /**
   * @param holder the server's number of the other's connection; 0 if it is gone
   */
  RefreshRunningException(String message, long holder) {
    super(message);
    this.holder = holder;
  }

  long holder() {
    return holder;
  }
}
