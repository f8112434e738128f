package dev.barlake.look;

import com.fasterxml.jackson.databind.json.JsonMapper;
import com.fasterxml.jackson.databind.node.ArrayNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import dev.barlake.lake.Lake;
import dev.barlake.model.ExecutedSplits;
import dev.barlake.model.SplitEpoch;
import java.time.Instant;
import java.time.LocalDate;
import java.time.ZoneOffset;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.TreeMap;
import java.util.TreeSet;
import java.util.stream.Collectors;

/**
 * What the report's page holds, as JSON:
 *
 * <pre>
 * lake, madeAt, version
 * totals    tickers, series, bars, files, bytes, from, to, holes (series that have some)
 * heatmaps  [name, kind, columns, rows …]; of kind "coverage": columns are months, days the trading
 *           days of each market by month, rows have ticker, market, covered (days) and bars by month
 * charts    by ticker: note, decimals, and dates, raw, adjusted as {@link Deltas}
 * runs      [id, startedAt, window, outcome, exitCode, files, bars, changed, failed …], newest first
 * failures  [what, messages, then, command] of the newest run; damaged: sentences
 * splits    [ticker, date, ratio, windows]
 * </pre>
 *
 * Another kind of heat map is another entry of {@code heatmaps} with a kind of its own, and a
 * drawer for it in {@code heatmap.js}: verdicts by dates, say.
 */
final class ReportData {
  private static final JsonMapper JSON = new JsonMapper();
  private static final int RUNS = 20;

  /** So many prices leave the page below 2 MB. With more it holds those of each week only. */
  private static final long MOST_PRICES = 250_000;

  private final Lake lake;
  private final LakeContents contents;
  private final ObjectNode json = JSON.createObjectNode();

  private ReportData(Lake lake, LakeContents contents) {
    this.lake = lake;
    this.contents = contents;
  }

  /**
   * Reads what the page needs: of most files the footer, of those that prices come from the bars.
   *
   * @param name the lake as its user calls it
   * @param sameLake flags that name the lake, for commands
   */
  static ObjectNode of(
      Lake lake, String name, LakeContents contents, Instant now, String sameLake) {
    ReportData data = new ReportData(lake, contents);
    data.json.put("lake", name).put("madeAt", Status.time(now));
    data.totals();
    data.heatmaps(LocalDate.ofInstant(now, ZoneOffset.UTC));
    data.charts();
    data.runs(sameLake);
    data.splits();
    return data.json;
  }

  private void totals() {
    List<SeriesContents> all = contents.series();
    ObjectNode totals = json.putObject("totals");
    totals.put("tickers", byTicker().size()).put("series", all.size());
    totals.put("bars", all.stream().mapToLong(SeriesContents::bars).sum());
    totals.put("files", all.stream().mapToLong(s -> s.partitions().size()).sum());
    totals.put("bytes", all.stream().mapToLong(SeriesContents::bytes).sum());
    totals.put("holes", all.stream().filter(s -> !s.holes().isEmpty()).count());
    all.stream()
        .map(SeriesContents::first)
        .min(LocalDate::compareTo)
        .ifPresent(date -> totals.put("from", date.toString()));
    all.stream()
        .map(SeriesContents::last)
        .max(LocalDate::compareTo)
        .ifPresent(date -> totals.put("to", date.toString()));
  }

  private void heatmaps(LocalDate today) {
    Map<String, List<SeriesContents>> groups = new LinkedHashMap<>();
    contents.series().stream()
        .sorted((a, b) -> a.series().timespan().compareTo(b.series().timespan()))
        .forEach(
            s -> groups.computeIfAbsent(Status.name(s.series()), k -> new ArrayList<>()).add(s));
    ArrayNode heatmaps = json.putArray("heatmaps");
    CoverageMap map = new CoverageMap(lake, today);
    groups.forEach((name, series) -> map.write(heatmaps, name, series));
  }

  private void charts() {
    ObjectNode charts = json.putObject("charts");
    Map<String, Closes> closes = new TreeMap<>();
    byTicker()
        .forEach((ticker, series) -> Closes.of(lake, series).ifPresent(c -> closes.put(ticker, c)));
    long prices = closes.values().stream().mapToLong(ReportData::prices).sum();
    closes.forEach(
        (ticker, c) -> ClosesText.write(charts.putObject(ticker), c, prices > MOST_PRICES));
  }

  private static long prices(Closes closes) {
    return (long) Optional.ofNullable(closes.raw()).map(Map::size).orElse(0)
        + Optional.ofNullable(closes.adjusted()).map(Map::size).orElse(0);
  }

  private Map<String, List<SeriesContents>> byTicker() {
    return contents.series().stream()
        .collect(
            Collectors.groupingBy(s -> s.series().ticker(), TreeMap::new, Collectors.toList()));
  }

  private void runs(String sameLake) {
    List<Run> runs = Run.all(lake);
    ArrayNode rows = json.putArray("runs");
    for (Run run : runs.stream().limit(RUNS).toList()) {
      ObjectNode row = rows.addObject().put("id", run.id());
      row.put("startedAt", Status.time(run.startedAt())).put("window", run.window());
      row.put("outcome", run.outcome());
      for (String count : List.of("files", "bars", "changed", "failed")) {
        row.put(count, run.ended() ? run.count(count) : null);
      }
      row.put("exitCode", run.ended() ? run.exitCode() : null);
      row.set("requests", run.summary().path("api").get("requests"));
      row.set("seconds", run.summary().get("seconds"));
    }
    ArrayNode failures = json.putArray("failures");
    List<FailureGroup> groups =
        runs.isEmpty() ? List.of() : FailureGroup.of(runs.get(0).failures(lake));
    for (FailureGroup group : groups) {
      ObjectNode failure = failures.addObject().put("what", group.what());
      group.messages().forEach(failure.putArray("messages")::add);
      failure.put("then", group.then());
      group.command(sameLake).ifPresent(command -> failure.put("command", command));
    }
    ArrayNode damaged = json.putArray("damaged");
    contents.damaged().forEach(damaged::add);
  }

  /** The splits that adjusted bars were computed under, by ticker and date. */
  private void splits() {
    Map<String, TreeSet<String>> windows = new TreeMap<>();
    for (SeriesContents s : contents.series()) {
      if (!s.splits().equals(SplitEpoch.NO_SPLITS)) {
        for (var split :
            ExecutedSplits.parse(s.splits()).orElse(ExecutedSplits.NONE).executions()) {
          String ratio = split.from().toPlainString() + ":" + split.to().toPlainString();
          windows
              .computeIfAbsent(
                  s.series().ticker() + "\n" + split.date() + "\n" + ratio, k -> new TreeSet<>())
              .add(s.series().window());
        }
      }
    }
    ArrayNode splits = json.putArray("splits");
    windows.forEach(
        (key, in) -> {
          List<String> parts = List.of(key.split("\n", -1));
          ObjectNode split = splits.addObject().put("ticker", parts.get(0));
          split.put("date", parts.get(1)).put("ratio", parts.get(2));
          in.forEach(split.putArray("windows")::add);
        });
  }
}
