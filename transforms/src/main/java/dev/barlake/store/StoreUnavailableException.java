package dev.barlake.store;

/**
 * The store gave no usable answer: unreachable, overloaded, cut off. Asking again may help, and a
 * write that ends so may have been carried out or not.
 */
public class StoreUnavailableException extends StoreException {
  public StoreUnavailableException(String message, Throwable cause) {
    super(message, cause);
  }
}
