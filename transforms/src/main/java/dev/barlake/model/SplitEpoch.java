package dev.barlake.model;

import java.io.Serializable;
import java.util.Comparator;

/**
 * The set of splits that a series' adjusted prices were computed with. Bars of two epochs are on
 * two scales and never stand in one file.
 *
 * <p>Epochs are totally ordered by themselves, not by when something was fetched: a writer that
 * finds a file of other splits takes the file's revision plus one.
 *
 * @param revision how often this partition's scale was seen to change; 0 at first
 * @param splits names the splits, as {@link ExecutedSplits#toString} does; {@code none} without
 *     any, and for a raw series
 */
public record SplitEpoch(int revision, String splits)
    implements Serializable, Comparable<SplitEpoch> {
  public static final String NO_SPLITS = "none";

  /** The epoch of raw series, which no split ever moves. */
  public static final SplitEpoch RAW = new SplitEpoch(0, NO_SPLITS);

  /** Of one revision, the one with any splits at all is the greater. */
  private static final Comparator<SplitEpoch> ORDER =
      Comparator.comparingInt(SplitEpoch::revision)
          .thenComparing(epoch -> !epoch.splits().equals(NO_SPLITS))
          .thenComparing(SplitEpoch::splits);

  /** The epoch for a fetch under {@code splits} that will be merged into a file of this epoch. */
  public SplitEpoch under(String newSplits) {
    return newSplits.equals(splits) ? this : new SplitEpoch(revision + 1, newSplits);
  }

  /** The next epoch under the same splits: the vendor moved the scale without naming a split. */
  public SplitEpoch revised() {
    return new SplitEpoch(revision + 1, splits);
  }

  @Override
  public int compareTo(SplitEpoch other) {
    return ORDER.compare(this, other);
  }
}
