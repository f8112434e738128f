package dev.barlake.aggregates;

import dev.barlake.model.BarSeries;
import dev.barlake.model.SplitEpoch;
import dev.barlake.model.TimeRange;
import java.io.Serializable;
import org.apache.beam.sdk.coders.DefaultCoder;
import org.apache.beam.sdk.coders.SerializableCoder;

/**
 * What is wanted of one series.
 *
 * @param range the instants at which the wanted windows start
 * @param splits the executed splits that adjusted bars are computed with now, as in {@link
 *     SplitEpoch#splits}
 */
@DefaultCoder(SerializableCoder.class)
public record AggregatesRequest(BarSeries series, TimeRange range, String splits)
    implements Serializable {

  /** The most base bars that the API reads for one request. */
  static final int BASE_BARS_PER_REQUEST = 50_000;

  /** The most trading days that a month of an exchange has. */
  private static final int TRADING_DAYS_PER_MONTH = 23;

  /** The number of the first storage period that is touched. */
  public long firstPeriod() {
    return series.periodOf(range.from());
  }

  /** The number after the last storage period that is touched. */
  public long endPeriod() {
    return range.isEmpty() ? firstPeriod() : series.periodOf(range.to() - 1) + 1;
  }

  /** The part of the range that lies in a storage period. */
  public TimeRange within(long period) {
    return series.periodRange(period).intersect(range);
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

  /** How many pieces of about one request the range is split into. */
  public long pieces() {
    return (partitions() + periodsPerRequest() - 1) / periodsPerRequest();
  }

  /** How many partition files the range touches. */
  public long partitions() {
    return endPeriod() - firstPeriod();
  }
}
