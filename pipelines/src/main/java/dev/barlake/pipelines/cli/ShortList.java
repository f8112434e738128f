package dev.barlake.pipelines.cli;

import java.util.Collection;
import java.util.stream.Collectors;

/** Long lists of tickers in messages: the first few, and how many more. */
public final class ShortList {
  private static final int SHOWN = 10;

  private ShortList() {}

  public static String some(Collection<String> names) {
    String first = names.stream().limit(SHOWN).collect(Collectors.joining(", "));
    return names.size() <= SHOWN ? first : "%s and %d more".formatted(first, names.size() - SHOWN);
  }
}
