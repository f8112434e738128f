package dev.barlake.verify;

import dev.barlake.model.Bars;

/** Bars on another scale. */
final class Scaled {
  private Scaled() {}

  /**
   * @param factor what prices are multiplied by, and volumes divided by
   */
  static Bars of(Bars bars, double factor) {
    if (factor == 1) {
      return bars;
    }
    Bars.Builder scaled = new Bars.Builder(bars.size());
    for (int row = 0; row < bars.size(); row++) {
      scaled.add(
          bars.windowStart(row),
          bars.open(row) * factor,
          bars.high(row) * factor,
          bars.low(row) * factor,
          bars.close(row) * factor,
          bars.volume(row) / factor,
          bars.vwap(row) * factor,
          bars.transactions(row),
          bars.otc(row),
          bars.fetchedAt(row));
    }
    return scaled.build();
  }
}
