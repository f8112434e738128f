package dev.barlake.aggregates;

import dev.barlake.model.BarSeries;
import dev.barlake.model.Coverage;
import dev.barlake.model.Coverage.Fetched;
import dev.barlake.model.TimeRange;
import java.io.Serializable;
import java.time.Duration;
import java.util.Optional;
import java.util.stream.Stream;

/**
 * Which of what the lake covers is believed, and which is asked for again.
 *
 * @param mode see {@link Mode}
 * @param lookback how long after its window a bar may still be corrected
 * @param runId what this same run fetched before it was interrupted is believed
 * @param ownSince epoch ms; under {@link Mode#STALE} what was fetched before is not this run's,
 *     whatever its id: somebody may give each day's run the same one
 */
public record Refetch(Mode mode, Duration lookback, String runId, long ownSince)
    implements Serializable {

  /** The values of the flag. */
  public enum Mode {
    /** Everything covered is believed. */
    MISSING,
    /** Believed is what was fetched at least the lookback after the bar. */
    STALE,
    /** Nothing is believed. */
    ALL
  }

  /** The part of {@code wanted} that has to be fetched, from its first need to its last. */
  TimeRange needed(BarSeries series, TimeRange wanted, Coverage covered) {
    return believed(series, covered).missing(wanted).stream()
        .reduce(TimeRange::span)
        .orElseGet(() -> new TimeRange(wanted.from(), wanted.from()));
  }

  private Coverage believed(BarSeries series, Coverage covered) {
    return new Coverage(
        covered.ranges().stream().flatMap(fetched -> believed(series, fetched)).toList());
  }

  private Stream<Fetched> believed(BarSeries series, Fetched fetched) {
    if (fetched.rescaled()) {
      return Stream.empty();
    }
    boolean own = fetched.runId().equals(runId);
    if (mode == Mode.ALL) {
      return own ? Stream.of(fetched) : Stream.empty();
    }
    if (mode == Mode.MISSING || (own && fetched.fetchedAt() >= ownSince)) {
      return Stream.of(fetched);
    }
    long settled = lastWindow(series, fetched.fetchedAt() - lookback.toMillis());
    TimeRange before =
        new TimeRange(Math.min(fetched.range().from(), settled), settled)
            .intersect(fetched.range());
    return Optional.of(before)
        .filter(range -> !range.isEmpty())
        .map(range -> new Fetched(range, fetched.fetchedAt(), fetched.runId()))
        .stream();
  }

  /**
   * The start of the window that was not over at an instant (epoch ms): whoever looks back that far
   * sees it end. Whole trading dates at least, since nobody asks for half a day again.
   */
  private static long lastWindow(BarSeries series, long instant) {
    return series.firstNotOver(
        series.tradeDate(instant).atStartOfDay(series.zone()).toInstant().toEpochMilli());
  }
}
