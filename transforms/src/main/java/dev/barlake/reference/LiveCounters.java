package dev.barlake.reference;

import java.util.Arrays;
import java.util.Map;
import java.util.concurrent.atomic.LongAdder;
import java.util.stream.Collectors;

/**
 * What the workers of this process have read so far, for a progress line; Beam's own counters
 * appear at the end of a bundle only.
 */
public final class LiveCounters {
  private static final Map<ReferenceTable, LongAdder> ROWS =
      Arrays.stream(ReferenceTable.values())
          .collect(Collectors.toUnmodifiableMap(table -> table, table -> new LongAdder()));

  private LiveCounters() {}

  static void read(ReferenceTable table, long rows) {
    ROWS.get(table).add(rows);
  }

  /** Rows that were read for a table since the process started. */
  public static long rows(ReferenceTable table) {
    return ROWS.get(table).sum();
  }
}
