package dev.barlake.look;

import dev.barlake.lake.Lake;
import dev.barlake.market.MarketTree;
import dev.barlake.market.SourceRecord;
import dev.barlake.model.Market;
import java.time.LocalDate;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.TreeMap;
import java.util.TreeSet;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/**
 * What the footers of one tree of whole-market files say.
 *
 * @param days by trading date, at least one
 */
record MarketContents(MarketTree tree, TreeMap<LocalDate, Day> days) {
  private static final Pattern TREE =
      Pattern.compile("market/timespan=([^/]+)/adjusted=(true|false)/.*");

  /**
   * The file of a date.
   *
   * @param source what it came from; empty if the footer does not say
   */
  record Day(LocalDate date, long bytes, Optional<SourceRecord> source) {
    long rows() {
      return source.map(SourceRecord::rows).orElse(0L);
    }
  }

  /** All trees of a lake, and the files whose footers cannot be read. */
  record All(List<MarketContents> trees, List<String> damaged) {
    boolean isEmpty() {
      return trees.isEmpty() && damaged.isEmpty();
    }

    /** The command that reads the dates that a tree lacks. */
    String mend(MarketContents of, String sameLake) {
      boolean adjustedToo =
          trees.stream()
              .anyMatch(t -> t.tree().adjusted() && t.tree().window().equals(of.tree().window()));
      return of.mend(adjustedToo, sameLake);
    }
  }

  /** Reads the footers, many at a time. */
  static All read(Lake lake) {
    Map<String, List<String>> paths = new TreeMap<>();
    for (String path : lake.list("market")) {
      Matcher tree = TREE.matcher(path);
      if (tree.matches()) {
        paths
            .computeIfAbsent(tree.group(1) + " " + tree.group(2), t -> new ArrayList<>())
            .add(path);
      }
    }
    List<MarketContents> trees = new ArrayList<>();
    List<String> damaged = new ArrayList<>();
    paths.forEach(
        (name, files) -> {
          String[] parts = name.split(" ", 2);
          MarketTree tree = new MarketTree(parts[0], Boolean.parseBoolean(parts[1]));
          Footers<Day> footers = Footers.read(files, path -> day(lake, tree, path));
          damaged.addAll(footers.damaged());
          TreeMap<LocalDate, Day> days = new TreeMap<>();
          footers.read().forEach(day -> days.put(day.date(), day));
          if (!days.isEmpty()) {
            trees.add(new MarketContents(tree, days));
          }
        });
    return new All(trees, damaged);
  }

  private static Optional<Day> day(Lake lake, MarketTree tree, String path) {
    return tree.date(path)
        .flatMap(
            date ->
                lake.footer(path)
                    .map(
                        footer -> new Day(date, footer.bytes(), SourceRecord.of(footer.values()))));
  }

  /** As {@code 1day raw}. */
  String name() {
    return tree.window() + (tree.adjusted() ? " adjusted" : " raw");
  }

  LocalDate first() {
    return days.firstKey();
  }

  LocalDate last() {
    return days.lastKey();
  }

  long rows() {
    return days.values().stream().mapToLong(Day::rows).sum();
  }

  long bytes() {
    return days.values().stream().mapToLong(Day::bytes).sum();
  }

  /** Trading dates between the first and the last that have no file. */
  TreeSet<LocalDate> missing() {
    TreeSet<LocalDate> missing = new TreeSet<>();
    first()
        .datesUntil(last())
        .filter(date -> Market.STOCKS.isTradingDay(date) && !days.containsKey(date))
        .forEach(missing::add);
    return missing;
  }

  private String mend(boolean adjustedToo, String sameLake) {
    boolean grouped =
        tree.adjusted()
            || days.lastEntry().getValue().source().filter(SourceRecord::isAnswer).isPresent();
    TreeSet<LocalDate> missing = missing();
    return MarketCommand.of(
        grouped, tree.window(), adjustedToo, missing.first(), missing.last(), sameLake);
  }
}
