package dev.barlake.store;

/**
 * The lake could not do what was asked. The message starts with what could not be done, names the
 * file and ends with the way out; it never holds a credential.
 */
public class StoreException extends RuntimeException {
  public StoreException(String message) {
    super(message);
  }

  public StoreException(String message, Throwable cause) {
    super(message, cause);
  }
}
