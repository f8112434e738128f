package dev.barlake.marketapi;

import java.util.List;

/** Takes secrets out of whatever is shown or logged: a server may echo them. */
final class Redaction {
  private final List<String> secrets;

  Redaction(List<String> secrets) {
    this.secrets = secrets.stream().filter(secret -> !secret.isEmpty()).toList();
  }

  /** The text without secrets. */
  String of(String text) {
    String clean = text;
    for (String secret : secrets) {
      clean = clean.replace(secret, "***");
    }
    return clean;
  }

  /** The first characters on one line; cut only when no secret can be cut in two. */
  String shortened(String text, int length) {
    String clean = of(text).replaceAll("\\s+", " ").strip();
    return clean.substring(0, Math.min(length, clean.length()));
  }
}
