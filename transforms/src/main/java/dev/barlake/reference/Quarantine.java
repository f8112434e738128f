package dev.barlake.reference;

import dev.barlake.reference.QuarantineEntry.LeftOut;
import java.util.List;
import org.jdbi.v3.core.Handle;

/** What the lists had that does not fit, beside the loaded rows. */
final class Quarantine {
  private static final int EXAMPLES = 3;
  private static final int MOST_CHARACTERS = 300;

  private final Handle handle;
  private final Staging staging;

  Quarantine(Handle handle, Staging staging) {
    this.handle = handle;
    this.staging = staging;
  }

  /** The first few entries of a list, each as its reason and the row. */
  List<String> examples(ReferenceList list, LeftOut leftOut) {
    return handle
        .select(
            """
            SELECT reason, content FROM %s WHERE table_name = ? AND list_name = ? AND left_out = ?
            ORDER BY position, column_name LIMIT %s"""
                .formatted(staging.quarantine(), EXAMPLES),
            list.table().tableName(),
            list.name(),
            leftOut.name())
        .map(
            (row, context) ->
                row.getString("reason")
                    + " in "
                    + RowViolation.shortened(row.getString("content"), MOST_CHARACTERS))
        .list();
  }

  /**
   * Takes rows that people read now into the loaded ones, for rows of a list that do not fit: what
   * was right yesterday stands until it can be read again. Such a row keeps its {@code
   * snapshot_at}. A loaded row of the same key is not touched.
   *
   * @return how many
   */
  long keepOld(ReferenceList list) {
    ReferenceTable table = list.table();
    boolean tickers = table == ReferenceTable.TICKERS;
    String name = tickers ? "ticker" : "row_id";
    String match =
        tickers
            ? "b.ticker = q.ticker AND b.market = '%s' AND b.active = %s"
                .formatted(list.market(), list.active())
            : "b.id = q.row_id";
    return handle.execute(
        """
        INSERT IGNORE INTO %s
        SELECT b.* FROM %s b JOIN (
          SELECT DISTINCT %s FROM %s WHERE table_name = ? AND list_name = ? AND left_out = ?
        ) q ON %s"""
            .formatted(staging.stage(table), table.tableName(), name, staging.quarantine(), match),
        table.tableName(),
        list.name(),
        LeftOut.ROW.name());
  }
}
