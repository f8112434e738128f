package dev.barlake.model;

/**
 * The bars of one series within one storage period, with what was asked to get them. What one fetch
 * brings is a block, a partition file holds a block, and merging two makes a third.
 *
 * @param series the series
 * @param period the number of the storage period, see {@link StoragePeriod}
 * @param epoch the splits under which adjusted bars were computed
 * @param coverage the ranges that were asked for; every bar lies in one of them
 * @param bars may be empty: a period without a trade is knowledge too
 */
public record BarBlock(
    BarSeries series, long period, SplitEpoch epoch, Coverage coverage, Bars bars) {

  /** The block's place, for messages: {@code AAPL 5minute adjusted 2024-01}. */
  @Override
  public String toString() {
    return series + " " + series.storagePeriod().label(period);
  }
}
