package dev.barlake.lake;

/**
 * The lake could not do what was asked. The message starts with what could not be done, names the
 * file and ends with the way out; it never holds a credential.
 */
public class LakeException extends RuntimeException {
  public LakeException(String message) {
    super(message);
  }

  public LakeException(String message, Throwable cause) {
    super(message, cause);
  }
}
