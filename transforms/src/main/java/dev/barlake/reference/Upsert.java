package dev.barlake.reference;

import java.util.List;
import java.util.stream.Collectors;

/** The one form of an upsert that MySQL and MariaDB both understand. */
final class Upsert {
  private Upsert() {}

  /** Inserts rows of the given columns, or takes their values where the key is there already. */
  static String into(String table, List<String> columns) {
    return "INSERT INTO %s (%s) VALUES (%s) ON DUPLICATE KEY UPDATE %s"
        .formatted(
            table,
            String.join(", ", columns),
            columns.stream().map(column -> "?").collect(Collectors.joining(", ")),
            columns.stream()
                .map(column -> "%1$s = VALUES(%1$s)".formatted(column))
                .collect(Collectors.joining(", ")));
  }
}
