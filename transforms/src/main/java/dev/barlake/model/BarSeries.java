package dev.barlake.model;

import java.io.Serializable;
import java.time.Instant;
import java.time.LocalDate;
import java.time.ZoneId;

/**
 * One series of bars: which instrument, how long each window, and on which scale.
 *
 * @param ticker case-sensitive, as the API spells it
 * @param multiplier how many timespans a window lasts; at least 1
 * @param adjusted whether prices and volumes are adjusted for splits (never for dividends)
 */
public record BarSeries(String ticker, int multiplier, Timespan timespan, boolean adjusted)
    implements Serializable, Comparable<BarSeries> {
  public BarSeries {
    if (ticker.isEmpty() || multiplier < 1) {
      throw new IllegalArgumentException(
          "Cannot make a series of ticker '%s' and multiplier %d".formatted(ticker, multiplier));
    }
  }

  public Market market() {
    return Market.of(ticker);
  }

  public ZoneId zone() {
    return market().zone();
  }

  public StoragePeriod storagePeriod() {
    return timespan.storagePeriod();
  }

  /** Multiplier and timespan in one word: {@code 5minute}. */
  public String window() {
    return multiplier + timespan.apiName();
  }

  /** The number of the storage period that holds a window's start (epoch ms). */
  public long periodOf(long windowStart) {
    return storagePeriod().numberOf(tradeDate(windowStart));
  }

  /** The instants of a storage period in the series' zone. */
  public TimeRange periodRange(long number) {
    return storagePeriod().range(number, zone());
  }

  /** The exchange-local date on which a window starts (epoch ms). */
  public LocalDate tradeDate(long windowStart) {
    return Instant.ofEpochMilli(windowStart).atZone(zone()).toLocalDate();
  }

  /** Whether a window may start at an instant (epoch ms), see {@link Timespan#isOnGrid}. */
  public boolean isOnGrid(long instant) {
    return timespan.isOnGrid(instant, zone());
  }

  /** The exclusive end of the window that starts at {@code windowStart} (both epoch ms). */
  public long windowEnd(long windowStart) {
    return timespan.plus(windowStart, multiplier, zone());
  }

  /**
   * The instants that the windows starting within {@code range} last; empty if none starts in it.
   * Windows of whole weeks or more rarely start with a range of dates, and to ask for a part of a
   * window would be to get a bar of that part.
   */
  public TimeRange windowsIn(TimeRange range) {
    long floor = timespan.floor(range.from(), multiplier, zone());
    long first = floor < range.from() ? timespan.plus(floor, step(), zone()) : floor;
    if (range.isEmpty() || first >= range.to()) {
      return new TimeRange(range.from(), range.from());
    }
    long last = timespan.floor(range.to() - 1, multiplier, zone());
    return new TimeRange(first, timespan.plus(last, step(), zone()));
  }

  /** Units from one possible window start to the next; see {@link Timespan#floor}. */
  private int step() {
    return timespan.isIntraday() ? multiplier : 1;
  }

  /**
   * The first instant (epoch ms) at which a window may start that is not over at {@code now} (epoch
   * ms). A window of whole days is over when its last day's trading is.
   */
  public long firstOpenWindow(long now) {
    long current = timespan.floor(now, multiplier, zone());
    if (timespan.isIntraday()) {
      return current;
    }
    long end = timespan.plus(current, 1, zone());
    long first = market().closeOf(tradeDate(end - 1)) <= now ? end : current;
    return timespan.plus(first, 1 - multiplier, zone());
  }

  /**
   * The start (epoch ms) of the first window that may end after an instant (epoch ms): a window
   * counts as recent from its end on, not from its start.
   */
  public long firstNotOver(long instant) {
    long floor = timespan.floor(instant, multiplier, zone());
    return timespan.isIntraday() ? floor : timespan.plus(floor, 1 - multiplier, zone());
  }

  /** As {@code AAPL 5minute adjusted}, for messages. */
  @Override
  public String toString() {
    return ticker + " " + window() + (adjusted ? " adjusted" : " raw");
  }

  @Override
  public int compareTo(BarSeries other) {
    int byTicker = ticker.compareTo(other.ticker);
    int byTimespan = byTicker != 0 ? byTicker : timespan.compareTo(other.timespan);
    int byWindow = byTimespan != 0 ? byTimespan : Integer.compare(multiplier, other.multiplier);
    return byWindow != 0 ? byWindow : Boolean.compare(adjusted, other.adjusted);
  }
}
