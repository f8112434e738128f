package dev.barlake.reference;

import java.time.Clock;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import org.jdbi.v3.core.Handle;

/** The table {@code reference_refreshes}: how each refresh of each table went. */
final class RefreshLog {
  private final String runId;
  private final Instant snapshotAt;
  private final Clock clock;

  RefreshLog(String runId, Instant snapshotAt, Clock clock) {
    this.runId = runId;
    this.snapshotAt = snapshotAt;
    this.clock = clock;
  }

  /** Notes that the refresh runs, and how those ended that could not say so themselves. */
  void begin(Handle handle) {
    for (ReferenceTable table : ReferenceTable.values()) {
      // A refresh that was killed after its swap is what the tables hold; there is only one lock.
      handle.execute(
          """
          UPDATE reference_refreshes
          SET status = IF(snapshot_at = (SELECT MAX(snapshot_at) FROM %s), 'done', 'interrupted')
          WHERE status = 'running' AND table_name = ?"""
              .formatted(table.tableName()),
          table.tableName());
      handle.execute(
          """
          INSERT INTO reference_refreshes (run_id, table_name, status, snapshot_at)
          VALUES (?, ?, 'running', ?)""",
          runId,
          table.tableName(),
          Column.utc(snapshotAt));
    }
  }

  void done(Handle handle, Verdict verdict) {
    end(handle, "done", verdict, null);
  }

  void refused(Handle handle, Verdict verdict) {
    end(handle, "refused", verdict, String.join("; ", verdict.faults()));
  }

  private void end(Handle handle, String status, Verdict verdict, String error) {
    verdict
        .changes()
        .forEach(
            (table, change) ->
                handle.execute(
                    """
                    UPDATE reference_refreshes
                    SET status = ?, finished_at = ?, seconds = ?, rows_read = ?, repeated = ?,
                        row_count = ?, added = ?, removed = ?, changed = ?, nulled = ?,
                        malformed = ?, quarantined = ?, kept = ?, warnings = ?, error = ?
                    WHERE status = 'running' AND snapshot_at = ? AND table_name = ?""",
                    status,
                    Column.utc(clock.instant()),
                    seconds(),
                    change.read(),
                    change.repeated(),
                    change.rows(),
                    change.added(),
                    change.removed(),
                    change.changed(),
                    change.nulled(),
                    change.malformed(),
                    change.quarantined(),
                    change.kept(),
                    warnings(verdict, table),
                    error,
                    Column.utc(snapshotAt),
                    table));
  }

  void failed(Handle handle, String error) {
    handle.execute(
        """
        UPDATE reference_refreshes SET status = 'failed', finished_at = ?, seconds = ?, error = ?
        WHERE status = 'running' AND snapshot_at = ?""",
        Column.utc(clock.instant()),
        seconds(),
        error,
        Column.utc(snapshotAt));
  }

  /** Those of one table; null if there are none. */
  private static String warnings(Verdict verdict, String table) {
    String warnings = String.join("\n", verdict.warnings().getOrDefault(table, List.of()));
    return warnings.isEmpty() ? null : warnings;
  }

  private double seconds() {
    return Duration.between(snapshotAt, clock.instant()).toMillis() / 1000.0;
  }
}
