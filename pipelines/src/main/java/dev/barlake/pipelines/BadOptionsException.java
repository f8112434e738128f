package dev.barlake.pipelines;

import java.util.List;

/** All that is wrong with the flags and the environment, told at once. */
final class BadOptionsException extends RuntimeException {
  private static final long serialVersionUID = 1L;

  BadOptionsException(List<String> mistakes) {
    super("Cannot start:\n  - " + String.join("\n  - ", mistakes));
  }
}
