package dev.barlake.lake;

/** A partition file that cannot be read as one. It is a fault of that file only. */
public class DamagedFileException extends LakeException {
  private static final long serialVersionUID = 1L;

  DamagedFileException(String message, Throwable cause) {
    super(message, cause);
  }
}
