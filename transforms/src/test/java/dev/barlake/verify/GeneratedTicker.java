package dev.barlake.verify;

import java.util.ArrayList;
import java.util.List;
import java.util.Random;

/**
 * Trades by minute of a ticker that does not exist. It shares nothing with the model that is tried:
 * the mean follows the day's shape, the day's own level and a wandering one; the counts about it
 * are as steady as is drawn; each trade is eligible for a bar by chance.
 */
final class GeneratedTicker {
  static final int SESSION = 390;
  static final int HALF_SESSION = 210;

  private final Random random;
  private final double trades;
  private final double steady;
  private final double eligible;

  /**
   * @param trades a minute, on the average of a day
   */
  GeneratedTicker(Random random, double trades) {
    this.random = random;
    this.trades = trades;
    this.steady = 4 + 26 * random.nextDouble();
    this.eligible = 0.4 + 0.55 * random.nextDouble();
  }

  /** Sessions of a month, every twentieth a half one; trades of minutes with a bar, else 0. */
  List<long[]> month() {
    List<long[]> sessions = new ArrayList<>();
    for (int day = 0; day < 21; day++) {
      sessions.add(session(random.nextInt(20) == 0 ? HALF_SESSION : SESSION));
    }
    return sessions;
  }

  private long[] session(int minutes) {
    long[] counts = new long[minutes];
    double level = Math.exp(0.3 * random.nextGaussian());
    double wander = 0;
    for (int minute = 0; minute < minutes; minute++) {
      wander = 0.97 * wander + 0.08 * random.nextGaussian();
      double part = 2.0 * minute / minutes - 1;
      double shape = 0.6 + 1.2 * part * part;
      counts[minute] = bar(trades * level * shape * Math.exp(wander));
    }
    return counts;
  }

  /** Trades of a minute; 0 if none of them is eligible. */
  private long bar(double mean) {
    long count = poisson(mean * gamma(steady) / steady);
    for (long trade = 0; trade < count; trade++) {
      if (random.nextDouble() < eligible) {
        return count;
      }
    }
    return 0;
  }

  /** By Marsaglia and Tsang; the shape is above one. */
  private double gamma(double shape) {
    double d = shape - 1.0 / 3;
    double c = 1 / Math.sqrt(9 * d);
    while (true) {
      double x = random.nextGaussian();
      double v = 1 + c * x;
      v = v * v * v;
      if (v > 0 && Math.log(random.nextDouble()) < 0.5 * x * x + d - d * v + d * Math.log(v)) {
        return d * v;
      }
    }
  }

  private long poisson(double mean) {
    if (mean > 60) {
      return Math.max(0, Math.round(mean + Math.sqrt(mean) * random.nextGaussian()));
    }
    double limit = Math.exp(-mean);
    long count = -1;
    for (double product = 1; product > limit || count < 0; count++) {
      product *= random.nextDouble();
      if (product <= limit) {
        return count + 1;
      }
    }
    return count;
  }
}
