package dev.barlake.look;

import com.fasterxml.jackson.databind.node.ObjectNode;
import dev.barlake.lake.Lake;
import java.util.Map;
import java.util.Optional;
import java.util.TreeMap;
import java.util.stream.Collectors;

/**
 * The report's prices. Writes {@code charts}, by ticker: note, decimals, and dates, raw, adjusted
 * as {@link Deltas}. Of all parts this one reads bars.
 */
final class Charts {
  /** So many prices leave the page below 2 MB. With more it holds those of each week only. */
  private static final long MOST_PRICES = 250_000;

  private Charts() {}

  static ReportPart part(Lake lake, LakeContents contents) {
    return new ReportPart("prices", "Prices", data -> write(lake, contents, data));
  }

  private static void write(Lake lake, LakeContents contents, ObjectNode data) {
    Map<String, Closes> closes = new TreeMap<>();
    contents.series().stream()
        .collect(Collectors.groupingBy(s -> s.series().ticker()))
        .forEach((ticker, all) -> Closes.of(lake, all).ifPresent(c -> closes.put(ticker, c)));
    long prices = closes.values().stream().mapToLong(Charts::prices).sum();
    ObjectNode charts = data.putObject("charts");
    closes.forEach(
        (ticker, c) -> ClosesText.write(charts.putObject(ticker), c, prices > MOST_PRICES));
  }

  private static long prices(Closes closes) {
    return (long) Optional.ofNullable(closes.raw()).map(Map::size).orElse(0)
        + Optional.ofNullable(closes.adjusted()).map(Map::size).orElse(0);
  }
}
