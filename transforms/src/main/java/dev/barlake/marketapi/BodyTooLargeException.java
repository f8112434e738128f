package dev.barlake.marketapi;

import java.io.IOException;

/** A body that is longer than any honest one. */
final class BodyTooLargeException extends IOException {
  private static final long serialVersionUID = 1L;

  BodyTooLargeException(String what, long bound) {
    super("the body is longer than %,d bytes %s".formatted(bound, what));
  }
}
