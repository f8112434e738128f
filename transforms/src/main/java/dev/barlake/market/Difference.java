package dev.barlake.market;

import java.io.IOException;
import java.io.Serializable;
import java.nio.charset.StandardCharsets;
import java.time.Instant;
import java.time.temporal.ChronoUnit;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;

/**
 * What became of a date's bars when its source was replaced.
 *
 * @param added bars that were not there
 * @param changed bars with other values
 * @param vanished bars that are there no more
 * @param first the first few, as {@code changed AAPL 2024-01-31T14:30:00Z}
 */
public record Difference(long added, long changed, long vanished, List<String> first)
    implements Serializable {
  private static final int SHOWN = 5;

  boolean isNone() {
    return added + changed + vanished == 0;
  }

  /** Compares two files of one date, which both are by ticker and time. */
  static Difference of(byte[] before, byte[] after) throws IOException {
    long added = 0;
    long changed = 0;
    long vanished = 0;
    List<String> first = new ArrayList<>();
    try (MarketFile old = new MarketFile(before);
        MarketFile now = new MarketFile(after)) {
      boolean hasOld = old.next();
      boolean hasNow = now.next();
      while (hasOld || hasNow) {
        int order = !hasOld ? 1 : !hasNow ? -1 : compare(old, now);
        if (order > 0) {
          added++;
          note(first, "added", now);
        } else if (order < 0) {
          vanished++;
          note(first, "vanished", old);
        } else if (!old.rows().same(old.row(), now.rows(), now.row())) {
          changed++;
          note(first, "changed", now);
        }
        hasOld = order <= 0 ? old.next() : hasOld;
        hasNow = order >= 0 ? now.next() : hasNow;
      }
    }
    return new Difference(added, changed, vanished, List.copyOf(first));
  }

  private static int compare(MarketFile old, MarketFile now) {
    int tickers = Arrays.compareUnsigned(old.ticker(), now.ticker());
    return tickers != 0
        ? tickers
        : Long.compare(old.rows().windowStart[old.row()], now.rows().windowStart[now.row()]);
  }

  private static void note(List<String> first, String what, MarketFile at) {
    if (first.size() < SHOWN) {
      Instant start = Instant.EPOCH.plus(at.rows().windowStart[at.row()], ChronoUnit.MICROS);
      String ticker = new String(at.ticker(), StandardCharsets.UTF_8);
      first.add("%s %s %s".formatted(what, ticker, start));
    }
  }
}
