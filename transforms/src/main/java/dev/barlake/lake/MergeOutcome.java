package dev.barlake.lake;

/** How a merge into a partition file ended: with a {@link MergeResult}, or refused. */
public sealed interface MergeOutcome permits MergeResult, MergeOutcome.Refused {

  /**
   * The block does not fit the file, and joining the two would have cost bars or mixed two scales.
   * Nothing was written.
   *
   * @param path the file, relative to the lake
   * @param message says what could not be done, why, and the way out
   */
  record Refused(String path, String message) implements MergeOutcome {}
}
