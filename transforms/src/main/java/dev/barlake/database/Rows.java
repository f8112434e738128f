package dev.barlake.database;

import java.io.ByteArrayInputStream;
import java.io.InputStream;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.List;

/**
 * Rows for one table, as the texts that the server reads their values from: numbers in decimal,
 * times in UTC as {@code 2024-01-31 21:00:00.000}, booleans as 1 and 0. NULL is null.
 */
public final class Rows {
  private static final String NULL = "\\N";

  private final List<String[]> rows = new ArrayList<>();

  /** Adds a row; its values are in the order of the table's columns that the loader names. */
  public void add(String... values) {
    rows.add(values);
  }

  public int size() {
    return rows.size();
  }

  public boolean isEmpty() {
    return rows.isEmpty();
  }

  public void clear() {
    rows.clear();
  }

  /** Sorts by the first values, as a key's: a tree that is filled in order is filled faster. */
  public void sortByKey(int columns) {
    rows.sort(
        (a, b) -> {
          for (int column = 0; column < columns; column++) {
            int order = a[column].compareTo(b[column]);
            if (order != 0) {
              return order;
            }
          }
          return 0;
        });
  }

  List<String[]> all() {
    return rows;
  }

  /** As {@code LOAD DATA} reads them: tabs between values, a line a row. */
  InputStream asLines() {
    StringBuilder text = new StringBuilder(rows.size() * 100);
    for (String[] row : rows) {
      for (int column = 0; column < row.length; column++) {
        if (column > 0) {
          text.append('\t');
        }
        append(text, row[column]);
      }
      text.append('\n');
    }
    return new ByteArrayInputStream(text.toString().getBytes(StandardCharsets.UTF_8));
  }

  private static void append(StringBuilder text, String value) {
    if (value == null) {
      text.append(NULL);
      return;
    }
    for (int i = 0; i < value.length(); i++) {
      char letter = value.charAt(i);
      switch (letter) {
        case '\\' -> text.append("\\\\");
        case '\t' -> text.append("\\t");
        case '\n' -> text.append("\\n");
        case '\r' -> text.append("\\r");
        case '\0' -> text.append("\\0");
        default -> text.append(letter);
      }
    }
  }
}
