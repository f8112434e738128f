package dev.barlake.look;

import com.fasterxml.jackson.databind.node.ArrayNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import dev.barlake.model.Market;
import java.time.LocalDate;
import java.time.YearMonth;
import java.util.TreeSet;

/**
 * The whole market by date, on the report. Writes {@code market}, one entry a tree: name, from, to,
 * dates, bars, bytes, missing (the first of them, and how many), mend, and months: month, days (the
 * trading days that should be there), held.
 */
final class MarketMap {
  private static final int SHOWN = 20;

  private MarketMap() {}

  static ReportPart part(MarketContents.All market, String sameLake) {
    return new ReportPart(
        "market",
        "All stocks",
        data -> {
          ArrayNode trees = data.putArray("market");
          market.trees().forEach(tree -> write(market, tree, sameLake, trees.addObject()));
        });
  }

  private static void write(
      MarketContents.All market, MarketContents tree, String sameLake, ObjectNode json) {
    json.put("name", tree.name());
    json.put("from", tree.first().toString()).put("to", tree.last().toString());
    json.put("dates", tree.days().size()).put("bars", tree.rows()).put("bytes", tree.bytes());
    TreeSet<LocalDate> missing = tree.missing();
    json.put("missing", missing.size());
    ArrayNode first = json.putArray("firstMissing");
    missing.stream().limit(SHOWN).forEach(date -> first.add(date.toString()));
    if (!missing.isEmpty()) {
      json.put("mend", market.mend(tree, sameLake));
    }
    ArrayNode months = json.putArray("months");
    for (YearMonth month = YearMonth.from(tree.first());
        !month.isAfter(YearMonth.from(tree.last()));
        month = month.plusMonths(1)) {
      write(tree, month, months.addObject());
    }
  }

  private static void write(MarketContents tree, YearMonth month, ObjectNode json) {
    LocalDate next = month.plusMonths(1).atDay(1);
    long held = tree.days().subMap(month.atDay(1), next).size();
    long days =
        month
            .atDay(1)
            .datesUntil(next)
            .filter(date -> !date.isBefore(tree.first()) && !date.isAfter(tree.last()))
            .filter(Market.STOCKS::isTradingDay)
            .count();
    json.put("month", month.toString()).put("held", held).put("days", days);
  }
}
