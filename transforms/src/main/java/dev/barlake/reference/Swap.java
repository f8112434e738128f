package dev.barlake.reference;

import dev.barlake.database.Database;
import dev.barlake.retry.Backoff;
import java.sql.SQLException;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import org.jdbi.v3.core.Handle;
import org.jdbi.v3.core.JdbiException;

/** Puts the staging tables in the place of those that people read, all at one instant. */
final class Swap {
  /** How long readers that hold a table are waited for. */
  static final Duration PATIENCE = Duration.ofMinutes(10);

  /** How long one attempt may wait for readers, since others queue up behind it. */
  private static final int WAIT_SECONDS = 1;

  /** How long readers are left alone before the next. */
  private static final Duration PAUSE = Duration.ofSeconds(2);

  private static final int LOCK_TIMEOUT = 1205;

  private final Database database;
  private final Staging staging;
  private final Backoff backoff;

  Swap(Database database, Staging staging, Backoff backoff) {
    this.database = database;
    this.staging = staging;
    this.backoff = backoff.withPauses(PAUSE, PAUSE).withPatience(PATIENCE);
  }

  /** What was there before stays beside, under another name. */
  void by(Handle handle) {
    // Somebody may have made one while the lists were loading.
    ForeignKeys.refuse(handle, database);
    handle.execute("SET SESSION lock_wait_timeout = " + WAIT_SECONDS);
    Backoff.Attempts attempts = backoff.attempts();
    while (!isDone(handle, attempts)) {
      attempts.pauseOr(
          () -> new IllegalStateException("Cannot wait for readers of the tables: interrupted"));
    }
    handle.execute("SET SESSION lock_wait_timeout = DEFAULT");
  }

  private boolean isDone(Handle handle, Backoff.Attempts attempts) {
    try {
      handle.execute(statement());
      return true;
    } catch (JdbiException e) {
      boolean held =
          LockedConnection.sqlCause(e).map(SQLException::getErrorCode).orElse(0) == LOCK_TIMEOUT;
      if (!held || !attempts.failed()) {
        throw e;
      }
      return false;
    }
  }

  private String statement() {
    List<String> renames = new ArrayList<>();
    for (String table : Staging.replaced()) {
      renames.add("%s TO %s".formatted(table, staging.old(table)));
      renames.add("%s TO %s".formatted(staging.stage(table), table));
    }
    return "RENAME TABLE " + String.join(", ", renames);
  }
}
