package dev.barlake.verify;

import java.time.Instant;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;

/**
 * Silences that many tickers share. Two names that lack the same minute may each be an accident;
 * that both do is none. What is found is one finding of all of them, named by its first instant: a
 * fault of the vendor, or a halt of the whole market.
 *
 * <p>That some set of m tickers out of n is silent in one minute has at most the chance of the
 * product of theirs, times the number of such sets. Of the m the least likely are taken that make
 * it smallest.
 */
final class Together {
  private static final long MINUTE = 60_000;
  private static final double IMPOSSIBLE = -12;

  private final int tickers;
  private final Map<Long, List<Double>> chances = new TreeMap<>();
  private final Map<Long, Double> found = new HashMap<>();

  private Together(int tickers) {
    this.tickers = tickers;
  }

  /** The rows of a date, with what they have together. */
  static List<VerdictRow> of(List<VerdictRow> rows) {
    List<VerdictRow> plain = rows.stream().map(Together::withoutFinding).toList();
    Together together =
        new Together(Math.max(1, (int) plain.stream().filter(Together::counts).count()));
    plain.stream().filter(Together::counts).forEach(together::add);
    together.judge();
    return plain.stream().map(together::mark).toList();
  }

  /** What an earlier look at other rows found here is looked for again. */
  private static VerdictRow withoutFinding(VerdictRow row) {
    return row.verdict() == Verdict.SUSPECT && row.check() == Check.TOGETHER
        ? row.with(Finding.of(Verdict.CONSISTENT, Check.NONE), -1, row.firstAsked())
        : row.with(row.finding(), -1, row.firstAsked());
  }

  /** Silence that a witness or a second answer has proven is no sign of a fault. */
  private static boolean counts(VerdictRow row) {
    return row.verdict() == Verdict.CONSISTENT || row.verdict() == Verdict.SUSPECT;
  }

  private void add(VerdictRow row) {
    for (Gap gap : row.gaps()) {
      for (long minute = gap.start(); minute < gap.end(); minute += MINUTE) {
        chances.computeIfAbsent(minute, m -> new ArrayList<>()).add(perMinute(gap));
      }
    }
  }

  private static double perMinute(Gap gap) {
    return gap.log10() / Math.max(1, (gap.end() - gap.start()) / MINUTE);
  }

  private void judge() {
    chances.forEach(
        (minute, all) -> {
          all.sort(Comparator.naturalOrder());
          double log10 = 0;
          double least = 0;
          for (int m = 1; m <= all.size(); m++) {
            log10 += all.get(m - 1) + Math.log10((double) Math.max(1, tickers - m + 1) / m);
            if (m > 1) {
              least = Math.min(least, log10);
            }
          }
          if (least <= IMPOSSIBLE) {
            found.put(minute, least);
          }
        });
  }

  private VerdictRow mark(VerdictRow row) {
    if (!counts(row)) {
      return row;
    }
    for (Gap gap : row.gaps()) {
      for (long minute = gap.start(); minute < gap.end(); minute += MINUTE) {
        if (found.containsKey(minute)) {
          return marked(row, gap, minute);
        }
      }
    }
    return row;
  }

  private VerdictRow marked(VerdictRow row, Gap gap, long minute) {
    long first = minute;
    while (found.containsKey(first - MINUTE)) {
      first -= MINUTE;
    }
    if (row.verdict() == Verdict.SUSPECT) {
      return row.with(row.finding(), first, row.firstAsked());
    }
    String text =
        "%s; %d tickers are silent at %s"
            .formatted(
                DayTests.text(gap), chances.get(minute).size(), Instant.ofEpochMilli(minute));
    return row.with(
        new Finding(Verdict.SUSPECT, Check.TOGETHER, -1, text, gap.start(), gap.end()),
        first,
        row.firstAsked());
  }
}
