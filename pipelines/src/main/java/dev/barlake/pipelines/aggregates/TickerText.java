package dev.barlake.pipelines.aggregates;

import dev.barlake.pipelines.cli.BadOptionsException;
import java.util.ArrayList;
import java.util.List;
import java.util.TreeSet;
import java.util.regex.Pattern;
import java.util.stream.Stream;

/**
 * Tickers, sorted, each once, and what cannot be one. They are case-sensitive and taken as they
 * are, but for space around them.
 */
record TickerText(List<String> tickers, List<String> others) {
  /** Printable ASCII without space and comma; 64 is what the tables of MySQL hold. */
  private static final Pattern TICKER = Pattern.compile("[!-~&&[^,]]{1,64}");

  private static final int SHOWN = 5;

  /** Empty texts are passed over. */
  static TickerText of(Stream<String> texts) {
    TreeSet<String> tickers = new TreeSet<>();
    TreeSet<String> others = new TreeSet<>();
    texts
        .map(String::strip)
        .filter(text -> !text.isEmpty())
        .forEach(text -> (TICKER.matcher(text).matches() ? tickers : others).add(text));
    return new TickerText(List.copyOf(tickers), List.copyOf(others));
  }

  /** A sentence for each of the first few that cannot be a ticker. */
  List<String> mistakes(String where) {
    List<String> mistakes = new ArrayList<>();
    others.stream()
        .limit(SHOWN)
        .forEach(text -> mistakes.add("%s: '%s' cannot be a ticker".formatted(where, shown(text))));
    if (others.size() > SHOWN) {
      mistakes.add("%s: and %d more".formatted(where, others.size() - SHOWN));
    }
    return mistakes;
  }

  /**
   * All of them.
   *
   * @throws BadOptionsException if there is none, or one that cannot be a ticker
   */
  List<String> require(String where) {
    List<String> mistakes = mistakes(where);
    if (tickers.isEmpty() && mistakes.isEmpty()) {
      mistakes.add(where + " names no ticker");
    }
    if (!mistakes.isEmpty()) {
      throw new BadOptionsException(mistakes);
    }
    return tickers;
  }

  private static String shown(String text) {
    String printable = text.replaceAll("\\p{Cntrl}", "?");
    return printable.length() <= 40
        ? printable
        : "%s… (%d characters)".formatted(printable.substring(0, 40), text.length());
  }
}
