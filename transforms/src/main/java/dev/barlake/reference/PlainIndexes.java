package dev.barlake.reference;

import java.util.LinkedHashMap;
import java.util.Map;
import java.util.stream.Collectors;
import org.jdbi.v3.core.Handle;

/**
 * The indexes of a table that are neither unique nor of a special kind, by name. A table is filled
 * several times faster without them, and they are built at once when it is full.
 */
final class PlainIndexes {
  private final Map<String, String> columns;

  private PlainIndexes(Map<String, String> columns) {
    this.columns = columns;
  }

  /** Those of a table: ours, and what users have added. */
  static PlainIndexes of(Handle handle, String table) {
    Map<String, String> columns = new LinkedHashMap<>();
    handle
        .select(
            """
            SELECT index_name AS name,
              GROUP_CONCAT(CONCAT('`', column_name, '`') ORDER BY seq_in_index) AS columns
            FROM information_schema.statistics
            WHERE table_schema = DATABASE() AND table_name = ?
            GROUP BY index_name
            HAVING MIN(non_unique) = 1 AND MIN(index_type) = 'BTREE' AND MAX(index_type) = 'BTREE'
              AND MAX(sub_part) IS NULL AND COUNT(column_name) = COUNT(*)
              AND MIN(collation) = 'A' AND MAX(collation) = 'A'
            ORDER BY index_name""",
            table)
        .map((row, context) -> Map.entry(row.getString("name"), row.getString("columns")))
        .forEach(index -> columns.put(index.getKey(), index.getValue()));
    return new PlainIndexes(columns);
  }

  /** Those that the others do not have: an earlier attempt may have been carried out. */
  PlainIndexes without(PlainIndexes others) {
    Map<String, String> rest = new LinkedHashMap<>(columns);
    rest.keySet().removeAll(others.columns.keySet());
    return new PlainIndexes(rest);
  }

  void dropFrom(Handle handle, String table) {
    alter(
        handle,
        table,
        columns.keySet().stream()
            .map("DROP INDEX `%s`"::formatted)
            .collect(Collectors.joining(", ")));
  }

  void addTo(Handle handle, String table) {
    alter(
        handle,
        table,
        columns.entrySet().stream()
            .map(index -> "ADD INDEX `%s` (%s)".formatted(index.getKey(), index.getValue()))
            .collect(Collectors.joining(", ")));
  }

  private void alter(Handle handle, String table, String changes) {
    if (!columns.isEmpty()) {
      handle.execute("ALTER TABLE %s %s".formatted(table, changes));
    }
  }
}
