package dev.barlake.model;

import java.io.Serializable;
import java.time.Instant;

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

  /** What both ranges hold; empty, at some instant, where they do not meet. */
  public TimeRange intersect(TimeRange other) {
    long start = Math.max(from, other.from);
    return new TimeRange(start, Math.max(start, Math.min(to, other.to)));
  }

  /** The shortest range that holds both. */
  public TimeRange span(TimeRange other) {
    return new TimeRange(Math.min(from, other.from), Math.max(to, other.to));
  }

  /** ISO-8601 with both ends, as in {@code 2024-01-01T05:00:00Z/2024-02-01T05:00:00Z}. */
  @Override
  public String toString() {
    return Instant.ofEpochMilli(from) + "/" + Instant.ofEpochMilli(to);
  }
}
