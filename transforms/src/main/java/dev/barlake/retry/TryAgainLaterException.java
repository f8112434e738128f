package dev.barlake.retry;

/** Something is in the way that passes: the same, asked for later, may succeed. */
public abstract class TryAgainLaterException extends RuntimeException {
  private static final long serialVersionUID = 1L;

  protected TryAgainLaterException(String message) {
    super(message);
  }
}
