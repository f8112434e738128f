package dev.barlake.lake;

import dev.barlake.lake.ScaleAlarm.Shift;
import dev.barlake.model.BarBlock;
import dev.barlake.model.BarSeries;
import dev.barlake.model.Bars;
import dev.barlake.model.Rescaling;
import dev.barlake.model.SplitEpoch;
import dev.barlake.model.TimeRange;
import java.util.List;
import java.util.Optional;
import java.util.OptionalDouble;

/**
 * Joins a fetched block with its file. Pure: the same two blocks always make the same one.
 *
 * <p>What is joined covers all that the file covered and has all of its bars, on one scale, or
 * nothing is joined at all. Of one epoch, joining is commutative, associative and idempotent: any
 * number of runs, retries and writers, in any order, end in the same file.
 */
public final class Merge {
  private Merge() {}

  /** What came of joining two blocks. */
  public sealed interface Joined {
    /** One block that has all of both. */
    record Block(BarBlock block) implements Joined {}

    /**
     * Nothing: the two cannot stand in one file.
     *
     * @param reason half a sentence
     */
    record Refused(String reason) implements Joined {}
  }

  /**
   * What a file and a fetched block make together.
   *
   * <ul>
   *   <li>Of one epoch: every bar of either, see {@link #union}. If the bars moved by one factor
   *       all the same, the block must cover the whole file, and begins the next revision of the
   *       epoch.
   *   <li>A block of a greater epoch: the file's bars are brought to its scale, and the block's
   *       stand in front of them. What the block does not cover is marked as rescaled.
   *   <li>A block of a smaller epoch is refused: it was fetched before the scale changed.
   * </ul>
   *
   * @throws IllegalArgumentException if the blocks are of two partitions
   */
  public static Joined into(BarBlock file, BarBlock fetched) {
    requireOnePartition(file, fetched);
    if (isHeld(file, fetched)) {
      return new Joined.Block(file);
    }
    int order = fetched.epoch().compareTo(file.epoch());
    if (order < 0) {
      return new Joined.Refused(
          "the file's bars are adjusted for the splits '%s' (revision %d) and these for '%s' (revision %d)"
              .formatted(
                  file.epoch().splits(),
                  file.epoch().revision(),
                  fetched.epoch().splits(),
                  fetched.epoch().revision()));
    }
    Optional<Shift> shift = ScaleAlarm.between(file.bars(), fetched.bars());
    if (order > 0) {
      return onNewScale(file, fetched, shift);
    }
    if (shift.isEmpty()) {
      return new Joined.Block(union(file, fetched));
    }
    if (!fetched.coverage().covers(file.coverage())) {
      return new Joined.Refused(
          "the bars moved by one common factor (%.6g) though no new split is known"
              .formatted(shift.get().factor()));
    }
    return onNewScale(file, under(fetched.epoch().revised(), fetched), shift);
  }

  /** An earlier attempt may have been carried out without an answer. */
  private static boolean isHeld(BarBlock file, BarBlock fetched) {
    return file.epoch().splits().equals(fetched.epoch().splits())
        && file.epoch().revision() >= fetched.epoch().revision()
        && file.coverage().merge(fetched.coverage()).compact().equals(file.coverage())
        && union(file, under(file.epoch(), fetched)).bars().equals(file.bars());
  }

  private static Joined onNewScale(BarBlock file, BarBlock fetched, Optional<Shift> shift) {
    String from = file.epoch().splits();
    String to = fetched.epoch().splits();
    Optional<Rescaling> way =
        from.equals(to)
            ? measured(file, fetched, shift)
            : Rescaling.between(from, to)
                .map(named -> isAppliedBefore(named, file, fetched) ? Rescaling.NONE : named)
                .or(() -> shift.map(moved -> measured(file, moved)));
    if (way.isEmpty() && !isReplacedBy(file, fetched)) {
      return new Joined.Refused(
          "it is unknown by which factor '%s' differs from the file's splits '%s'"
              .formatted(to, from));
    }
    BarBlock lifted =
        way.map(factors -> rescaled(file, fetched.epoch(), factors))
            .orElseGet(() -> under(fetched.epoch(), file));
    return new Joined.Block(union(lifted, fetched));
  }

  /** A vendor may apply a split before it lists it: then the file has the new prices already. */
  private static boolean isAppliedBefore(Rescaling named, BarBlock file, BarBlock fetched) {
    BarBlock lifted = rescaled(file, fetched.epoch(), named);
    return isOneScale(file, fetched)
        && ScaleAlarm.leftBehind(file.bars(), lifted.bars(), fetched.bars()) >= ScaleAlarm.ENOUGH;
  }

  private static boolean isOneScale(BarBlock file, BarBlock fetched) {
    OptionalDouble ratio = ScaleAlarm.ratio(file.bars(), fetched.bars());
    return ratio.isPresent() && Math.abs(ratio.getAsDouble() - 1) <= ScaleAlarm.LEAST_MOVE;
  }

  /** What the prices themselves show; empty if they show nothing. */
  private static Optional<Rescaling> measured(
      BarBlock file, BarBlock fetched, Optional<Shift> shift) {
    if (shift.isPresent()) {
      return Optional.of(measured(file, shift.get()));
    }
    boolean oneSide = file.bars().isEmpty() || fetched.bars().isEmpty();
    return oneSide || isOneScale(file, fetched) ? Optional.of(Rescaling.NONE) : Optional.empty();
  }

  private static Rescaling measured(BarBlock file, Shift shift) {
    return Rescaling.upTo(file.series().tradeDate(shift.end() - 1).plusDays(1), shift.factor());
  }

  private static boolean isReplacedBy(BarBlock file, BarBlock fetched) {
    return fetched.coverage().covers(file.coverage())
        && union(file, under(file.epoch(), fetched)).bars().size() == fetched.bars().size();
  }

  /** The file's bars on another scale. */
  private static BarBlock rescaled(BarBlock file, SplitEpoch epoch, Rescaling factors) {
    BarSeries series = file.series();
    return new BarBlock(
        series,
        file.period(),
        epoch,
        factors.apply(file.coverage(), series),
        factors.apply(file.bars(), series));
  }

  private static BarBlock under(SplitEpoch epoch, BarBlock block) {
    return new BarBlock(block.series(), block.period(), epoch, block.coverage(), block.bars());
  }

  /**
   * Every bar of either block, and both coverages. Of two bars with the same start one that was
   * fetched wins over one that was computed, else the one that {@link Bars#compareRows} prefers.
   *
   * @throws IllegalArgumentException if the blocks are of two partitions or two epochs
   */
  public static BarBlock union(BarBlock a, BarBlock b) {
    requireOnePartition(a, b);
    if (!a.epoch().equals(b.epoch())) {
      throw new IllegalArgumentException("Cannot join two scales of %s".formatted(a));
    }
    return new BarBlock(
        a.series(),
        a.period(),
        a.epoch(),
        a.coverage().merge(b.coverage()),
        union(a.bars(), b.bars(), preference(a, b)));
  }

  private static void requireOnePartition(BarBlock a, BarBlock b) {
    if (!a.series().equals(b.series()) || a.period() != b.period()) {
      throw new IllegalArgumentException("Cannot merge %s with %s".formatted(a, b));
    }
  }

  /** Positive if the first block's row of a window start is to be kept. */
  private interface Preference {
    int of(int row, int otherRow);
  }

  private static Preference preference(BarBlock a, BarBlock b) {
    List<TimeRange> computed = a.coverage().rescaledRanges();
    List<TimeRange> otherComputed = b.coverage().rescaledRanges();
    if (computed.isEmpty() && otherComputed.isEmpty()) {
      return (row, otherRow) -> a.bars().compareRows(row, b.bars(), otherRow);
    }
    return (row, otherRow) -> {
      long start = a.bars().windowStart(row);
      boolean here = computed.stream().anyMatch(range -> range.contains(start));
      boolean there = otherComputed.stream().anyMatch(range -> range.contains(start));
      return here == there ? a.bars().compareRows(row, b.bars(), otherRow) : here ? -1 : 1;
    };
  }

  private static Bars union(Bars a, Bars b, Preference preference) {
    Bars.Builder union = new Bars.Builder(Math.max(a.size(), b.size()));
    int row = 0;
    int other = 0;
    while (row < a.size() && other < b.size()) {
      if (a.windowStart(row) == b.windowStart(other)) {
        if (preference.of(row, other) >= 0) {
          union.add(a, row);
        } else {
          union.add(b, other);
        }
        row++;
        other++;
      } else if (a.windowStart(row) < b.windowStart(other)) {
        // A stretch that only one has, as all of a fetch after the file's end, is copied at once.
        int end = a.firstAtOrAfter(b.windowStart(other));
        union.addAll(a, row, end);
        row = end;
      } else {
        int end = b.firstAtOrAfter(a.windowStart(row));
        union.addAll(b, other, end);
        other = end;
      }
    }
    return union.addAll(a, row, a.size()).addAll(b, other, b.size()).build();
  }
}
