package dev.barlake.pipelines.cli;

import dev.barlake.retry.TryAgainLaterException;

/** A list of the vendor lacks what it had before, also when asked again. Later it may be whole. */
public final class ShrunkListException extends TryAgainLaterException {
  private static final long serialVersionUID = 1L;

  public ShrunkListException(String message) {
    super(message);
  }
}
