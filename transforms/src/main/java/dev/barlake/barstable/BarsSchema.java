package dev.barlake.barstable;

import dev.barlake.database.DatabaseException;
import java.io.IOException;
import java.io.InputStream;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;
import java.sql.Connection;
import java.sql.PreparedStatement;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.sql.Statement;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.TreeMap;

/** Sees that a table of bars, and that of its files, are there and of the right shape. */
public final class BarsSchema {
  private static final String NOT_NULL = " not null";
  private static final List<String> KEY = List.of("ticker", "timespan", "multiplier", "adjusted");
  private static final Map<String, String> KEY_TYPES =
      Map.of(
          "ticker", "varchar utf8mb4_bin" + NOT_NULL,
          "timespan", "enum" + NOT_NULL,
          "multiplier", "int" + NOT_NULL,
          "adjusted", "tinyint" + NOT_NULL);
  private static final Map<String, String> BAR_TYPES =
      with(
          KEY_TYPES,
          Map.ofEntries(
              Map.entry("window_start", "datetime(6)" + NOT_NULL),
              Map.entry("open", "double" + NOT_NULL),
              Map.entry("high", "double" + NOT_NULL),
              Map.entry("low", "double" + NOT_NULL),
              Map.entry("close", "double" + NOT_NULL),
              Map.entry("volume", "double" + NOT_NULL),
              Map.entry("vwap", "double"),
              Map.entry("transactions", "bigint"),
              Map.entry("otc", "tinyint" + NOT_NULL),
              Map.entry("trade_date", "date" + NOT_NULL),
              Map.entry("fetched_at", "datetime(6)" + NOT_NULL)));
  private static final Map<String, String> FILE_TYPES =
      with(
          KEY_TYPES,
          Map.of(
              "period", "varchar utf8mb4_bin" + NOT_NULL,
              "version", "varchar utf8mb4_bin" + NOT_NULL));

  private final BarsTable table;
  private final Connection connection;

  private BarsSchema(BarsTable table, Connection connection) {
    this.table = table;
    this.connection = connection;
  }

  /**
   * Creates both tables if they do not exist, and checks by a bar that it takes back at once
   * whether this user may write to them.
   *
   * @throws DatabaseException if the database cannot be reached, the user lacks a right, or a table
   *     of that name has another shape
   */
  public static void prepare(BarsTable table) {
    try (Connection connection = table.database().connect()) {
      new BarsSchema(table, connection).prepare();
    } catch (SQLException e) {
      throw new DatabaseException("Cannot prepare " + table, e);
    }
    try (BarsWriter writer = BarsWriter.to(table)) {
      writer.tryOut();
    }
  }

  private void prepare() throws SQLException {
    boolean hasBars = exists(table.name());
    boolean hasFiles = exists(table.filesName());
    if (hasBars) {
      check(table.name(), BAR_TYPES, with(KEY, "window_start"));
    }
    if (hasFiles) {
      check(table.filesName(), FILE_TYPES, with(KEY, "period"));
    }
    try (Statement statement = connection.createStatement()) {
      if (hasFiles && !hasBars) {
        // What it knows of is gone. Before there are new bars, in case this is interrupted.
        statement.executeUpdate("DELETE FROM `%s`".formatted(table.filesName()));
      }
      if (!hasBars || !hasFiles) {
        for (String create : createStatements()) {
          statement.executeUpdate(create);
        }
      }
    }
  }

  private List<String> createStatements() {
    try (InputStream in = BarsSchema.class.getResourceAsStream("bars.sql")) {
      String sql = new String(in.readAllBytes(), StandardCharsets.UTF_8);
      return Arrays.stream(sql.replace("${table}", table.name()).split(";\\s*\n", -1))
          .map(String::strip)
          .filter(statement -> !statement.isEmpty())
          .toList();
    } catch (IOException e) {
      throw new UncheckedIOException("Cannot read bars.sql", e);
    }
  }

  private boolean exists(String name) throws SQLException {
    return !query(
            "SELECT table_name FROM information_schema.tables"
                + " WHERE table_schema = DATABASE() AND table_name = ?",
            name)
        .isEmpty();
  }

  private void check(String name, Map<String, String> types, List<String> key) throws SQLException {
    List<String> faults = new ArrayList<>();
    String engine =
        query(
                "SELECT COALESCE(engine, table_type) FROM information_schema.tables"
                    + " WHERE table_schema = DATABASE() AND table_name = ?",
                name)
            .get(0)
            .get(0);
    if (!engine.equalsIgnoreCase("InnoDB")) {
      faults.add("it is " + engine + ", not a table of InnoDB");
    }
    Map<String, String> found = columns(name);
    new TreeMap<>(types)
        .forEach(
            (column, type) -> {
              if (!type.equals(found.get(column))) {
                faults.add(
                    found.containsKey(column)
                        ? "%s is %s, not %s".formatted(column, found.get(column), type)
                        : "%s is missing".formatted(column));
              }
            });
    List<String> foundKey =
        query(
                "SELECT column_name FROM information_schema.statistics WHERE table_schema ="
                    + " DATABASE() AND table_name = ? AND index_name = 'PRIMARY' ORDER BY seq_in_index",
                name)
            .stream()
            .map(row -> row.get(0).toLowerCase(Locale.ROOT))
            .toList();
    if (!foundKey.equals(key)) {
      faults.add("its primary key is %s, not %s".formatted(foundKey, key));
    }
    if (!faults.isEmpty()) {
      throw new DatabaseException(
          ("Cannot write bars to %s: %s is of another shape: %s; give another --barsTable, which is"
                  + " then made, or rename the old one")
              .formatted(table, name, String.join("; ", faults)));
    }
  }

  /** The columns' types by name, as {@link #KEY_TYPES} has them. */
  private Map<String, String> columns(String name) throws SQLException {
    Map<String, String> columns = new TreeMap<>();
    List<List<String>> rows =
        query(
            "SELECT column_name, data_type, COALESCE(datetime_precision, 0), collation_name,"
                + " is_nullable FROM information_schema.columns"
                + " WHERE table_schema = DATABASE() AND table_name = ?",
            name);
    for (List<String> row : rows) {
      String type = row.get(1).toLowerCase(Locale.ROOT);
      String details =
          switch (type) {
            case "datetime", "timestamp" -> "(" + row.get(2) + ")";
            case "varchar", "char" -> " " + row.get(3);
            default -> "";
          };
      String nullable = row.get(4).equalsIgnoreCase("NO") ? NOT_NULL : "";
      columns.put(row.get(0).toLowerCase(Locale.ROOT), type + details + nullable);
    }
    return columns;
  }

  private List<List<String>> query(String sql, String name) throws SQLException {
    try (PreparedStatement query = connection.prepareStatement(sql)) {
      query.setString(1, name);
      try (ResultSet result = query.executeQuery()) {
        List<List<String>> rows = new ArrayList<>();
        while (result.next()) {
          List<String> row = new ArrayList<>();
          for (int column = 1; column <= result.getMetaData().getColumnCount(); column++) {
            row.add(String.valueOf(result.getString(column)));
          }
          rows.add(row);
        }
        return rows;
      }
    }
  }

  private static Map<String, String> with(Map<String, String> some, Map<String, String> more) {
    Map<String, String> all = new TreeMap<>(some);
    all.putAll(more);
    return Map.copyOf(all);
  }

  private static List<String> with(List<String> some, String more) {
    List<String> all = new ArrayList<>(some);
    all.add(more);
    return List.copyOf(all);
  }
}
