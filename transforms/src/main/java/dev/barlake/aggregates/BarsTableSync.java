package dev.barlake.aggregates;

import dev.barlake.barstable.BarsTable;
import dev.barlake.barstable.BarsWriter;
import dev.barlake.database.DatabaseException;
import dev.barlake.lake.Lake;
import dev.barlake.lake.MergeResult;
import dev.barlake.model.BarBlock;
import dev.barlake.model.BarSeries;
import java.util.Optional;

/**
 * Keeps a database's table equal to a lake. After each file that a run plans the table holds what
 * the file holds, or the run has a failed receipt for it: so after a run that ended well the two
 * are equal for all that it planned, as far as nobody else has changed a file since.
 */
final class BarsTableSync implements AutoCloseable {
  private final Lake lake;
  private final BarsWriter rows;

  BarsTableSync(Lake lake, BarsTable table) {
    this.lake = lake;
    this.rows = BarsWriter.to(table);
  }

  /**
   * Updates the table from a file that was merged into; as a rule only the bars that changed.
   *
   * @return how many bars were upserted
   * @throws DatabaseException if it cannot be done; the lake keeps the bars
   */
  int sync(BarBlock merged, MergeResult result) {
    Optional<BarsWriter.Difference> difference =
        result
            .base()
            .map(base -> new BarsWriter.Difference(base, result.version(), result.counts().bars()));
    return write(merged.series(), merged.period(), difference);
  }

  /**
   * Updates the table from a file that a run left alone. The table may lack it: an earlier run was
   * killed between the two, or had no table.
   */
  int sync(BarSeries series, long period) {
    Optional<String> version = lake.version(series, period);
    return version.isPresent() && rows.has(series, period, version.get())
        ? 0
        : write(series, period, Optional.empty());
  }

  private int write(BarSeries series, long period, Optional<BarsWriter.Difference> difference) {
    return rows.sync(
        series,
        period,
        difference,
        () ->
            lake.stored(series, period)
                .map(file -> new BarsWriter.Content(file.version(), file.block().bars()))
                .orElse(BarsWriter.Content.NONE));
  }

  static Receipt failed(Receipt.Part part, DatabaseException e) {
    String category = e.unavailable() ? "transient" : "database";
    return Receipt.Failed.of(
        part,
        category,
        e.getMessage() + "; the lake has them, and the next run copies them from there");
  }

  @Override
  public void close() {
    rows.close();
  }
}
