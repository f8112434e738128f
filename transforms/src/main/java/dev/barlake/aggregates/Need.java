package dev.barlake.aggregates;

import dev.barlake.lake.Lake;
import dev.barlake.model.BarSeries;
import dev.barlake.model.Coverage;
import dev.barlake.model.Rescaling;
import dev.barlake.model.SplitEpoch;
import dev.barlake.model.TimeRange;
import dev.barlake.parquet.PartitionHeader;
import dev.barlake.store.DamagedFileException;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;

/**
 * What is asked for of one storage period.
 *
 * @param wanted what the request wants of it
 * @param asked what has to be fetched, disjoint and ascending; none if the lake has it all
 * @param epoch the scale on which it is fetched
 * @param held what the lake's file of the period covers; null if there is no file
 * @param isMoved whether that file is on another scale, and has to be brought to this one
 * @param obstacle why nothing can be done for the period; null if something can
 */
record Need(
    BarSeries series,
    long period,
    List<TimeRange> wanted,
    List<TimeRange> asked,
    SplitEpoch epoch,
    Coverage held,
    boolean isMoved,
    Obstacle obstacle) {

  /** A failure that is known before anything is asked for, as in {@link Receipt.Failed}. */
  record Obstacle(String category, String message) {}

  /** Judges by the file's footer what a period lacks. */
  static Need of(AggregatesRequest request, long period, Lake lake, Refetch refetch) {
    BarSeries series = request.series();
    List<TimeRange> wanted = request.within(period);
    if (wanted.isEmpty()) {
      SplitEpoch none = new SplitEpoch(0, request.splits());
      return new Need(series, period, wanted, wanted, none, null, false, null);
    }
    try {
      return lake.header(series, period)
          .map(header -> ofFile(request, period, header, refetch))
          .orElseGet(() -> ofNothing(request, period));
    } catch (DamagedFileException e) {
      return ofObstacle(request, period, new Obstacle("damaged", e.getMessage()));
    }
  }

  private static Need ofObstacle(AggregatesRequest request, long period, Obstacle obstacle) {
    List<TimeRange> wanted = request.within(period);
    SplitEpoch epoch = new SplitEpoch(0, request.splits());
    return new Need(
        request.series(), period, wanted, List.of(), epoch, Coverage.NONE, false, obstacle);
  }

  private static Need ofNothing(AggregatesRequest request, long period) {
    List<TimeRange> wanted = request.within(period);
    SplitEpoch epoch = new SplitEpoch(0, request.splits());
    return new Need(request.series(), period, wanted, wanted, epoch, null, false, null);
  }

  private static Need ofFile(
      AggregatesRequest request, long period, PartitionHeader header, Refetch refetch) {
    BarSeries series = request.series();
    SplitEpoch held = header.epoch();
    if (isUnexpected(request, header)) {
      return ofObstacle(request, period, new Obstacle("splits", unexpected(request, period, held)));
    }
    SplitEpoch epoch =
        request.start() == AggregatesRequest.Start.ON_ANOTHER_SCALE
                && held.splits().equals(request.splits())
            ? held.revised()
            : held.under(request.splits());
    boolean moved = !epoch.equals(held);
    Coverage believed = moved ? afterwards(header, epoch, series) : header.coverage();
    List<TimeRange> all = new ArrayList<>(request.within(period));
    if (request.continued()) {
      all.addAll(holesBefore(all.get(0).from(), header.coverage()));
    }
    if (moved) {
      // What the file has on the old scale is fetched again, also what another run just added.
      all.addAll(believed.rescaledRanges());
    }
    List<TimeRange> wanted = TimeRange.union(all);
    List<TimeRange> asked =
        TimeRange.union(
            wanted.stream().map(range -> refetch.needed(series, range, believed)).toList());
    return new Need(series, period, wanted, asked, epoch, header.coverage(), moved, null);
  }

  /**
   * What a watermark promised and the file has not: an earlier version of the file was put back, or
   * the watermark was set by hand.
   */
  private static List<TimeRange> holesBefore(long from, Coverage covered) {
    List<TimeRange> spans = covered.spans();
    return spans.isEmpty() || spans.get(0).from() >= from
        ? List.of()
        : covered.missing(new TimeRange(spans.get(0).from(), from));
  }

  /** Whether the lake has a file of the period. */
  boolean isHeld() {
    return held != null;
  }

  /** How much of a range is fetched though the file covers it, ms. */
  long comparable(TimeRange range) {
    return held == null
        ? 0
        : held.spans().stream()
            .map(range::intersect)
            .filter(part -> !part.isEmpty())
            .mapToLong(part -> part.to() - part.from())
            .sum();
  }

  /** Bars under an older list must not pull back a file that a run with a newer one has moved. */
  private static boolean isUnexpected(AggregatesRequest request, PartitionHeader header) {
    BarSeries series = request.series();
    return !request.start().movesFiles()
        && Rescaling.between(header.epoch().splits(), request.splits())
            .filter(factors -> !factors.changes(header.coverage(), series))
            .isEmpty();
  }

  private static String unexpected(AggregatesRequest request, long period, SplitEpoch held) {
    return "Cannot extract %s in %s: its file is adjusted for the splits '%s', and when this run began it was for '%s'; another run may have moved it since, and the next run looks at the prices again"
        .formatted(
            request.series(),
            request.series().storagePeriod().label(period),
            held.splits(),
            request.splits());
  }

  /** What the file covers once it is on the new scale; nothing if nobody knows the way there. */
  private static Coverage afterwards(PartitionHeader header, SplitEpoch epoch, BarSeries series) {
    Optional<Rescaling> way =
        header.epoch().splits().equals(epoch.splits())
            ? Optional.empty()
            : Rescaling.between(header.epoch().splits(), epoch.splits());
    return way.map(factors -> factors.apply(header.coverage(), series))
        .orElseGet(() -> header.coverage().asRescaled());
  }
}
