package dev.barlake.market;

import java.io.IOException;
import java.util.ArrayList;
import java.util.List;

/** The columns of a flat file, as they stand in its first line. */
final class FlatHeader {
  private static final List<String> USUAL =
      List.of("ticker", "volume", "open", "close", "high", "low", "window_start", "transactions");

  private final List<String> names;
  private final boolean usual;

  private FlatHeader(List<String> names) {
    this.names = List.copyOf(names);
    this.usual = names.equals(USUAL);
  }

  /**
   * @throws IOException if a column is missing without which a row is no bar
   */
  static FlatHeader parse(String line) throws IOException {
    List<String> names = new ArrayList<>();
    for (String name : ExactRow.fields(line.replaceFirst("^\uFEFF", ""))) {
      names.add(name.strip());
    }
    List<String> missing = new ArrayList<>(USUAL);
    missing.remove("transactions");
    missing.removeAll(names);
    if (!missing.isEmpty()) {
      throw new IOException(
          "it has no column %s; its columns are %s"
              .formatted(String.join(", ", missing), String.join(", ", names)));
    }
    return new FlatHeader(names);
  }

  /** Whether the columns are those that the vendor documents, in their order. */
  boolean isUsual() {
    return usual;
  }

  int columns() {
    return names.size();
  }

  /** Of the first column of that name, or -1. */
  int index(String name) {
    return names.indexOf(name);
  }
}
