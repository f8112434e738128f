package dev.barlake.market;

import java.nio.charset.StandardCharsets;
import java.time.Instant;
import java.time.temporal.ChronoUnit;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;

/**
 * Counts bars that cannot be, by kind: {@code negativeVolume}, {@code lowAboveHigh} (or open or
 * close outside of the two), {@code priceNotPositive} and {@code offGrid} (not at a full minute).
 * They are stored as the source has them: what the vendor said is the record.
 */
final class ImpossibleRows {
  private static final int SHOWN = 3;
  private static final long MINUTE = 60_000_000;

  private final Map<String, Long> counts = new TreeMap<>();
  private final List<String> first = new ArrayList<>();

  /** Looks at all rows of a group. */
  void look(MarketRows rows) {
    for (int ticker = 0; ticker < rows.tickers; ticker++) {
      for (int row = rows.firstRow[ticker]; row < rows.endRow(ticker); row++) {
        look(rows, ticker, row);
      }
    }
  }

  private void look(MarketRows rows, int ticker, int row) {
    double open = rows.open[row];
    double high = rows.high[row];
    double low = rows.low[row];
    double close = rows.close[row];
    if (rows.volume[row] < 0) {
      found("negativeVolume", rows, ticker, row);
    }
    if (low > high || open < low || open > high || close < low || close > high) {
      found("lowAboveHigh", rows, ticker, row);
    }
    if (!(low > 0 && open > 0 && close > 0)) {
      found("priceNotPositive", rows, ticker, row);
    }
    if (rows.windowStart[row] % MINUTE != 0) {
      found("offGrid", rows, ticker, row);
    }
  }

  private void found(String kind, MarketRows rows, int ticker, int row) {
    counts.merge(kind, 1L, Long::sum);
    if (first.size() < SHOWN) {
      first.add(
          "%s %s %s: open %s, high %s, low %s, close %s, volume %s"
              .formatted(
                  kind,
                  new String(rows.ticker[ticker], StandardCharsets.UTF_8),
                  Instant.EPOCH.plus(rows.windowStart[row], ChronoUnit.MICROS),
                  rows.open[row],
                  rows.high[row],
                  rows.low[row],
                  rows.close[row],
                  rows.volume[row]));
    }
  }

  /** By kind; null if there is none, so that nothing stands in a file's footer. */
  Map<String, Long> counts() {
    return counts.isEmpty() ? null : counts;
  }

  /** The first few, or null. */
  List<String> first() {
    return first.isEmpty() ? null : first;
  }
}
