package dev.barlake.lake;

import dev.barlake.model.BarBlock;
import dev.barlake.model.Bars;
import java.util.OptionalDouble;
import java.util.stream.IntStream;

/**
 * Sees that fetched bars are those of the file on another scale, where the splits do not tell.
 *
 * <p>Prices come rounded to four decimals, so a price p times a factor f may differ from the price
 * that was sent by half a unit of its own rounding and f half units of p's, and the factor itself,
 * taken from sums, errs by no more than that again: a bar fits within 1e-4 × (1 + f), or within
 * 1e-4 of its price where that is more. Below a cent or so that is wider than many a move, so only
 * bars that moved by more than it are evidence; at least five of them are needed, and one bar that
 * does not fit, as in any fetch with real corrections, is proof of the contrary.
 */
final class ScaleAlarm {
  private static final int ENOUGH = 5;
  private static final double LEAST_MOVE = 1e-3;
  private static final double TOLERANCE = 1e-4;

  private ScaleAlarm() {}

  /** The factor from the file's prices to the fetched ones, or empty where there is no such. */
  static OptionalDouble factor(BarBlock file, BarBlock fetched) {
    if (!file.epoch().equals(fetched.epoch())) {
      return OptionalDouble.empty();
    }
    int[][] pairs = overlap(file.bars(), fetched.bars());
    double before = 0;
    double after = 0;
    for (int[] pair : pairs) {
      before += file.bars().close(pair[0]);
      after += fetched.bars().close(pair[1]);
    }
    double factor = after / before;
    boolean moved = factor > 0 && Double.isFinite(factor) && Math.abs(factor - 1) > LEAST_MOVE;
    return moved && allMovedBy(factor, pairs, file.bars(), fetched.bars())
        ? OptionalDouble.of(factor)
        : OptionalDouble.empty();
  }

  private static boolean allMovedBy(double factor, int[][] pairs, Bars file, Bars fetched) {
    int evidence = 0;
    for (int[] pair : pairs) {
      double before = file.close(pair[0]);
      double after = fetched.close(pair[1]);
      double tolerance = TOLERANCE * Math.max(1 + factor, Math.abs(after));
      if (!(Math.abs(after - factor * before) <= tolerance)) {
        return false;
      }
      if (Math.abs(after - before) > tolerance) {
        evidence++;
      }
    }
    return evidence >= ENOUGH;
  }

  /** The rows of both with the same window start, as pairs. */
  private static int[][] overlap(Bars file, Bars fetched) {
    return IntStream.range(0, fetched.size())
        .mapToObj(row -> new int[] {file.firstAtOrAfter(fetched.windowStart(row)), row})
        .filter(
            pair ->
                pair[0] < file.size() && file.windowStart(pair[0]) == fetched.windowStart(pair[1]))
        .toArray(int[][]::new);
  }
}
