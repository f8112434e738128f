package dev.barlake.aggregates;

import dev.barlake.lake.ScaleAlarm;
import dev.barlake.marketapi.AggregatesWalk;
import dev.barlake.marketapi.ApiException;
import dev.barlake.marketapi.MarketApi;
import dev.barlake.model.BarSeries;
import dev.barlake.model.Bars;
import dev.barlake.model.Rescaling;
import dev.barlake.model.SplitEpoch;
import dev.barlake.model.TimeRange;

/**
 * Raw prices are on no scale but their own: what adjusted ones differ by is what the vendor has
 * applied to them.
 */
public final class RawPrices {
  private RawPrices() {}

  /**
   * Whether adjusted bars are the raw ones times the named splits; one request.
   *
   * @param splits as in {@link SplitEpoch#splits}
   * @return false too if there are no raw bars to compare with, or the names say nothing
   * @throws ApiException if the raw bars cannot be had
   */
  public static boolean agree(MarketApi api, BarSeries series, Bars adjusted, String splits) {
    if (adjusted.isEmpty()) {
      return false;
    }
    BarSeries raw = new BarSeries(series.ticker(), series.multiplier(), series.timespan(), false);
    long end = series.windowEnd(adjusted.windowStart(adjusted.size() - 1));
    Bars traded = fetch(api, raw, new TimeRange(adjusted.windowStart(0), end));
    return Rescaling.between(SplitEpoch.NO_SPLITS, splits)
        .filter(all -> ScaleAlarm.agree(all.apply(traded, raw), adjusted))
        .isPresent();
  }

  private static Bars fetch(MarketApi api, BarSeries series, TimeRange range) {
    AggregatesWalk walk = api.aggregates(series, range);
    Bars.Builder bars = new Bars.Builder(0);
    for (var page = walk.next(); page != null; page = walk.next()) {
      bars.addAll(page.bars(), 0, page.bars().size());
    }
    return bars.build();
  }
}
