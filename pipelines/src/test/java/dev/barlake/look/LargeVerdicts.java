package dev.barlake.look;

import com.fasterxml.jackson.databind.node.ArrayNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import dev.barlake.verify.Verdict;
import java.time.LocalDate;
import java.util.ArrayList;
import java.util.List;
import java.util.OptionalLong;
import java.util.Random;

/**
 * What the page would hold of the verdicts of a large lake: as many findings and bars as it may.
 */
final class LargeVerdicts {
  private static final int FINDINGS = 100;
  private static final int DAYS = 16;
  private static final List<Verdict> OTHERS =
      List.of(Verdict.SILENT, Verdict.SUSPECT, Verdict.MISSING);
  private static final int POINTS = 960;

  private LargeVerdicts() {}

  static void write(ObjectNode data, List<String> tickers, List<LocalDate> dates) {
    Random random = new Random(11);
    ObjectNode verify = data.putObject("verify").put("command", "./barlake verify");
    verify.put("run", "r").put("at", "now").putObject("made").put("consistent", 1);
    verify.putObject("all").put("consistent", 2L * tickers.size() * dates.size());
    ArrayNode layers = verify.putArray("layers");
    for (boolean adjusted : new boolean[] {false, true}) {
      ObjectNode layer = layers.addObject().put("name", adjusted ? "adjusted" : "raw");
      layer.put("window", "1minute").put("adjusted", adjusted);
      layer.put(
          "dates", Deltas.of(dates.stream().map(d -> OptionalLong.of(d.toEpochDay())).toList()));
      ArrayNode rows = layer.putArray("rows");
      tickers.forEach(t -> rows.addArray().add(t).add(cells(dates.size(), random)));
    }
    ObjectNode findings = data.putObject("findings").put("count", 5_000);
    ArrayNode list = findings.putArray("list");
    for (int i = 0; i < FINDINGS; i++) {
      finding(list.addObject(), tickers, dates.get(i).toString(), i < DAYS ? i : -1);
    }
    ArrayNode days = findings.putArray("days");
    for (int i = 0; i < DAYS; i++) {
      day(days.addObject(), random);
    }
  }

  /** One date in a hundred is not as usual. */
  private static String cells(int dates, Random random) {
    VerdictCells cells = new VerdictCells(dates);
    for (int i = 0; i < dates; i++) {
      boolean other = random.nextInt(100) == 0;
      cells.put(i, other ? OTHERS.get(random.nextInt(3)) : Verdict.CONSISTENT, i == dates - 1);
    }
    return cells.text();
  }

  private static void finding(ObjectNode json, List<String> tickers, String date, int day) {
    json.put("verdict", "suspect").put("test", "silence").put("window", "1minute");
    json.put("text", "no bar for 5 minutes from 2021-01-04T15:00:00Z, the chance is 10^-12");
    ArrayNode some = json.putArray("tickers");
    tickers.subList(0, 8).forEach(some::add);
    json.put("tickerCount", 50).put("count", 50).put("from", date).put("to", date);
    json.put("heal", "./barlake verify --tickers=" + String.join(",", tickers.subList(0, 50)));
    ArrayNode rows = json.putArray("rows");
    for (int i = 0; i < 6; i++) {
      rows.addArray()
          .add(tickers.get(i))
          .add(false)
          .add(date)
          .add("no bar for 5 minutes from 2021-01-04T15:00:00Z, the chance is 10^-11")
          .add(i == 0 ? day : -1);
    }
  }

  private static void day(ObjectNode json, Random random) {
    long start = 27_000_000;
    json.put("zone", "America/New_York").put("unit", 60).put("from", start).put("to", start + 390);
    json.putArray("gap").add(start + 100).add(start + 105);
    json.put("bars", POINTS).put("each", 1).put("decimals", 2);
    List<OptionalLong> at = new ArrayList<>();
    List<OptionalLong> close = new ArrayList<>();
    long price = 20_000;
    for (int i = 0; i < POINTS; i++) {
      price += random.nextInt(41) - 20;
      at.add(OptionalLong.of(start + i));
      close.add(OptionalLong.of(price));
    }
    json.put("t", Deltas.of(at));
    for (String name : new String[] {"high", "low", "close"}) {
      json.put(name, Deltas.of(close));
    }
  }
}
