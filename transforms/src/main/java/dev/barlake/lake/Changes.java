package dev.barlake.lake;

import dev.barlake.model.BarBlock;
import dev.barlake.model.Bars;
import dev.barlake.model.Coverage;
import dev.barlake.model.TimeRange;
import java.util.List;
import java.util.Optional;

/**
 * What a fetched block changed in a file, judged by the file as it was before the first attempt: an
 * attempt may have been carried out without an answer, and its bars are no less new for that.
 *
 * @param added fetched bars that were not in the file
 * @param changed fetched bars that were in the file with other values
 * @param vanished bars of the file that lie within the fetched coverage and were not fetched: they
 *     stay
 * @param rescaled bars of the file that were brought to a new scale by computing
 * @param bars the added and the changed bars
 */
public record Changes(int added, int changed, int vanished, int rescaled, Bars bars) {

  /** Compares a file before and after with what was fetched. */
  static Changes between(Optional<BarBlock> before, BarBlock fetched, BarBlock after) {
    Bars old = before.map(BarBlock::bars).orElse(Bars.NONE);
    Bars brought = fetched.bars();
    Bars.Builder news = new Bars.Builder(0);
    int added = 0;
    int oldRow = 0;
    int newRow = 0;
    for (int row = 0; row < brought.size(); row++) {
      long start = brought.windowStart(row);
      oldRow = seek(old, oldRow, start);
      newRow = seek(after.bars(), newRow, start);
      if (after.bars().compareRows(newRow, brought, row) != 0) {
        continue; // a later fetch has been there: its bar stays
      }
      boolean isNew = oldRow == old.size() || old.windowStart(oldRow) != start;
      if (isNew) {
        added++;
      }
      if (isNew || !old.sameValues(oldRow, brought, row)) {
        news.add(brought, row);
      }
    }
    Bars changes = news.build();
    return new Changes(
        added,
        changes.size() - added,
        vanished(old, brought, fetched.coverage()),
        rescaled(before, after),
        changes);
  }

  private static int vanished(Bars old, Bars brought, Coverage asked) {
    int vanished = 0;
    for (Coverage.Fetched fetched : asked.ranges()) {
      TimeRange range = fetched.range();
      int end = old.firstAtOrAfter(range.to());
      int row = brought.firstAtOrAfter(range.from());
      for (int held = old.firstAtOrAfter(range.from()); held < end; held++) {
        row = seek(brought, row, old.windowStart(held));
        if (row == brought.size() || brought.windowStart(row) != old.windowStart(held)) {
          vanished++;
        }
      }
    }
    return vanished;
  }

  private static int rescaled(Optional<BarBlock> before, BarBlock after) {
    if (before.isEmpty() || before.get().epoch().equals(after.epoch())) {
      return 0;
    }
    List<TimeRange> ranges = after.coverage().rescaledRanges();
    return ranges.stream()
        .mapToInt(
            range ->
                after.bars().firstAtOrAfter(range.to()) - after.bars().firstAtOrAfter(range.from()))
        .sum();
  }

  /** The first row at or after {@code row} that starts at {@code windowStart} or later. */
  private static int seek(Bars bars, int row, long windowStart) {
    int found = row;
    while (found < bars.size() && bars.windowStart(found) < windowStart) {
      found++;
    }
    return found;
  }
}
