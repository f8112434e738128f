package dev.barlake.store;

/**
 * A partition file's bytes are not what Barlake wrote: damaged, cut, or of another program. Only
 * this file is at fault: other files and the store are sound, and asking again does not help. The
 * file stays as it is; the message names it and says how to get its period back.
 */
public class DamagedFileException extends StoreException {
  public DamagedFileException(String message, Throwable cause) {
    super(message, cause);
  }
}
