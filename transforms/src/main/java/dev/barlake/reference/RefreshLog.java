package dev.barlake.reference;

import java.time.Clock;
import java.time.Duration;
import java.time.Instant;
import org.jdbi.v3.core.Handle;

/** The table {@code reference_refreshes}: how each refresh of each table went. */
final class RefreshLog {
  private final Handle handle;
  private final String runId;
  private final Instant snapshotAt;
  private final Clock clock;

  RefreshLog(Handle handle, String runId, Instant snapshotAt, Clock clock) {
    this.handle = handle;
    this.runId = runId;
    this.snapshotAt = snapshotAt;
    this.clock = clock;
  }

  /** Notes that the refresh runs, and how those ended that could not say so themselves. */
  void begin() {
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

  void done(Verdict verdict) {
    end("done", verdict, null);
  }

  void refused(Verdict verdict) {
    end("refused", verdict, String.join("; ", verdict.faults()));
  }

  private void end(String status, Verdict verdict, String error) {
    verdict
        .changes()
        .forEach(
            (table, change) ->
                handle.execute(
                    """
                    UPDATE reference_refreshes
                    SET status = ?, finished_at = ?, seconds = ?, rows_read = ?, repeated = ?,
                        row_count = ?, added = ?, removed = ?, changed = ?, error = ?
                    WHERE status = 'running' AND table_name = ?""",
                    status,
                    Column.utc(clock.instant()),
                    seconds(),
                    change.read(),
                    change.repeated(),
                    change.rows(),
                    change.added(),
                    change.removed(),
                    change.changed(),
                    error,
                    table));
  }

  void failed(String error) {
    handle.execute(
        """
        UPDATE reference_refreshes SET status = 'failed', finished_at = ?, seconds = ?, error = ?
        WHERE status = 'running'""",
        Column.utc(clock.instant()),
        seconds(),
        error);
  }

  private double seconds() {
    return Duration.between(snapshotAt, clock.instant()).toMillis() / 1000.0;
  }
}
