package dev.barlake.look;

import java.io.PrintStream;
import java.time.LocalDate;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Set;
import java.util.TreeSet;

/** What {@code status} says of the whole market by date. */
final class MarketStatus {
  private MarketStatus() {}

  static void print(MarketContents.All market, String sameLake, PrintStream out) {
    List<MarketContents> trees = market.trees();
    if (!trees.isEmpty()) {
      out.println();
      out.print(table(trees));
    }
    market.damaged().forEach(sentence -> out.println("Damaged: " + sentence));
    List<MarketContents> gaps = trees.stream().filter(t -> !t.missing().isEmpty()).toList();
    if (!gaps.isEmpty()) {
      out.println();
      gaps.forEach(tree -> out.println(missing(tree)));
      Set<String> commands = new LinkedHashSet<>();
      gaps.forEach(tree -> commands.add(market.mend(tree, sameLake)));
      commands.forEach(command -> out.println("  " + command));
    }
  }

  private static String table(List<MarketContents> trees) {
    TextTable table =
        new TextTable("all stocks, by date", "from", "to", "dates", "missing", "bars", "size");
    for (MarketContents tree : trees) {
      table.add(
          tree.name(),
          tree.first(),
          tree.last(),
          Look.number(tree.days().size()),
          Look.number(tree.missing().size()),
          Look.number(tree.rows()),
          Look.size(tree.bytes()));
    }
    return table.text();
  }

  private static String missing(MarketContents tree) {
    TreeSet<LocalDate> missing = tree.missing();
    return "Missing: %s of %s trading dates of %s, first %s, last %s"
        .formatted(
            Look.number(missing.size()),
            Look.number(missing.size() + tree.days().size()),
            tree.name(),
            missing.first(),
            missing.last());
  }
}
