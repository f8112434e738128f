package dev.barlake.databricks;

/**
 * A load that cannot be made, with what to do about it. The next load begins where this one did.
 */
public final class LoadException extends RuntimeException {
  LoadException(String message, Throwable cause) {
    super(message, cause);
  }
}
