package dev.barlake.lake;

import dev.barlake.model.Bars;
import java.util.Arrays;
import java.util.HashSet;
import java.util.Optional;
import java.util.OptionalDouble;
import java.util.Set;
import java.util.function.DoublePredicate;
import java.util.function.ToDoubleBiFunction;
import java.util.stream.Stream;

/**
 * Sees that fetched bars are those of a file on another scale.
 *
 * <p>The evidence is open, high, low, close and vwap of the bars that both have, in order of time.
 * The vendor moves what lies before a split's date and leaves the rest, so the alarm looks for the
 * longest beginning of them that moved by one factor. That factor is the median of their ratios; 95
 * % of the bars must fit it within rounding. Three bars are enough, or two if they moved by so much
 * that no correction does.
 *
 * <p>Prices come rounded to four decimals, so a price p times a factor f may differ from the price
 * that was sent by half a unit of its own rounding and f half units of p's: a price fits within
 * 1e-4 × (1 + f), or within 1e-4 of itself if that is more. Below a cent or so that is wider than
 * many a move, so only bars that moved by more than it are evidence.
 */
public final class ScaleAlarm {
  static final int ENOUGH = 3;
  private static final int ENOUGH_OF_FAR_MOVED = 2;
  private static final double FAR = 0.04;

  /** More than the tolerance, so that a price that stayed does not fit a factor that moved. */
  static final double LEAST_MOVE = 1.5e-4;

  private static final double TOLERANCE = 1e-4;

  /** Volumes may come rounded to whole shares. */
  private static final double SHARE_OF_STOCK = 1;

  private static final double SHARE = 0.95;
  private static final double ROUGHLY = 0.005;

  /** The bars that the factor is first taken from: a few, since a beginning is looked for. */
  private static final int FIRST = 3;

  /** The bars that it is then taken from more exactly, and how near to it they have to be. */
  private static final int SAMPLE = 21;

  private static final double NEAR = 0.05;

  private static final Iterable<ToDoubleBiFunction<Bars, Integer>> PRICES =
      Stream.<ToDoubleBiFunction<Bars, Integer>>of(
              Bars::open, Bars::high, Bars::low, Bars::close, Bars::vwap)
          .toList();

  private final Bars held;
  private final Bars fetched;
  private final int[] heldRows;
  private final int[] fetchedRows;

  /**
   * A move by one factor.
   *
   * @param factor a fetched price divided by the held one
   * @param end the first window start (epoch ms) after those that moved
   */
  public record Shift(double factor, long end) {}

  private ScaleAlarm(Bars held, Bars fetched) {
    this.held = held;
    this.fetched = fetched;
    heldRows = new int[Math.min(held.size(), fetched.size())];
    fetchedRows = new int[heldRows.length];
  }

  /** The move from held bars to fetched ones; empty if there is none. */
  public static Optional<Shift> between(Bars held, Bars fetched) {
    return new ScaleAlarm(held, fetched).shift();
  }

  /** The median of fetched prices divided by held ones; empty if they have no bar in common. */
  public static OptionalDouble ratio(Bars held, Bars fetched) {
    ScaleAlarm both = new ScaleAlarm(held, fetched);
    double ratio = both.median(both.pair());
    return Double.isNaN(ratio) ? OptionalDouble.empty() : OptionalDouble.of(ratio);
  }

  /**
   * Whether any fetched bar is on the scale of the held one and not on that to which it was lifted.
   *
   * @param lifted the held bars on the scale that the fetched ones should have
   */
  public static boolean isLeftBehind(Bars held, Bars lifted, Bars fetched) {
    return leftBehind(held, lifted, fetched) > 0 || between(lifted, fetched).isPresent();
  }

  /**
   * Whether the volumes of some fetched bars are the held ones, though these should have moved: a
   * vendor may rewrite prices first. Bars that all have one volume say nothing.
   *
   * @param lifted the held bars on the scale that the fetched ones should have
   */
  public static boolean areVolumesLeftBehind(Bars held, Bars lifted, Bars fetched) {
    ScaleAlarm both = new ScaleAlarm(held, fetched);
    int pairs = both.pair();
    Set<Double> left = new HashSet<>();
    for (int pair = 0; pair < pairs; pair++) {
      double was = both.before(Bars::volume, pair);
      double should = lifted.volume(both.heldRows[pair]);
      boolean stayed = both.after(Bars::volume, pair) == was;
      if (stayed && Math.abs(should - was) > SHARE_OF_STOCK) {
        left.add(was);
      }
    }
    return left.size() >= ENOUGH;
  }

  /** How many fetched bars are on the scale of the held ones, though these should have moved. */
  static int leftBehind(Bars held, Bars lifted, Bars fetched) {
    ScaleAlarm both = new ScaleAlarm(held, fetched);
    int pairs = both.pair();
    int left = 0;
    for (int pair = 0; pair < pairs; pair++) {
      double was = both.before(Bars::close, pair);
      double should = lifted.close(both.heldRows[pair]);
      if (isBeyondRounding(was, should)) {
        double moved = Math.log(both.after(Bars::close, pair) / was);
        double near = shows(was, should) ? NEAR * Math.abs(Math.log(should / was)) : 0;
        left += Math.abs(moved) <= near ? 1 : 0;
      }
    }
    return left;
  }

  /** Whether a price and the same on another scale differ by far more than rounding. */
  public static boolean shows(double price, double rescaled) {
    return Math.abs(rescaled / price - 1) > FAR && isBeyondRounding(price, rescaled);
  }

  private static boolean isBeyondRounding(double price, double rescaled) {
    return Math.abs(rescaled - price) > 5 * TOLERANCE * (1 + rescaled / price);
  }

  /**
   * Whether closes of the bars that both have are the same, but for rounding and a few late
   * corrections.
   */
  public static boolean agree(Bars expected, Bars fetched) {
    ScaleAlarm both = new ScaleAlarm(expected, fetched);
    int pairs = both.pair();
    int off = 0;
    for (int pair = 0; pair < pairs; pair++) {
      double close = both.after(Bars::close, pair);
      double error = Math.abs(close - both.before(Bars::close, pair));
      if (error > Math.max(2 * TOLERANCE, ROUGHLY * close)) {
        return false;
      }
      off += error <= TOLERANCE * Math.max(2, close) ? 0 : 1;
    }
    return pairs > 0 && off <= (1 - SHARE) * pairs;
  }

  private Optional<Shift> shift() {
    int pairs = pair();
    double about = median(Math.min(pairs, FIRST));
    double factor = median(Math.min(pairs, SAMPLE), ratio -> Math.abs(ratio / about - 1) <= NEAR);
    if (!(factor > 0) || !Double.isFinite(factor) || Math.abs(factor - 1) <= LEAST_MOVE) {
      return Optional.empty();
    }
    int enough = Math.abs(factor - 1) > FAR ? ENOUGH_OF_FAR_MOVED : ENOUGH;
    int fitting = 0;
    int evidence = 0;
    int last = -1;
    for (int pair = 0; pair < pairs; pair++) {
      if (fits(pair, factor)) {
        fitting++;
        evidence += moved(pair, factor) ? 1 : 0;
        if (evidence >= enough && fitting >= SHARE * (pair + 1)) {
          last = pair;
        }
      }
    }
    return last < 0
        ? Optional.empty()
        : Optional.of(new Shift(factor, fetched.windowStart(fetchedRows[last]) + 1));
  }

  /** Finds the rows of both with the same window start; returns how many there are. */
  private int pair() {
    int pairs = 0;
    for (int row = 0, other = 0; row < held.size() && other < fetched.size(); ) {
      int order = Long.compare(held.windowStart(row), fetched.windowStart(other));
      if (order == 0) {
        heldRows[pairs] = row;
        fetchedRows[pairs++] = other;
      }
      row += order <= 0 ? 1 : 0;
      other += order >= 0 ? 1 : 0;
    }
    return pairs;
  }

  private double median(int pairs) {
    return median(pairs, ratio -> true);
  }

  private double median(int pairs, DoublePredicate counts) {
    double[] ratios = new double[pairs * 5];
    int count = 0;
    for (int pair = 0; pair < pairs; pair++) {
      for (var price : PRICES) {
        double ratio = after(price, pair) / before(price, pair);
        if (Double.isFinite(ratio) && ratio > 0 && counts.test(ratio)) {
          ratios[count++] = ratio;
        }
      }
    }
    Arrays.sort(ratios, 0, count);
    return count == 0 ? Double.NaN : ratios[count / 2];
  }

  private boolean fits(int pair, double factor) {
    for (var price : PRICES) {
      double after = after(price, pair);
      double before = before(price, pair);
      if (!Double.isNaN(before) && !Double.isNaN(after)) {
        if (!(Math.abs(after - factor * before) <= tolerance(after, factor))) {
          return false;
        }
      }
    }
    return true;
  }

  private boolean moved(int pair, double factor) {
    double after = after(Bars::close, pair);
    return Math.abs(after - before(Bars::close, pair)) > tolerance(after, factor);
  }

  /** The factor itself errs by rounding too, so a price may be off by as much again. */
  private static double tolerance(double after, double factor) {
    return TOLERANCE * Math.max(1 + factor, Math.abs(after));
  }

  private double before(ToDoubleBiFunction<Bars, Integer> price, int pair) {
    return price.applyAsDouble(held, heldRows[pair]);
  }

  private double after(ToDoubleBiFunction<Bars, Integer> price, int pair) {
    return price.applyAsDouble(fetched, fetchedRows[pair]);
  }
}
