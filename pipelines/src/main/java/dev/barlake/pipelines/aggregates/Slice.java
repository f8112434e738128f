package dev.barlake.pipelines.aggregates;

import dev.barlake.aggregates.AggregatesRequest;
import java.util.ArrayList;
import java.util.List;

/**
 * A part of the plan that one pipeline carries out. Its size is bounded, since a pipeline keeps the
 * receipts of all its partitions until it ends: with slices, memory does not grow with the number
 * of tickers or years.
 */
record Slice(int number, List<AggregatesRequest> requests) {
  /** How many partitions a slice has at most in a run. */
  static final int PARTITIONS = 10_000;

  /**
   * Cuts requests into slices; a series is never cut.
   *
   * @param partitionsAtMost of one slice, unless a single series has more
   */
  static List<Slice> of(List<AggregatesRequest> requests, long partitionsAtMost) {
    List<Slice> slices = new ArrayList<>();
    List<AggregatesRequest> part = new ArrayList<>();
    long partitions = 0;
    for (AggregatesRequest request : requests) {
      if (!part.isEmpty() && partitions + request.partitions() > partitionsAtMost) {
        slices.add(new Slice(slices.size(), List.copyOf(part)));
        part.clear();
        partitions = 0;
      }
      part.add(request);
      partitions += request.partitions();
    }
    if (!part.isEmpty()) {
      slices.add(new Slice(slices.size(), List.copyOf(part)));
    }
    return slices;
  }
}
