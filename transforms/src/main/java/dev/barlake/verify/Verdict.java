package dev.barlake.verify;

import java.util.Locale;

/** What is known of the bars of one series on one trading date. */
public enum Verdict {
  /** A witness of its own agrees exactly. */
  VERIFIED,
  /** Nothing contradicts it. */
  CONSISTENT,
  /** No bar, and a witness or a second answer agrees; or a gap that a second answer has too. */
  SILENT,
  /** The date is not over, or not final yet. */
  PENDING,
  /** The lake has not asked for it, or not for all of it. */
  NEVER_ASKED,
  /** A test fails. */
  SUSPECT,
  /** A witness has bars that the lake lacks. */
  MISSING;

  /** As it stands in the lake: {@code never_asked}. */
  public String word() {
    return name().toLowerCase(Locale.ROOT);
  }

  static Verdict of(String word) {
    return valueOf(word.toUpperCase(Locale.ROOT));
  }

  /** Whether somebody should look at it, or ask again. */
  public boolean isBad() {
    return this == SUSPECT || this == MISSING;
  }
}
