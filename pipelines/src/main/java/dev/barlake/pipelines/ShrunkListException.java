package dev.barlake.pipelines;

/** A list of the vendor lacks what it had before, also when asked again. Later it may be whole. */
final class ShrunkListException extends RuntimeException {
  private static final long serialVersionUID = 1L;

  ShrunkListException(String message) {
    super(message);
  }
}
