package dev.barlake.barstable;

import dev.barlake.database.Database;
import dev.barlake.retry.Backoff;
import java.io.Serializable;
import java.time.Duration;
import java.util.Optional;

/**
 * A table for bars: where it is and how long its database is waited for. Beside it stands a table
 * of the same name with {@code _files} at its end, which {@link BarsWriter} keeps its books in.
 *
 * @param name letters, digits and underscores, see {@link #fault}
 * @param patience how long a database that does not answer is asked again
 */
public record BarsTable(Database database, String name, Duration patience) implements Serializable {
  /** As long as the lake's store is waited for: a managed database fails over in less. */
  public static final Duration PATIENCE = Backoff.PATIENCE;

  private static final String FILES = "_files";

  /** Names of MySQL have at most 64 characters. */
  private static final String NAME = "[A-Za-z][A-Za-z0-9_]{0," + (63 - FILES.length()) + "}";

  /** Why a text cannot be the table's name, as the end of a sentence; empty if it can. */
  public static Optional<String> fault(String name) {
    return name.matches(NAME)
        ? Optional.empty()
        : Optional.of("is no table name: it must match " + NAME);
  }

  String filesName() {
    return name + FILES;
  }

  /** As {@code table bars in jdbc:mysql://host:3306/name as user}, for messages. */
  @Override
  public String toString() {
    return "table %s in %s".formatted(name, database);
  }
}
