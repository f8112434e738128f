package dev.barlake.aggregates;

import dev.barlake.model.BarSeries;
import dev.barlake.model.Bars;
import dev.barlake.model.TimeRange;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;

/**
 * Finds the silence in an answer that is not to be believed at its first word: whole slots without
 * a bar, at the start, in the middle or at the end, and an end that comes early in its last slot.
 *
 * <p>A series that is often silent is known by its own history. The chance that a gap is the truth
 * is the share of silent slots, outside of the gap, to the power of the gap's length. A gap is
 * asked about if this chance is below one in twenty. A gap at the start that bars follow is always
 * asked about. A slot that was silent in an earlier run too has been asked about already. If there
 * is no history yet, every gap is asked about.
 */
final class Silence {
  private static final double LIKELY = 0.05;

  /** A history of fewer slots is none. */
  private static final int HISTORY = 20;

  /** So many gaps are asked about one by one, more of them by one question from first to last. */
  private static final int QUESTIONS = 3;

  /** An end is early if it is before all other slots' ends by this much. */
  private static final long EARLY = 30 * 60_000;

  private static final int EARLY_WINDOWS = 10;

  /** From so many other slots on, it is known when a slot usually ends. */
  private static final int USUAL = 3;

  private final BarSeries series;
  private final TimeRange range;
  private final Bars bars;
  private final List<TimeRange> slots;
  private final HeldHistory history;

  /** Adjoining silent slots, and what to ask for to know better. */
  private record Gap(TimeRange question, int length) {}

  private Silence(
      BarSeries series, TimeRange range, Bars bars, List<TimeRange> slots, HeldHistory history) {
    this.series = series;
    this.range = range;
    this.bars = bars;
    this.slots = slots;
    this.history = history;
  }

  /**
   * What to ask for again.
   *
   * @param range whole windows, as they were asked for
   * @param bars all bars of the answer
   * @param believed ranges that were asked about already
   */
  static List<TimeRange> doubts(
      BarSeries series,
      TimeRange range,
      Bars bars,
      List<TimeRange> believed,
      HeldHistory history,
      long now) {
    List<TimeRange> slots = Slots.in(series, range, now);
    return new Silence(series, range, bars, slots, history).doubts(believed);
  }

  private List<TimeRange> doubts(List<TimeRange> believed) {
    List<Gap> gaps = gaps(believed);
    List<TimeRange> questions = new ArrayList<>();
    if (!gaps.isEmpty()) {
      HeldHistory.Habit past = history.before(range.from());
      boolean unknown = past.slots() < HISTORY;
      gaps.stream()
          .filter(gap -> unknown || isStart(gap) || isUnlikely(gap, past))
          .map(Gap::question)
          .forEach(questions::add);
    }
    earlyEnd().filter(end -> !isBelieved(end, believed)).ifPresent(questions::add);
    if (questions.size() <= QUESTIONS) {
      return questions;
    }
    return List.of(questions.get(0).span(questions.get(questions.size() - 1)));
  }

  private List<Gap> gaps(List<TimeRange> believed) {
    List<Gap> gaps = new ArrayList<>();
    for (int i = 0; i < slots.size(); ) {
      int end = i;
      while (end < slots.size() && Slots.isSilent(slots.get(end), bars)) {
        end++;
      }
      if (end > i) {
        List<TimeRange> silent = slots.subList(i, end);
        TimeRange question = question(silent.get(0), silent.get(silent.size() - 1));
        if (!isBelieved(question, believed) && !silent.stream().allMatch(history::wasSilent)) {
          gaps.add(new Gap(question, end - i));
        }
      }
      i = Math.max(end, i + 1);
    }
    return gaps;
  }

  /** From the last bar's end on: if an answer was cut, it was cut there and not at midnight. */
  private TimeRange question(TimeRange first, TimeRange last) {
    int next = bars.firstAtOrAfter(first.from());
    long from = next == 0 ? range.from() : series.windowEnd(bars.windowStart(next - 1));
    return range.intersect(new TimeRange(Math.min(from, first.from()), last.to()));
  }

  private static boolean isBelieved(TimeRange question, List<TimeRange> believed) {
    return TimeRange.subtract(List.of(question), believed).isEmpty();
  }

  /** Silence that ends in bars may be the start of a range that the plan does not reach. */
  private boolean isStart(Gap gap) {
    return gap.question().from() == range.from() && !bars.isEmpty();
  }

  private boolean isUnlikely(Gap gap, HeldHistory.Habit past) {
    long silent = slots.stream().filter(slot -> Slots.isSilent(slot, bars)).count();
    double outside = slots.size() - gap.length() + (double) past.slots();
    double share = (silent - gap.length() + past.silent() + 0.5) / (outside + 1);
    return Math.pow(share, gap.length()) < LIKELY;
  }

  /** What is left of the last slot, if its bars end long before the other slots' bars do. */
  private Optional<TimeRange> earlyEnd() {
    if (!series.timespan().isIntraday() || slots.size() <= USUAL || bars.isEmpty()) {
      return Optional.empty();
    }
    TimeRange last = slots.get(slots.size() - 1);
    long usual =
        slots.subList(0, slots.size() - 1).stream()
            .filter(slot -> !Slots.isSilent(slot, bars))
            .mapToLong(this::endWithin)
            .min()
            .orElse(Long.MIN_VALUE);
    long window = series.windowEnd(last.from()) - last.from();
    boolean early =
        !Slots.isSilent(last, bars)
            && endWithin(last) < usual - Math.max(EARLY, EARLY_WINDOWS * window);
    return early
        ? Optional.of(range.intersect(new TimeRange(last.from() + endWithin(last), last.to())))
        : Optional.empty();
  }

  /** How long after a slot's start its last bar ends. */
  private long endWithin(TimeRange slot) {
    int row = bars.firstAtOrAfter(slot.to()) - 1;
    return series.windowEnd(bars.windowStart(row)) - slot.from();
  }
}
