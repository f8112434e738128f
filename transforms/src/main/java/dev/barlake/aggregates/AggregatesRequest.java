package dev.barlake.aggregates;

import dev.barlake.model.BarSeries;
import dev.barlake.model.SplitEpoch;
import dev.barlake.model.TimeRange;
import java.io.Serializable;
import java.util.List;
import java.util.stream.LongStream;
import org.apache.beam.sdk.coders.DefaultCoder;
import org.apache.beam.sdk.coders.SerializableCoder;

/**
 * What is wanted of one series.
 *
 * @param ranges the instants at which the wanted windows start; disjoint, ascending, not empty
 * @param splits the executed splits that adjusted bars are computed with now, as in {@link
 *     SplitEpoch#splits}
 * @param start what the lake knows of the series
 * @param continued whether the ranges begin at the series' watermark, so that the lake should have
 *     all that is before them
 */
@DefaultCoder(SerializableCoder.class)
public record AggregatesRequest(
    BarSeries series, List<TimeRange> ranges, String splits, Start start, boolean continued)
    implements Serializable {

  /** What the lake knows of a series before the run. */
  public enum Start {
    /** Nothing: the ticker may be a typing error, so it is looked up if it brings no bar. */
    NEW,
    /** The lake has the series, on the scale of the request's splits. */
    KNOWN,
    /** The lake has it on the scale of other splits, and the vendor's prices were seen to move. */
    MOVED,
    /** The lake has it on a scale that the vendor has left without naming a split. */
    ON_ANOTHER_SCALE;

    /** Whether files are expected whose bars have to be brought to another scale. */
    boolean movesFiles() {
      return this == MOVED || this == ON_ANOTHER_SCALE;
    }
  }

  /** The most base bars that the API reads for one request. */
  static final int BASE_BARS_PER_REQUEST = 50_000;

  /** The most trading days that a month of an exchange has. */
  private static final int TRADING_DAYS_PER_MONTH = 23;

  public AggregatesRequest {
    ranges = List.copyOf(ranges);
    if (ranges.isEmpty() || ranges.stream().anyMatch(TimeRange::isEmpty)) {
      throw new IllegalArgumentException("Cannot ask for nothing of %s".formatted(series));
    }
  }

  /** One range of a series that the lake knows. */
  public static AggregatesRequest of(BarSeries series, TimeRange range, String splits) {
    return new AggregatesRequest(series, List.of(range), splits, Start.KNOWN, false);
  }

  /** The same, as the continuation of what the lake has up to its watermark. */
  public AggregatesRequest continuing() {
    return new AggregatesRequest(series, ranges, splits, start, true);
  }

  /** The same series with other ranges, splits and start. */
  public AggregatesRequest with(List<TimeRange> otherRanges, String otherSplits, Start otherStart) {
    return new AggregatesRequest(series, otherRanges, otherSplits, otherStart, continued);
  }

  /** The number of the first storage period that is touched. */
  public long firstPeriod() {
    return series.periodOf(ranges.get(0).from());
  }

  /** The number after the last storage period that is touched. */
  public long endPeriod() {
    return series.periodOf(ranges.get(ranges.size() - 1).to() - 1) + 1;
  }

  /** The wanted ranges that lie in a storage period; none if it is between two of them. */
  public List<TimeRange> within(long period) {
    TimeRange whole = series.periodRange(period);
    return ranges.stream().map(whole::intersect).filter(range -> !range.isEmpty()).toList();
  }

  /** Whether anything from one storage period (inclusive) to another (exclusive) is wanted. */
  boolean touches(long from, long to) {
    TimeRange span = series.periodRange(from).span(series.periodRange(to - 1));
    return ranges.stream().anyMatch(range -> !range.intersect(span).isEmpty());
  }

  /** How many whole storage periods one request can bring without a second page. */
  public long periodsPerRequest() {
    int perDay = series.timespan().baseBarsPerDay(series.market().tradingDay());
    int days =
        switch (series.storagePeriod()) {
          case DAY -> 1;
          case MONTH -> series.market().tradingDay().toHours() < 24 ? TRADING_DAYS_PER_MONTH : 31;
          case YEAR -> 366;
        };
    return Math.max(1, BASE_BARS_PER_REQUEST / ((long) perDay * days));
  }

  /** How many pieces of about one request the ranges are split into. */
  public long pieces() {
    long step = periodsPerRequest();
    return LongStream.iterate(firstPeriod(), from -> from < endPeriod(), from -> from + step)
        .filter(from -> touches(from, Math.min(from + step, endPeriod())))
        .count();
  }

  /** How many partition files the ranges touch. */
  public long partitions() {
    return LongStream.range(firstPeriod(), endPeriod())
        .filter(period -> touches(period, period + 1))
        .count();
  }
}
