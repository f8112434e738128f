package dev.barlake.model;

import java.io.Serializable;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;
import java.util.function.Predicate;
import java.util.stream.Stream;

/**
 * What was asked of the API and answered, whether or not there was a bar: disjoint ranges in
 * ascending order, each with its latest fetch.
 *
 * <p>With it "no trade" and "never asked" differ. Merging is a pointwise maximum: commutative,
 * associative, idempotent.
 */
public record Coverage(List<Fetched> ranges) implements Serializable {
  public static final Coverage NONE = new Coverage(List.of());

  /** The later fetch is the greater; the run id only makes the order total. */
  private static final Comparator<Fetched> BY_FETCH =
      Comparator.comparingLong(Fetched::fetchedAt).thenComparing(Fetched::runId);

  /**
   * One fetched range.
   *
   * @param fetchedAt when the API answered, epoch ms
   * @param runId the run that asked
   */
  public record Fetched(TimeRange range, long fetchedAt, String runId) implements Serializable {
    private boolean sameFetch(Fetched other) {
      return fetchedAt == other.fetchedAt && runId.equals(other.runId);
    }

    private Fetched within(TimeRange part) {
      return new Fetched(part, fetchedAt, runId);
    }
  }

  public Coverage {
    ranges = List.copyOf(ranges);
  }

  /** The coverage of one fetch; none where the range is empty. */
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

  /** The parts of {@code wanted} that no fetch with the given property covers, ascending. */
  public List<TimeRange> missing(TimeRange wanted, Predicate<Fetched> counts) {
    List<TimeRange> missing = new ArrayList<>();
    long position = wanted.from();
    for (Fetched fetched : ranges) {
      TimeRange part = fetched.range.intersect(wanted);
      if (part.isEmpty() || !counts.test(fetched)) {
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
    return missing(wanted, fetched -> true).isEmpty();
  }

  /** Whether every instant of the other coverage is covered here, by whichever fetch. */
  public boolean covers(Coverage other) {
    return other.ranges.stream().allMatch(fetched -> covers(fetched.range));
  }

  /** From the first covered instant to the last; empty at 0 where nothing is covered. */
  public TimeRange span() {
    return ranges.isEmpty()
        ? new TimeRange(0, 0)
        : new TimeRange(ranges.get(0).range.from(), ranges.get(ranges.size() - 1).range.to());
  }
}
