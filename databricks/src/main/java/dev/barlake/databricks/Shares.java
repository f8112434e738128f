package dev.barlake.databricks;

import java.time.LocalDate;
import java.util.Map;
import java.util.NavigableMap;
import java.util.TreeMap;

/** How many shares one share of a listing's beginning is, by its splits. */
final class Shares {
  private final NavigableMap<LocalDate, Double> from = new TreeMap<>();

  /** Splits come by date. */
  void add(LocalDate date, double ratio) {
    from.put(date, ofAll() * ratio);
  }

  /** On a date: prices of the day of a split are on the new scale already. */
  double on(LocalDate date) {
    Map.Entry<LocalDate, Double> last = from.floorEntry(date);
    return last == null ? 1 : last.getValue();
  }

  double ofAll() {
    return from.isEmpty() ? 1 : from.lastEntry().getValue();
  }
}
