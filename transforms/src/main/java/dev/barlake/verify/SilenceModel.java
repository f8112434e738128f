package dev.barlake.verify;

import java.util.ArrayList;
import java.util.List;

/**
 * How likely it is that a window of a ticker has no bar, given how much its neighbours traded, from
 * the ticker's own history.
 *
 * <p>The number of trades in a window varies more than a Poisson count: its mean is itself drawn
 * from a gamma distribution about the level of the neighbouring windows. A trade makes a bar only
 * if it is eligible (an odd lot is not). So the chance of an empty window at a level of x trades is
 * {@code (1 + e x / k)^-k}. Both numbers are learnt:
 *
 * <ul>
 *   <li>{@code k}, how steady the counts are, from how far they are from their neighbours' mean;
 *   <li>{@code e}, the share of trades that can form a bar: such that the formula gives as many
 *       empty windows as there were, and two standard deviations more. If there were fewer than
 *       ten, the history is too full to say, and a low share is assumed.
 * </ul>
 *
 * A formula may be wrong about a ticker. So a window is never less likely to be empty than the
 * share of silences among the windows of such a level, twofold, says, if there were at least three
 * others.
 *
 * <p>The level is the lower of the means of five windows before and after, so a silence at the
 * border of a busy time is not held against it. Windows of one silence count as independent of each
 * other; but the whole of it is never less likely than the neighbours' few trades can show.
 */
final class SilenceModel {
  /** Windows on each side that make the level. */
  static final int NEIGHBOURS = 5;

  private static final double LEAST_SHARE = 1e-3;
  private static final double ASSUMED_SHARE = 0.35;
  private static final int TELLING = 10;
  private static final double LEAST_STEADY = 0.5;
  private static final double MOST_STEADY = 100;
  private static final int BUCKETS = 64;

  /** So many other silences at a level are a habit; fewer may be what is looked for. */
  private static final int HABIT = 3;

  private final double share;
  private final double steady;

  /** By level, each bucket twice the one before: silences, and windows. */
  private final int[] silences = new int[BUCKETS];

  private final int[] all = new int[BUCKETS];

  private SilenceModel(double share, double steady) {
    this.share = share;
    this.steady = steady;
  }

  /**
   * Learns from sessions.
   *
   * @param sessions trades by window; 0 if the window has no bar. Sessions without any bar teach
   *     nothing and are not to be among them
   */
  static SilenceModel learn(List<long[]> sessions) {
    double squares = 0;
    double spread = 0;
    double[] levels = new double[BUCKETS];
    long[] windows = new long[BUCKETS];
    int empty = 0;
    for (long[] counts : sessions) {
      long[] sums = sums(counts);
      for (int i = 0; i < counts.length; i++) {
        double level = level(sums, i, i + 1);
        if (counts[i] == 0) {
          empty += level >= 1 ? 1 : 0;
        } else {
          double mean = mean(sums, i, i + 1);
          squares += mean * mean;
          spread += (counts[i] - mean) * (counts[i] - mean) / 1.1 - mean;
        }
        if (level >= 1) {
          int bucket = (int) Math.min(BUCKETS - 1, 4 * Math.log(level));
          levels[bucket] += level;
          windows[bucket]++;
        }
      }
    }
    double steady = spread <= 0 ? MOST_STEADY : clamp(squares / spread);
    double share = empty < TELLING ? ASSUMED_SHARE : share(levels, windows, empty, steady);
    SilenceModel model = new SilenceModel(share, steady);
    sessions.forEach(model::count);
    return model;
  }

  private void count(long[] counts) {
    long[] sums = sums(counts);
    for (int i = 0; i < counts.length; i++) {
      all[bucket(level(sums, i, i + 1))]++;
    }
    forEachSilence(counts, (start, end) -> silences[bucket(level(sums, start, end))]++);
  }

  private static int bucket(double level) {
    return level < 1 ? 0 : Math.min(BUCKETS - 1, 1 + Math.getExponent(level));
  }

  private interface Silence {
    void of(int start, int end);
  }

  private static void forEachSilence(long[] counts, Silence silence) {
    for (int i = 0; i < counts.length; i++) {
      int start = i;
      while (i < counts.length && counts[i] == 0) {
        i++;
      }
      if (i > start) {
        silence.of(start, i);
      }
    }
  }

  private static double clamp(double steady) {
    return Math.max(LEAST_STEADY, Math.min(MOST_STEADY, steady));
  }

  /** The share at which the formula gives as many empty windows as were counted, or a few more. */
  private static double share(double[] levels, long[] windows, int empty, double steady) {
    double wanted = empty + 2 * Math.sqrt(empty) + 2;
    double low = LEAST_SHARE;
    double high = 1;
    for (int i = 0; i < 30; i++) {
      double middle = Math.sqrt(low * high);
      double expected = 0;
      for (int b = 0; b < BUCKETS; b++) {
        if (windows[b] > 0) {
          expected +=
              (double) windows[b]
                  * Math.pow(10, log10(levels[b] / (double) windows[b], middle, steady));
        }
      }
      if (expected > wanted) {
        low = middle;
      } else {
        high = middle;
      }
    }
    return low;
  }

  /** The gaps of a session whose chance is at most one in a hundred, in the order of time. */
  List<Gap> gaps(long[] counts, long sessionStart, long windowMillis) {
    long[] sums = sums(counts);
    List<Gap> gaps = new ArrayList<>();
    forEachSilence(
        counts,
        (start, end) -> {
          double level = level(sums, start, end);
          double log10 = Math.max((end - start) * log10(level), predicted(level, end - start));
          if (log10 <= -2) {
            gaps.add(
                new Gap(
                    sessionStart + start * windowMillis, sessionStart + end * windowMillis, log10));
          }
        });
    return gaps;
  }

  /**
   * Of the chance of so many empty windows, if all that is known of the level are the trades of
   * five windows: thin tickers' levels are known badly, and long silences are judged by short ones.
   */
  private double predicted(double level, int windows) {
    double known = level * NEIGHBOURS * share;
    return known * Math.log10((double) NEIGHBOURS / (NEIGHBOURS + windows));
  }

  /** Of the chance of one empty window: by the formula, or by habit if that is greater. */
  private double log10(double level) {
    double formula = log10(level, share, steady);
    int bucket = bucket(level);
    int below = Math.max(0, bucket - 1);
    int silent = silences[bucket] + (below < bucket ? silences[below] : 0);
    if (silent <= HABIT) {
      return formula;
    }
    int windows = all[bucket] + (below < bucket ? all[below] : 0);
    return Math.max(formula, Math.log10(Math.min(1, 2.0 * silent / windows)));
  }

  /** Of the chance of one empty window at a level of trades. */
  private static double log10(double level, double share, double steady) {
    return -steady * Math.log10(1 + level * share / steady);
  }

  private static long[] sums(long[] counts) {
    long[] sums = new long[counts.length + 1];
    for (int i = 0; i < counts.length; i++) {
      sums[i + 1] = sums[i] + counts[i];
    }
    return sums;
  }

  /** The lower of both sides' means; of one side if the session begins or ends there. */
  private static double level(long[] sums, int start, int end) {
    double before = mean(sums, start - NEIGHBOURS, start, 0);
    double after = mean(sums, end, end + NEIGHBOURS, 0);
    if (start == 0) {
      return after;
    }
    return end == sums.length - 1 ? before : Math.min(before, after);
  }

  /** The mean of both sides. */
  private static double mean(long[] sums, int start, int end) {
    int from = Math.max(0, start - NEIGHBOURS);
    int to = Math.min(sums.length - 1, end + NEIGHBOURS);
    int windows = start - from + to - end;
    return windows == 0 ? 0 : (double) (sums[start] - sums[from] + sums[to] - sums[end]) / windows;
  }

  private static double mean(long[] sums, int start, int end, double none) {
    int from = Math.max(0, start);
    int to = Math.min(sums.length - 1, end);
    return to <= from ? none : (double) (sums[to] - sums[from]) / (to - from);
  }
}
