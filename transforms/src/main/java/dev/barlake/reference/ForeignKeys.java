package dev.barlake.reference;

import dev.barlake.database.Database;
import java.util.List;
import org.jdbi.v3.core.Handle;

/**
 * Foreign keys that refer to the tables of a refresh. These tables are replaced by renaming. A
 * foreign key goes with the old table under its new name, and keeps that from being dropped.
 */
final class ForeignKeys {
  private static final int SHOWN = 5;

  private ForeignKeys() {}

  private record Key(String schema, String table, String name, String to) {}

  /**
   * Sees that there are none, as far as the user may see other tables.
   *
   * @throws IllegalStateException that names each, and the way out
   */
  static void refuse(Handle handle, Database database) {
    List<Key> keys =
        handle
            .select(
                """
                SELECT constraint_schema, table_name, constraint_name, referenced_table_name
                FROM information_schema.referential_constraints
                WHERE unique_constraint_schema = DATABASE() ORDER BY 1, 2, 3""")
            .map(
                (row, context) ->
                    new Key(row.getString(1), row.getString(2), row.getString(3), row.getString(4)))
            .list()
            .stream()
            .filter(key -> isReplaced(key.to()))
            .toList();
    if (!keys.isEmpty()) {
      throw new IllegalStateException(message(keys, database));
    }
  }

  private static boolean isReplaced(String table) {
    return Staging.replaced().contains(table) || Staging.isOurs(table);
  }

  private static String message(List<Key> keys, Database database) {
    List<String> references =
        keys.stream()
            .limit(SHOWN)
            .map(
                key ->
                    "%s of table %s.%s to %s"
                        .formatted(key.name(), key.schema(), key.table(), key.to()))
            .toList();
    Key first = keys.get(0);
    return ("Cannot refresh %s: a refresh replaces its tables, so no foreign key may refer to them;"
            + " there are %s: %s. Drop them, and join the tables instead:"
            + " ALTER TABLE `%s`.`%s` DROP FOREIGN KEY `%s`")
        .formatted(
            database,
            keys.size(),
            String.join(", ", references),
            first.schema(),
            first.table(),
            first.name());
  }
}
