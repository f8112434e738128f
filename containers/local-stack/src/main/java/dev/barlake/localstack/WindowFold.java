package dev.barlake.localstack;

/** Base bars on their way into one window. */
final class WindowFold {
  private long start = Long.MAX_VALUE;
  private long end = Long.MIN_VALUE;
  private int count;
  private long open;
  private long high = Long.MIN_VALUE;
  private long low = Long.MAX_VALUE;
  private long close;
  private long volume;
  // Sum of vwap × volume in 128 bits: exact, so that it is the same from either end.
  private long turnoverHigh;
  private long turnoverLow;
  private long transactions;

  void begin(long windowStart, long windowEnd) {
    start = windowStart;
    end = windowEnd;
  }

  boolean holds(long millis) {
    return millis >= start && millis < end;
  }

  int count() {
    return count;
  }

  /** Adds a base bar that is later than those before it, or earlier if {@code descending}. */
  void add(BaseBars bars, int i, boolean descending) {
    if (count == 0 || descending) {
      open = bars.open[i];
    }
    if (count == 0 || !descending) {
      close = bars.close[i];
    }
    high = Math.max(high, bars.high[i]);
    low = Math.min(low, bars.low[i]);
    volume += bars.volume[i];
    long product = bars.vwap[i] * bars.volume[i];
    turnoverLow += product;
    turnoverHigh +=
        Math.multiplyHigh(bars.vwap[i], bars.volume[i])
            + (Long.compareUnsigned(turnoverLow, product) < 0 ? 1 : 0);
    transactions += bars.transactions[i];
    count++;
  }

  WindowBar toBar(long tags, Listing listing) {
    long hash = Noise.mix(tags, start);
    // The vendor leaves vw or n out of a bar now and then; an index has neither.
    boolean noVwap = listing.isIndex() || hash % 211 == 0;
    boolean noTransactions = listing.isIndex() || hash % 173 == 1;
    return new WindowBar(
        start,
        open,
        high,
        low,
        close,
        volume,
        noVwap ? -1 : vwap(),
        noTransactions ? -1 : transactions,
        listing.isOtc(),
        count);
  }

  /** Leaves this window as the only base bar. */
  void store(BaseBars bars) {
    bars.size = 1;
    bars.second[0] = 0;
    bars.start[0] = start;
    bars.open[0] = open;
    bars.high[0] = high;
    bars.low[0] = low;
    bars.close[0] = close;
    bars.volume[0] = volume;
    bars.vwap[0] = vwap();
    bars.transactions[0] = transactions;
  }

  private long vwap() {
    if (volume == 0) {
      return low;
    }
    double turnover = turnoverHigh * 0x1p64 + unsigned(turnoverLow);
    return Math.min(high, Math.max(low, Math.round(turnover / volume)));
  }

  private static double unsigned(long bits) {
    return (bits >>> 1) * 2.0 + (bits & 1);
  }
}
