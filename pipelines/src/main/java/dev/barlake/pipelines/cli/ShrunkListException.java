package dev.barlake.pipelines.cli;

/** A list of the vendor lacks what it had before, also when asked again. Later it may be whole. */
public final class ShrunkListException extends RuntimeException {
  private static final long serialVersionUID = 1L;

  public ShrunkListException(String message) {
    super(message);
  }
}
