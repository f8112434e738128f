package dev.barlake.barstable;

import dev.barlake.database.DatabaseException;
import dev.barlake.database.RowLoader;
import dev.barlake.database.Transactions;
import dev.barlake.model.BarSeries;
import dev.barlake.model.Bars;
import dev.barlake.model.Timespan;
import java.sql.SQLException;
import java.util.Optional;
import java.util.function.Supplier;

/**
 * Keeps the bars of a table equal to the partition files of a lake. Thread-safe.
 *
 * <p>The table knows, for each file, of which version of it its rows are. Rows and version change
 * in one transaction, and the version's row is locked meanwhile. So the rows of a file are always
 * those of some version of it, as a whole, whoever is killed and whoever else writes; and whoever
 * looks at the two versions finds out whether the table is behind.
 *
 * <p>A file is written first, then the table is updated from it. If the second step does not take
 * place, the table is behind until {@link #sync} is called for that file again. Of several writers
 * the last one finds the others' bars in the file. No version ever goes back to an earlier one: if
 * the caller does not know the version of the rows, the file is read under the lock.
 *
 * <p>{@code fetched_at} may be earlier than in the file: bars that were fetched again with the same
 * values are not written again.
 */
public final class BarsWriter implements AutoCloseable {
  private final BarsTable table;
  private final Transactions transactions;
  private final RowLoader loader;

  /** All bars of one version of a file. */
  public record Content(String version, Bars bars) {
    /** Of a file that does not exist. */
    public static final Content NONE = new Content(BarsRows.UNKNOWN, Bars.NONE);
  }

  /**
   * What makes one version of a file of another.
   *
   * @param from empty if there was no file
   * @param bars the added and the changed ones; none are gone
   */
  public record Difference(String from, String to, Bars bars) {}

  private BarsWriter(BarsTable table) {
    this.table = table;
    this.transactions = Transactions.shared(table.database(), table.patience());
    this.loader = BarsRows.loader(table);
  }

  /** Nothing is connected to yet. */
  public static BarsWriter to(BarsTable table) {
    return new BarsWriter(table);
  }

  /**
   * Whether the rows of a file are of the given version.
   *
   * @throws DatabaseException if the database does not say
   */
  public boolean has(BarSeries series, long period, String version) {
    return transactions.run(
        cannotBring(series, period),
        connection ->
            new BarsRows(table, loader, connection, series, period).version().equals(version));
  }

  /**
   * Updates the rows of a file to its present version. It may be called any number of times.
   *
   * @param known what a merge did to the file; used if it fits the rows
   * @param file reads the file; called, if it is needed, while its rows are locked
   * @return how many bars were upserted
   * @throws DatabaseException if it cannot be done; the rows are as they were
   */
  public int sync(
      BarSeries series, long period, Optional<Difference> known, Supplier<Content> file) {
    return transactions.run(
        cannotBring(series, period),
        connection -> sync(new BarsRows(table, loader, connection, series, period), known, file));
  }

  private static int sync(BarsRows rows, Optional<Difference> known, Supplier<Content> file)
      throws SQLException {
    String held = rows.lock();
    if (known.isPresent() && held.equals(known.get().to())) {
      return 0;
    }
    boolean fits = known.isPresent() && held.equals(known.get().from());
    if (fits && !held.equals(BarsRows.UNKNOWN)) {
      return upsert(rows, known.get().bars(), known.get().to());
    }
    // A new file is wholly known; whatever rows there are, nobody knows what they are of.
    Content content = fits ? new Content(known.get().to(), known.get().bars()) : file.get();
    if (held.equals(content.version()) && !held.equals(BarsRows.UNKNOWN)) {
      return 0;
    }
    rows.delete();
    return upsert(rows, content.bars(), content.version());
  }

  private static int upsert(BarsRows rows, Bars bars, String version) throws SQLException {
    rows.upsert(bars);
    rows.setVersion(version);
    return bars.size();
  }

  /** Writes a bar of no ticker, deletes it and takes it all back. */
  void tryOut() {
    BarSeries nobody = new BarSeries("?", 1, Timespan.SECOND, false);
    Bars bar = new Bars.Builder(1).add(0, 1, 1, 1, 1, 1, Double.NaN, -1, false, 0).build();
    transactions.run(
        "Cannot write to " + table,
        connection -> {
          BarsRows rows = new BarsRows(table, loader, connection, nobody, 0);
          rows.lock();
          upsert(rows, bar, "?");
          rows.delete();
          connection.rollback();
          return true;
        });
  }

  private String cannotBring(BarSeries series, long period) {
    return "Cannot write the bars of %s %s to %s"
        .formatted(series, series.storagePeriod().label(period), table);
  }

  @Override
  public void close() {
    transactions.close();
  }
}
