package dev.barlake.verify;

import java.io.PrintStream;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Random;
import java.util.TreeMap;

/**
 * Plants holes in generated tickers and counts which of them are found by silence alone, without
 * any witness, and what is found although nothing is missing. Its {@code main} makes the table of
 * the README; the test holds a smaller one to it.
 */
final class HoleTrials {
  private static final int SHARED = 40;

  /** Trades a minute from which on a ticker is liquid, and three classes of it. */
  private static final double[] LEVELS = {0.3, 2, 6, 20, 60, 200};

  private final Random random;
  private final Map<String, int[]> table = new TreeMap<>();
  private long days;
  private int alarms;
  private final List<String> firstAlarms = new ArrayList<>();

  HoleTrials(long seed) {
    this.random = new Random(seed);
  }

  enum Hole {
    MINUTE,
    FIVE_MINUTES,
    TO_THE_END,
    AFTERNOON,
    NONE
  }

  /** Some months of tickers of each level, with at most one hole in each. */
  void run(int months) {
    for (double level : LEVELS) {
      for (int month = 0; month < months; month++) {
        Hole hole = Hole.values()[random.nextInt(Hole.values().length)];
        month(level * (1 + random.nextDouble()), level, hole);
      }
    }
  }

  private void month(double trades, double level, Hole hole) {
    List<long[]> sessions = new GeneratedTicker(random, trades).month();
    int day = random.nextInt(sessions.size());
    int[] range = range(hole, sessions.get(day).length);
    Arrays.fill(sessions.get(day), range[0], range[1], 0);
    SilenceModel model = SilenceModel.learn(sessions);
    boolean found = false;
    for (int each = 0; each < sessions.size(); each++) {
      days++;
      for (Gap gap : model.gaps(sessions.get(each), 0, 1)) {
        if (gap.log10() <= DayTests.IMPOSSIBLE) {
          boolean planted = each == day && gap.start() < range[1] && gap.end() > range[0];
          found |= planted;
          if (!planted) {
            alarms++;
            firstAlarms.add("%.1f trades: %s".formatted(trades, gap));
          }
        }
      }
    }
    if (hole != Hole.NONE) {
      int[] counts = table.computeIfAbsent(name(hole, level), name -> new int[2]);
      counts[0] += found ? 1 : 0;
      counts[1]++;
    }
  }

  private int[] range(Hole hole, int minutes) {
    int start = 10 + random.nextInt(minutes - 20);
    return switch (hole) {
      case MINUTE -> new int[] {start, start + 1};
      case FIVE_MINUTES -> new int[] {start, start + 5};
      case TO_THE_END -> new int[] {minutes - 15, minutes};
      case AFTERNOON -> new int[] {minutes / 2, minutes};
      case NONE -> new int[] {0, 0};
    };
  }

  /** The same minute taken from forty tickers of a level, beside sixty that have it. */
  void shared(int times) {
    for (double level : LEVELS) {
      int[] counts = table.computeIfAbsent(name("SHARED_MINUTE", level), name -> new int[2]);
      for (int time = 0; time < times; time++) {
        counts[0] += isSharedFound(level, SHARED) ? 1 : 0;
        counts[1]++;
        alarms += isSharedFound(level, 0) ? 1 : 0;
        days += 100;
      }
    }
  }

  private boolean isSharedFound(double level, int holes) {
    List<VerdictRow> rows = new ArrayList<>();
    int minute = 20 + random.nextInt(150);
    for (int ticker = 0; ticker < 100; ticker++) {
      List<long[]> sessions =
          new GeneratedTicker(random, level * (1 + random.nextDouble())).month();
      if (ticker < holes) {
        sessions.get(0)[minute] = 0;
      }
      List<Gap> gaps = SilenceModel.learn(sessions).gaps(sessions.get(0), 0, 60_000);
      rows.add(Rows.consistent("T" + ticker, gaps));
    }
    return Together.of(rows).stream().anyMatch(row -> row.check() == Check.TOGETHER);
  }

  private static String name(Hole hole, double level) {
    return name(hole.name(), level);
  }

  private static String name(String hole, double level) {
    return String.format(Locale.ROOT, "%s at %5.1f to %5.1f trades", hole, level, 2 * level);
  }

  /** The share of a kind of hole at a level that was found. */
  double found(String hole, double level) {
    int[] counts = table.get(name(hole, level));
    return (double) counts[0] / counts[1];
  }

  int alarms() {
    return alarms;
  }

  long days() {
    return days;
  }

  void print(PrintStream out) {
    table.forEach((name, counts) -> out.printf("%s: %d of %d%n", name, counts[0], counts[1]));
    firstAlarms.stream().limit(20).forEach(out::println);
    out.printf("%d false in %,d ticker days%n", alarms, days);
  }

  public static void main(String[] args) {
    HoleTrials trials = new HoleTrials(args.length > 0 ? Long.parseLong(args[0]) : 1);
    trials.run(args.length > 1 ? Integer.parseInt(args[1]) : 1_000);
    trials.shared(10);
    trials.print(System.out);
  }
}
