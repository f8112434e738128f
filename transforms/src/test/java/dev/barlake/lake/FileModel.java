package dev.barlake.lake;

import static dev.barlake.lake.DailyTruth.factor;

import dev.barlake.lake.DailyTruth.Split;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.TreeMap;
import java.util.TreeSet;

/** What a partition file should have: a map of days to bars, and a set of covered days. */
final class FileModel {
  private static final int FAR = 100;

  final Map<Integer, Held> bars = new TreeMap<>();
  final Set<Integer> covered = new TreeSet<>();

  /** Days that were covered on an earlier scale and not since. */
  final Set<Integer> marked = new TreeSet<>();

  /** Null until there is a file. */
  Scale scale;

  /** A scale: its number, and the splits in it. */
  record Scale(int revision, List<Split> splits) implements Comparable<Scale> {
    /** The scale of a writer that knows of these splits and has seen a file on this scale. */
    Scale under(List<Split> known) {
      return DailyTruth.name(known).equals(DailyTruth.name(splits))
          ? this
          : new Scale(revision + 1, known);
    }

    /** By number; of one number no splits are less than any; the rest only has to be total. */
    @Override
    public int compareTo(Scale other) {
      int order = Integer.compare(revision, other.revision);
      order = order != 0 ? order : Boolean.compare(!splits.isEmpty(), !other.splits.isEmpty());
      return order != 0 ? order : DailyTruth.name(splits).compareTo(DailyTruth.name(other.splits));
    }
  }

  /**
   * A bar of the file.
   *
   * @param under the splits under which the vendor sent it
   * @param computed whether it was moved to another scale, and its day not asked for since
   */
  record Held(int revision, long fetchedAt, List<Split> under, boolean computed)
      implements Comparable<Held> {
    Held asked() {
      return new Held(revision, fetchedAt, under, false);
    }

    @Override
    public int compareTo(Held other) {
      int order = Long.compare(fetchedAt, other.fetchedAt);
      return order != 0 ? order : Integer.compare(revision, other.revision);
    }
  }

  /**
   * What one fetch brought.
   *
   * @param to exclusive
   * @param revisions of the bars, by day
   */
  record Answer(Scale scale, int from, int to, long fetchedAt, Map<Integer, Integer> revisions) {}

  /** Takes in an answer whose scale is the file's or a greater one. */
  void merge(Answer answer) {
    if (scale == null && answer.from() == answer.to()) {
      return;
    }
    if (scale != null) {
      lift(answer.scale().splits());
    }
    scale = answer.scale();
    answer.revisions().forEach((day, revision) -> take(day, revision, answer));
    for (int day = answer.from(); day < answer.to(); day++) {
      covered.add(day);
      marked.remove(day);
      // A bar that the vendor no longer sends stays as it is, and counts as asked for.
      bars.computeIfPresent(day, (any, held) -> held.asked());
    }
  }

  private void lift(List<Split> splits) {
    int settled = FAR;
    while (settled > 0 && !moves(settled - 1, splits)) {
      settled--;
    }
    for (int day : covered) {
      if (day < settled) {
        marked.add(day);
      }
    }
    int end = settled;
    bars.replaceAll(
        (day, held) ->
            day < end ? new Held(held.revision(), held.fetchedAt(), held.under(), true) : held);
  }

  private boolean moves(int day, List<Split> splits) {
    return Math.abs(factor(splits, day) / factor(scale.splits(), day) - 1) > 1e-9;
  }

  /** A bar that was sent wins over one that was computed, else the later, else the revised one. */
  private void take(int day, int revision, Answer answer) {
    Held held = bars.get(day);
    Held brought = new Held(revision, answer.fetchedAt(), answer.scale().splits(), false);
    int order = held == null || held.computed() ? 1 : brought.compareTo(held);
    // Of one fetch and revision they differ by their rounding alone, and either may stand.
    if (order > 0 || (order == 0 && factor(brought.under(), day) < factor(held.under(), day))) {
      bars.put(day, brought);
    }
  }

  /** By how much a price of the file may differ from the truth: its rounding went along. */
  double tolerance(int day) {
    double moved = factor(scale.splits(), day) / factor(bars.get(day).under(), day);
    return DailyTruth.ROUNDING * moved * (1 + 1e-6) + 1e-8;
  }
}
