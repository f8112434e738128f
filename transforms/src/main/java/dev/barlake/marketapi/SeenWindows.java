package dev.barlake.marketapi;

import dev.barlake.model.Bars;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;

/** The window starts of a walk so far, eight bytes each. Not thread-safe. */
final class SeenWindows {
  private final List<long[]> pages = new ArrayList<>();
  private long last = Long.MIN_VALUE;

  /** Whether a bar with this window start (epoch ms) was added. */
  boolean has(long windowStart) {
    return windowStart <= last
        && pages.stream().anyMatch(page -> Arrays.binarySearch(page, windowStart) >= 0);
  }

  /** How many of these bars, ascending, begin at or before the last one that was added. */
  int overlap(Bars bars) {
    int row = bars.firstAtOrAfter(last);
    return row < bars.size() && bars.windowStart(row) == last ? row + 1 : row;
  }

  void add(Bars bars) {
    if (!bars.isEmpty()) {
      long[] starts = new long[bars.size()];
      Arrays.setAll(starts, bars::windowStart);
      pages.add(starts);
      last = Math.max(last, starts[starts.length - 1]);
    }
  }
}
