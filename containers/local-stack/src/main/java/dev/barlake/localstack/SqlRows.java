package dev.barlake.localstack;

import java.io.PrintStream;
import java.nio.charset.StandardCharsets;
import java.sql.ResultSet;
import java.sql.ResultSetMetaData;
import java.sql.SQLException;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Locale;
import java.util.Optional;

/** Prints rows as they come; a table's columns are as wide as its first thousand rows need. */
final class SqlRows {
  private static final int LOOKED_AT = 1_000;

  enum Format {
    TABLE,
    CSV,
    JSON;

    static Optional<Format> named(String name) {
      return Arrays.stream(values())
          .filter(format -> format.name().toLowerCase(Locale.ROOT).equals(name))
          .findFirst();
    }
  }

  private SqlRows() {}

  static void print(ResultSet rows, Format format, PrintStream out) throws SQLException {
    switch (format) {
      case TABLE -> table(rows, out);
      case CSV -> csv(rows, out);
      case JSON -> json(rows, out);
    }
  }

  private static void table(ResultSet rows, PrintStream out) throws SQLException {
    List<List<String>> first = new ArrayList<>();
    first.add(head(rows));
    while (first.size() <= LOOKED_AT && rows.next()) {
      first.add(texts(rows));
    }
    int[] widths = new int[first.get(0).size()];
    for (List<String> row : first) {
      for (int i = 0; i < widths.length; i++) {
        widths[i] = Math.max(widths[i], row.get(i).length());
      }
    }
    first.forEach(row -> line(row, widths, out));
    while (rows.next()) {
      line(texts(rows), widths, out);
    }
  }

  private static void line(List<String> row, int[] widths, PrintStream out) {
    StringBuilder line = new StringBuilder();
    for (int i = 0; i < widths.length; i++) {
      line.append(i == 0 ? "" : "  ").append(row.get(i));
      line.append(" ".repeat(Math.max(0, widths[i] - row.get(i).length())));
    }
    out.println(line.toString().stripTrailing());
  }

  private static void csv(ResultSet rows, PrintStream out) throws SQLException {
    out.println(String.join(",", head(rows).stream().map(SqlRows::quoted).toList()));
    int columns = rows.getMetaData().getColumnCount();
    while (rows.next()) {
      StringBuilder line = new StringBuilder();
      for (int i = 1; i <= columns; i++) {
        String value = rows.getString(i);
        line.append(i == 1 ? "" : ",").append(value == null ? "" : quoted(value));
      }
      out.println(line);
    }
  }

  /** An empty text is in quotes, so that it differs from NULL. */
  private static String quoted(String value) {
    return value.isEmpty() || value.matches("(?s).*[\",\r\n].*")
        ? '"' + value.replace("\"", "\"\"") + '"'
        : value;
  }

  private static void json(ResultSet rows, PrintStream out) throws SQLException {
    List<String> names = head(rows);
    while (rows.next()) {
      Json json = new Json().open('{');
      for (int i = 1; i <= names.size(); i++) {
        Object value = rows.getObject(i);
        String name = names.get(i - 1);
        if (value == null || value.toString().matches("NaN|-?Infinity")) {
          json.name(name).raw("null");
        } else if (value instanceof Number || value instanceof Boolean) {
          json.name(name).raw(value.toString());
        } else {
          json.field(name, rows.getString(i));
        }
      }
      out.println(new String(json.close('}').toBytes(), StandardCharsets.UTF_8));
    }
  }

  private static List<String> head(ResultSet rows) throws SQLException {
    ResultSetMetaData columns = rows.getMetaData();
    List<String> head = new ArrayList<>();
    for (int i = 1; i <= columns.getColumnCount(); i++) {
      head.add(columns.getColumnLabel(i));
    }
    return head;
  }

  private static List<String> texts(ResultSet rows) throws SQLException {
    List<String> texts = new ArrayList<>();
    for (int i = 1; i <= rows.getMetaData().getColumnCount(); i++) {
      texts.add(String.valueOf(rows.getString(i)));
    }
    return texts;
  }
}
