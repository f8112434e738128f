package dev.barlake.look;

import java.util.List;
import java.util.Optional;

/** Failures of one kind, in words and with the command that mends them. */
interface FailureGroup {
  /** The kind, as receipts name it. */
  String category();

  /** How many are on record. */
  int size();

  /** What happened, to whom, and when. */
  String what();

  /** The vendor's, the store's or our own words about the first few of them. */
  List<String> messages();

  /** What to do. */
  String then();

  /**
   * The command that does it.
   *
   * @param sameLake flags that name the lake
   */
  Optional<String> command(String sameLake);
}
