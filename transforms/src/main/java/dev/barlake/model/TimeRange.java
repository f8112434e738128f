package dev.barlake.model;

import java.io.Serializable;
import java.time.Instant;
import java.util.ArrayList;
import java.util.Collection;
import java.util.Comparator;
import java.util.List;
import java.util.stream.Stream;

/**
 * A range of instants in epoch milliseconds, UTC.
 *
 * @param from inclusive
 * @param to exclusive; never before {@code from}
 */
public record TimeRange(long from, long to) implements Serializable {
  public TimeRange {
    if (to < from) {
      throw new IllegalArgumentException(
          "Cannot make a range that ends (%s) before it starts (%s)"
              .formatted(Instant.ofEpochMilli(to), Instant.ofEpochMilli(from)));
    }
  }

  public boolean isEmpty() {
    return from == to;
  }

  public boolean contains(long instant) {
    return from <= instant && instant < to;
  }

  /** What both ranges hold; empty, at some instant, if they do not meet. */
  public TimeRange intersect(TimeRange other) {
    long start = Math.max(from, other.from);
    return new TimeRange(start, Math.max(start, Math.min(to, other.to)));
  }

  /** The shortest range that holds both. */
  public TimeRange span(TimeRange other) {
    return new TimeRange(Math.min(from, other.from), Math.max(to, other.to));
  }

  /** The instants of all of the ranges, as disjoint ranges that do not adjoin, ascending. */
  public static List<TimeRange> union(Collection<TimeRange> ranges) {
    List<TimeRange> union = new ArrayList<>();
    ranges.stream()
        .filter(range -> !range.isEmpty())
        .sorted(Comparator.comparingLong(TimeRange::from))
        .forEach(
            range -> {
              TimeRange last = union.isEmpty() ? null : union.get(union.size() - 1);
              if (last != null && range.from <= last.to) {
                union.set(union.size() - 1, last.span(range));
              } else {
                union.add(range);
              }
            });
    return union;
  }

  /** The instants of {@code ranges} that are in none of {@code others}; as {@link #union}. */
  public static List<TimeRange> subtract(
      Collection<TimeRange> ranges, Collection<TimeRange> others) {
    List<TimeRange> left = union(ranges);
    for (TimeRange other : others) {
      left = left.stream().flatMap(range -> range.without(other)).toList();
    }
    return left;
  }

  private Stream<TimeRange> without(TimeRange other) {
    TimeRange cut = intersect(other);
    return cut.isEmpty()
        ? Stream.of(this)
        : Stream.of(new TimeRange(from, cut.from), new TimeRange(cut.to, to))
            .filter(range -> !range.isEmpty());
  }

  /** ISO-8601 with both ends, as in {@code 2024-01-01T05:00:00Z/2024-02-01T05:00:00Z}. */
  @Override
  public String toString() {
    return Instant.ofEpochMilli(from) + "/" + Instant.ofEpochMilli(to);
  }
}
