package dev.barlake.look;

import com.fasterxml.jackson.databind.node.ObjectNode;
import java.time.DayOfWeek;
import java.time.LocalDate;
import java.time.temporal.TemporalAdjusters;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.OptionalLong;
import java.util.SortedMap;
import java.util.SortedSet;
import java.util.TreeMap;
import java.util.TreeSet;

/**
 * Closes as the page holds them: dates as epoch days, prices as whole numbers of the smallest
 * decimal that any of them has, both as {@link Deltas}.
 */
final class ClosesText {
  private ClosesText() {}

  /**
   * Writes one ticker's.
   *
   * @param weekly whether to keep the last price of each week only
   */
  static void write(ObjectNode json, Closes closes, boolean weekly) {
    SortedMap<LocalDate, Double> raw = thinned(closes.raw(), weekly);
    SortedMap<LocalDate, Double> adjusted = thinned(closes.adjusted(), weekly);
    TreeSet<LocalDate> dates = new TreeSet<>(raw.keySet());
    dates.addAll(adjusted.keySet());
    int decimals = Math.max(Prices.decimals(raw.values()), Prices.decimals(adjusted.values()));
    json.put("note", note(closes, weekly));
    json.put("decimals", decimals);
    json.put("dates", Deltas.of(dates.stream().map(d -> OptionalLong.of(d.toEpochDay())).toList()));
    if (closes.raw() != null) {
      json.put("raw", text(dates, raw, decimals));
    }
    if (closes.adjusted() != null) {
      json.put("adjusted", text(dates, adjusted, decimals));
    }
  }

  private static String note(Closes closes, boolean weekly) {
    return "From bars of %s. %sAdjusted prices are for splits, never for dividends."
        .formatted(
            closes.window().replaceFirst("^1", "1 ").replaceFirst("^([0-9]+)([a-z]+)", "$1 $2s"),
            weekly ? "The last price of each week, since the lake is large. " : "");
  }

  private static SortedMap<LocalDate, Double> thinned(
      SortedMap<LocalDate, Double> closes, boolean weekly) {
    if (closes == null) {
      return new TreeMap<>();
    }
    if (!weekly) {
      return closes;
    }
    Map<LocalDate, LocalDate> last = new TreeMap<>();
    closes
        .keySet()
        .forEach(
            date -> last.put(date.with(TemporalAdjusters.nextOrSame(DayOfWeek.SATURDAY)), date));
    TreeMap<LocalDate, Double> thin = new TreeMap<>();
    last.values().forEach(date -> thin.put(date, closes.get(date)));
    return thin;
  }

  private static String text(
      SortedSet<LocalDate> dates, Map<LocalDate, Double> closes, int decimals) {
    List<OptionalLong> values = new ArrayList<>();
    for (LocalDate date : dates) {
      values.add(Prices.whole(closes.get(date), decimals));
    }
    return Deltas.of(values);
  }
}
