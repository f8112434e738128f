package dev.barlake.look;

import dev.barlake.aggregates.Receipt;
import dev.barlake.model.BarSeries;
import dev.barlake.model.TimeRange;
import dev.barlake.pipelines.cli.ShortList;
import java.time.LocalDate;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.TreeSet;
import java.util.stream.Collectors;

/**
 * What failed of series, of one kind in one window.
 *
 * @param failures at least one
 */
record SeriesFailures(List<Receipt.Failed> failures) implements FailureGroup {
  /** More tickers than that are named by a file, not in a command. */
  static final int MOST_TICKERS = 50;

  private static final int MESSAGES = 3;

  /** What a category means and what to do about it. */
  private record Words(String what, String then, boolean command) {}

  private static final Map<String, Words> WORDS =
      Map.of(
          "transient",
          new Words("no answer, or not all of it", "Run it again later:", true),
          "waiting",
          new Words(
              "a split is listed, the prices do not show it yet",
              "Run it again later; the bars stay on their old scale until then:",
              true),
          "permanent",
          new Words(
              "the vendor refuses the request",
              "If your plan does not reach so far, ask for less or take a plan that does. Else:",
              true),
          "malformed",
          new Words(
              "a bar that cannot be read",
              "This asks for it again; if it stays, report it to the vendor:",
              true),
          "damaged",
          new Words(
              "a file of the lake that cannot be read",
              "Restore the file from a backup, or delete it. Then extract its period again:",
              true),
          "splits",
          new Words(
              "bars of two scales, which are kept apart",
              "This takes the whole history again, on one scale:",
              true),
          "unknown",
          new Words("the vendor does not list the ticker", "Correct the list of tickers.", false),
          "database",
          new Words(
              "the lake has the bars, a table of MySQL lacks them",
              "Do what the message says, then run the job again with its --barsTable.",
              false),
          "fatal",
          new Words(
              "no request can succeed",
              "Do what the message says; a key is read from MASSIVE_API_KEY. Then:",
              true));

  /** One group for each window, category and HTTP status. */
  static List<SeriesFailures> of(List<Receipt.Failed> failures) {
    Map<String, List<Receipt.Failed>> groups = new LinkedHashMap<>();
    for (Receipt.Failed f : failures) {
      String key = f.part().series().window() + " " + f.category() + " " + f.status();
      groups.computeIfAbsent(key, k -> new ArrayList<>()).add(f);
    }
    return groups.values().stream().map(SeriesFailures::new).toList();
  }

  @Override
  public int size() {
    return failures.size();
  }

  @Override
  public String category() {
    return failures.get(0).category();
  }

  @Override
  public String what() {
    return "%s of %s, %s: %s"
        .formatted(failures.get(0).part().series().window(), names(), dates(), words().what());
  }

  @Override
  public List<String> messages() {
    return failures.stream().map(Receipt.Failed::message).distinct().limit(MESSAGES).toList();
  }

  @Override
  public String then() {
    return words().then();
  }

  @Override
  public Optional<String> command(String sameLake) {
    if (!words().command()) {
      return Optional.empty();
    }
    BarSeries series = failures.get(0).part().series();
    TreeSet<String> tickers = tickers();
    boolean raw = failures.stream().anyMatch(f -> !f.part().adjusted());
    boolean adjusted = failures.stream().anyMatch(f -> f.part().adjusted());
    String named =
        tickers.size() <= MOST_TICKERS ? String.join(",", tickers) : "@<your file of tickers>";
    String scale = raw && adjusted ? "both" : String.valueOf(adjusted);
    return Optional.of(
        "./barlake aggregates --tickers=%s --multiplier=%d --timespan=%s --adjusted=%s --from=%s --to=%s %s"
            .formatted(
                quoted(named),
                series.multiplier(),
                series.timespan().apiName(),
                scale,
                first(),
                last(),
                sameLake));
  }

  private Words words() {
    return WORDS.getOrDefault(category(), new Words(category(), "See the message. Then:", true));
  }

  private TreeSet<String> tickers() {
    return failures.stream()
        .map(f -> f.part().ticker())
        .collect(Collectors.toCollection(TreeSet::new));
  }

  private String names() {
    return ShortList.some(tickers());
  }

  private String dates() {
    LocalDate first = first();
    LocalDate last = last();
    return first.equals(last) ? first.toString() : first + " to " + last;
  }

  private LocalDate first() {
    return ranges().stream().map(Dates::first).min(LocalDate::compareTo).orElseThrow();
  }

  private LocalDate last() {
    return ranges().stream().map(Dates::last).max(LocalDate::compareTo).orElseThrow();
  }

  /** Of a receipt without a range the whole period. */
  private List<Dates> ranges() {
    return failures.stream().map(f -> Dates.of(f.part())).toList();
  }

  /** First and last date of a part, both included. */
  private record Dates(LocalDate first, LocalDate last) {
    static Dates of(Receipt.Part part) {
      BarSeries series = part.series();
      long period = series.storagePeriod().parse(part.period());
      List<TimeRange> ranges = part.timeRanges();
      TimeRange whole =
          ranges.isEmpty()
              ? series.periodRange(period)
              : ranges.get(0).span(ranges.get(ranges.size() - 1));
      return new Dates(series.tradeDate(whole.from()), series.tradeDate(whole.to() - 1));
    }
  }

  /** As a shell takes it for one word. */
  static String quoted(String text) {
    return text.matches("[A-Za-z0-9.,:_-]+") ? text : "'" + text + "'";
  }
}
