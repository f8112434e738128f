package dev.barlake.lake;

import dev.barlake.model.BarBlock;
import dev.barlake.model.Bars;

/**
 * Joins two blocks of one partition. Commutative, associative and idempotent: any number of runs,
 * retries and writers, in any order, end in the same file.
 */
public final class Merge {
  private Merge() {}

  /**
   * Of one epoch, every bar of either block, of two with the same start the one that {@link
   * Bars#compareRows} prefers, and both coverages. Of two epochs the block of the greater one
   * alone: bars on two scales never stand in one file.
   *
   * @throws IllegalArgumentException where the blocks are of two partitions
   */
  public static BarBlock merge(BarBlock a, BarBlock b) {
    if (!a.series().equals(b.series()) || a.period() != b.period()) {
      throw new IllegalArgumentException("Cannot merge %s with %s".formatted(a, b));
    }
    int order = a.epoch().compareTo(b.epoch());
    if (order != 0) {
      return order > 0 ? a : b;
    }
    return new BarBlock(
        a.series(),
        a.period(),
        a.epoch(),
        a.coverage().merge(b.coverage()),
        union(a.bars(), b.bars()));
  }

  private static Bars union(Bars a, Bars b) {
    Bars.Builder union = new Bars.Builder(Math.max(a.size(), b.size()));
    int row = 0;
    int other = 0;
    while (row < a.size() && other < b.size()) {
      if (a.windowStart(row) == b.windowStart(other)) {
        if (a.compareRows(row, b, other) >= 0) {
          union.add(a, row);
        } else {
          union.add(b, other);
        }
        row++;
        other++;
      } else if (a.windowStart(row) < b.windowStart(other)) {
        // A stretch that only one has, as all of a fetch after the file's end, is copied at once.
        int end = a.firstAtOrAfter(b.windowStart(other));
        union.addAll(a, row, end);
        row = end;
      } else {
        int end = b.firstAtOrAfter(a.windowStart(row));
        union.addAll(b, other, end);
        other = end;
      }
    }
    return union.addAll(a, row, a.size()).addAll(b, other, b.size()).build();
  }
}
