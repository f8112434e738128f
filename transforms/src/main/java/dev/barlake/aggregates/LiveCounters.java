package dev.barlake.aggregates;

import java.util.Map;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.atomic.LongAdder;

/**
 * What the workers of this process have done so far, for a progress line. Beam's own counters
 * appear at the end of a bundle only, which on Flink may be the end of the job; embedded Flink and
 * the direct runner share these fields with the launcher.
 */
public final class LiveCounters {
  private static final LongAdder PIECES = new LongAdder();
  private static final LongAdder BARS = new LongAdder();
  private static final Map<String, LongAdder> BY_TICKER = new ConcurrentHashMap<>();

  private LiveCounters() {}

  static void pieceDone(String ticker) {
    PIECES.increment();
    BY_TICKER.computeIfAbsent(ticker, t -> new LongAdder()).increment();
  }

  static void fetched(long bars) {
    BARS.add(bars);
  }

  /** Pieces of requests that were worked off, since the process started. */
  public static long pieces() {
    return PIECES.sum();
  }

  /** The same of one ticker. */
  public static long pieces(String ticker) {
    LongAdder pieces = BY_TICKER.get(ticker);
    return pieces == null ? 0 : pieces.sum();
  }

  /** Bars fetched, since the process started. */
  public static long bars() {
    return BARS.sum();
  }
}
