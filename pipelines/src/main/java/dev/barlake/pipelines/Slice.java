package dev.barlake.pipelines;

import dev.barlake.aggregates.AggregatesRequest;
import dev.barlake.model.StoragePeriod;
import java.time.ZoneId;
import java.util.ArrayList;
import java.util.List;

/**
 * A part of the plan that one pipeline carries out: series of one zone, of bounded size, since a
 * pipeline keeps about 0.8 kB for every partition until it ends. With slices, memory does not grow
 * with the number of tickers or years.
 */
record Slice(
    int number, StoragePeriod storagePeriod, ZoneId zone, List<AggregatesRequest> requests) {
  /** How many partitions a slice has at most in a run. */
  static final int PARTITIONS = 10_000;

  /**
   * Cuts requests, which are of one timespan, into slices; a series is never cut.
   *
   * @param partitionsAtMost of one slice, unless a single series has more
   */
  static List<Slice> of(List<AggregatesRequest> requests, long partitionsAtMost) {
    List<Slice> slices = new ArrayList<>();
    List<ZoneId> zones =
        requests.stream().map(request -> request.series().zone()).distinct().toList();
    for (ZoneId zone : zones) {
      List<AggregatesRequest> part = new ArrayList<>();
      long partitions = 0;
      for (AggregatesRequest request : requests) {
        if (!request.series().zone().equals(zone)) {
          continue;
        }
        if (!part.isEmpty() && partitions + request.partitions() > partitionsAtMost) {
          slices.add(slice(slices.size(), part));
          part = new ArrayList<>();
          partitions = 0;
        }
        part.add(request);
        partitions += request.partitions();
      }
      slices.add(slice(slices.size(), part));
    }
    return slices;
  }

  private static Slice slice(int number, List<AggregatesRequest> requests) {
    var series = requests.get(0).series();
    return new Slice(number, series.storagePeriod(), series.zone(), List.copyOf(requests));
  }
}
