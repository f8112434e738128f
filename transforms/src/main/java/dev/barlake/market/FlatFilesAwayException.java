package dev.barlake.market;

import dev.barlake.retry.TryAgainLaterException;

/** The flat files cannot be listed now, after two minutes of trying. */
final class FlatFilesAwayException extends TryAgainLaterException {
  private static final long serialVersionUID = 1L;

  FlatFilesAwayException(FlatFileException cause) {
    super(cause.getMessage());
    initCause(cause);
  }
}
