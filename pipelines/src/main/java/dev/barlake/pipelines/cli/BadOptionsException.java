package dev.barlake.pipelines.cli;

import java.util.List;

/** All that is wrong with the flags and the environment, reported together. */
public final class BadOptionsException extends RuntimeException {
  private static final long serialVersionUID = 1L;

  public BadOptionsException(List<String> mistakes) {
    super("Cannot start:\n  - " + String.join("\n  - ", mistakes));
  }
}
