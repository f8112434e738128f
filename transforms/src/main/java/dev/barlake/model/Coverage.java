package dev.barlake.model;

import java.io.Serializable;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;
import java.util.stream.Stream;

/**
 * What was asked of the API and answered, whether or not there was a bar: disjoint ranges in
 * ascending order, each with its latest fetch.
 *
 * <p>With it "no trade" and "never asked" differ. Merging is a pointwise maximum: commutative,
 * associative, idempotent.
 *
 * <p>A range may be rescaled: its bars were fetched on an earlier scale, could not be fetched again
 * on today's, and were computed from the old ones. A fetch takes its place, whenever it was made.
 */
public record Coverage(List<Fetched> ranges) implements Serializable {
  public static final Coverage NONE = new Coverage(List.of());

  /** How many ranges a file's footer holds before the oldest are joined. */
  private static final int MOST_RANGES = 8;

  /** The run of a range that several runs fetched. */
  private static final String SEVERAL_RUNS = "";

  /**
   * A fetch is greater than what was computed, and the later fetch is the greater; the run id only
   * makes the order total.
   */
  private static final Comparator<Fetched> BY_FETCH =
      Comparator.comparing(Fetched::rescaled, Comparator.reverseOrder())
          .thenComparingLong(Fetched::fetchedAt)
          .thenComparing(Fetched::runId);

  /**
   * One fetched range.
   *
   * @param fetchedAt when the API answered, epoch ms; of a range of several fetches the earliest
   * @param runId the run that asked; empty if there were several
   * @param rescaled whether the bars were computed from those of an earlier scale
   */
  public record Fetched(TimeRange range, long fetchedAt, String runId, boolean rescaled)
      implements Serializable {
    public Fetched(TimeRange range, long fetchedAt, String runId) {
      this(range, fetchedAt, runId, false);
    }

    private boolean sameFetch(Fetched other) {
      return fetchedAt == other.fetchedAt
          && runId.equals(other.runId)
          && rescaled == other.rescaled;
    }

    /** The same fetch of another range. */
    public Fetched within(TimeRange part) {
      return new Fetched(part, fetchedAt, runId, rescaled);
    }

    /** The same, with its bars brought to another scale by computing. */
    Fetched asRescaled() {
      return new Fetched(range, fetchedAt, runId, true);
    }

    private boolean adjoins(Fetched next) {
      return range.to() == next.range.from() && rescaled == next.rescaled;
    }

    /** Both as one that claims no more than either: the earlier fetch, and no run's own. */
    private Fetched joined(Fetched next) {
      return new Fetched(
          range.span(next.range),
          Math.min(fetchedAt, next.fetchedAt),
          runId.equals(next.runId) ? runId : SEVERAL_RUNS,
          rescaled);
    }
  }

  public Coverage {
    ranges = List.copyOf(ranges);
  }

  /** The coverage of one fetch; none if the range is empty. */
  public static Coverage of(TimeRange range, long fetchedAt, String runId) {
    return range.isEmpty() ? NONE : new Coverage(List.of(new Fetched(range, fetchedAt, runId)));
  }

  /** Everything that either covers, each instant with its latest fetch. */
  public Coverage merge(Coverage other) {
    long[] cuts =
        Stream.concat(ranges.stream(), other.ranges.stream())
            .flatMap(fetched -> Stream.of(fetched.range.from(), fetched.range.to()))
            .mapToLong(Long::longValue)
            .sorted()
            .distinct()
            .toArray();
    List<Fetched> merged = new ArrayList<>();
    for (int i = 1; i < cuts.length; i++) {
      TimeRange part = new TimeRange(cuts[i - 1], cuts[i]);
      Stream.concat(ranges.stream(), other.ranges.stream())
          .filter(fetched -> fetched.range.contains(part.from()))
          .max(BY_FETCH)
          .ifPresent(fetched -> append(merged, fetched.within(part)));
    }
    return new Coverage(merged);
  }

  private static void append(List<Fetched> merged, Fetched next) {
    Fetched last = merged.isEmpty() ? null : merged.get(merged.size() - 1);
    if (last != null && last.range.to() == next.range.from() && last.sameFetch(next)) {
      merged.set(merged.size() - 1, last.within(last.range.span(next.range)));
    } else {
      merged.add(next);
    }
  }

  /**
   * The same instants in a few ranges: a file that is touched every day for years keeps a short
   * footer. The oldest adjoining ranges are joined first, since nobody asks how fresh those are.
   * What is joined counts as fetched when the earliest of it was. So it may be asked for again
   * sooner than it need be, never later.
   */
  public Coverage compact() {
    List<Fetched> compact = new ArrayList<>(ranges);
    for (int i = 1; i < compact.size() && compact.size() > MOST_RANGES; ) {
      if (compact.get(i - 1).adjoins(compact.get(i))) {
        compact.set(i - 1, compact.get(i - 1).joined(compact.remove(i)));
      } else {
        i++;
      }
    }
    return new Coverage(compact);
  }

  /** The same instants, each as if its bars had been computed: a fetch takes the place of all. */
  public Coverage asRescaled() {
    return new Coverage(ranges.stream().map(Fetched::asRescaled).toList());
  }

  /** The ranges whose bars were computed from an earlier scale. */
  public List<TimeRange> rescaledRanges() {
    return ranges.stream().filter(Fetched::rescaled).map(Fetched::range).toList();
  }

  /** The parts of {@code wanted} that nothing covers, ascending. */
  public List<TimeRange> missing(TimeRange wanted) {
    List<TimeRange> missing = new ArrayList<>();
    long position = wanted.from();
    for (Fetched fetched : ranges) {
      TimeRange part = fetched.range.intersect(wanted);
      if (part.isEmpty()) {
        continue;
      }
      if (part.from() > position) {
        missing.add(new TimeRange(position, part.from()));
      }
      position = part.to();
    }
    if (position < wanted.to()) {
      missing.add(new TimeRange(position, wanted.to()));
    }
    return missing;
  }

  /** Whether every instant of {@code wanted} is covered. */
  public boolean covers(TimeRange wanted) {
    return missing(wanted).isEmpty();
  }

  /** Whether every instant of the other coverage is covered here, by whichever fetch. */
  public boolean covers(Coverage other) {
    return other.ranges.stream().allMatch(fetched -> covers(fetched.range));
  }

  /** The covered instants in as few ranges as there are gaps, ascending. */
  public List<TimeRange> spans() {
    return TimeRange.union(ranges.stream().map(Fetched::range).toList());
  }
}
