package dev.barlake.look;

import com.fasterxml.jackson.databind.json.JsonMapper;
import com.fasterxml.jackson.databind.node.ArrayNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import dev.barlake.model.Market;
import java.time.DayOfWeek;
import java.time.LocalDate;
import java.time.YearMonth;
import java.util.Collections;
import java.util.List;
import java.util.Locale;
import java.util.OptionalLong;
import java.util.Random;
import java.util.TreeMap;
import java.util.stream.IntStream;
import java.util.stream.Stream;

/** What the page would hold of a large lake of minutes, raw and adjusted, with prices at random. */
final class LargeReport {
  private LargeReport() {}

  /** The page of all parts. */
  static String page(int tickers, int months) {
    List<ReportPart> parts =
        Stream.of(
                "totals",
                "coverage",
                "verify",
                "findings",
                "prices",
                "market",
                "runs",
                "failures",
                "splits")
            .map(name -> new ReportPart(name, name, data -> {}))
            .toList();
    return ReportPage.of(of(tickers, months), parts);
  }

  private static ObjectNode of(int tickers, int months) {
    ObjectNode data = new JsonMapper().createObjectNode();
    data.put("lake", "s3://large/market/").put("madeAt", "now").put("version", "");
    ObjectNode totals = data.putObject("totals").put("tickers", tickers).put("series", tickers * 2);
    totals
        .put("bars", 1_000_000_000L)
        .put("files", 2L * tickers * months)
        .put("bytes", 17_000_000_000L);
    totals.put("from", "2021-01-01").put("to", "2025-12-31").put("holes", 0);
    Random random = new Random(7);
    ArrayNode maps = data.putArray("heatmaps");
    for (String name : new String[] {"1minute raw", "1minute adjusted"}) {
      ObjectNode map = maps.addObject().put("name", name).put("kind", "coverage");
      ArrayNode columns = map.putArray("columns");
      ArrayNode days = map.putObject("days").putArray("stocks");
      for (int m = 0; m < months; m++) {
        columns.add(YearMonth.of(2021, 1).plusMonths(m).toString());
        days.add(21);
      }
      ArrayNode rows = map.putArray("rows");
      for (int t = 0; t < tickers; t++) {
        ObjectNode row = rows.addObject().put("ticker", ticker(t)).put("market", "stocks");
        row.put("covered", Deltas.of(Collections.nCopies(months, OptionalLong.of(21))));
        row.put(
            "bars",
            Deltas.of(
                random.ints(months, 10_000, 19_000).mapToObj(n -> OptionalLong.of(n)).toList()));
      }
    }
    ObjectNode charts = data.putObject("charts");
    for (int t = 0; t < tickers; t++) {
      ClosesText.write(charts.putObject(ticker(t)), closes(random, months), true);
    }
    List<LocalDate> dates =
        LocalDate.of(2021, 1, 1)
            .datesUntil(LocalDate.of(2021, 1, 1).plusMonths(months))
            .filter(Market.STOCKS::isTradingDay)
            .toList();
    LargeVerdicts.write(
        data, IntStream.range(0, tickers).mapToObj(LargeReport::ticker).toList(), dates);
    for (String list : new String[] {"market", "runs", "failures", "damaged", "splits"}) {
      data.putArray(list);
    }
    return data;
  }

  private static String ticker(int t) {
    return String.format(Locale.ROOT, "T%03d", t);
  }

  /** Adjusted prices have four decimals, raw ones two. */
  private static Closes closes(Random random, int months) {
    TreeMap<LocalDate, Double> raw = new TreeMap<>();
    TreeMap<LocalDate, Double> adjusted = new TreeMap<>();
    double price = 20 + random.nextInt(400);
    for (LocalDate d = LocalDate.of(2021, 1, 1);
        d.isBefore(LocalDate.of(2021, 1, 1).plusMonths(months));
        d = d.plusDays(1)) {
      if (d.getDayOfWeek().compareTo(DayOfWeek.FRIDAY) <= 0) {
        price *= 1 + random.nextGaussian() * 0.02;
        raw.put(d, Math.rint(price * 100) / 100);
        adjusted.put(d, Math.rint(price / 3 * 10_000) / 10_000);
      }
    }
    return new Closes(raw, adjusted, "1minute");
  }
}
