package dev.barlake.reference;

import dev.barlake.database.Database;
import dev.barlake.database.DatabaseException;
import dev.barlake.database.RowLoader;
import dev.barlake.database.Rows;
import dev.barlake.database.Transactions;
import java.io.Serializable;
import java.time.Duration;
import java.util.List;
import org.apache.beam.sdk.transforms.DoFn;
import org.apache.beam.sdk.transforms.SerializableFunction;

/**
 * Loads the rows of elements into a table, a thousand in a transaction, which is tried again while
 * the database does not answer. Rows take the place of those with the same key, so a bundle that
 * comes twice ends in the same rows.
 *
 * <p>Fails with a {@link DatabaseException} once patience is over.
 */
final class LoadFn<T> extends DoFn<T, Void> {
  /** Few, since a server whose disk is full needs space to take them back. */
  private static final int BATCH = 1000;

  private final Database database;
  private final Duration patience;
  private final Target target;
  private final SerializableFunction<T, List<String[]>> values;
  private transient Transactions transactions;
  private transient RowLoader loader;
  private transient Rows rows;

  /**
   * Where the rows go.
   *
   * @param columns of all values; those of the key are the first
   */
  record Target(String table, List<String> columns, int keyColumns) implements Serializable {}

  LoadFn(
      Database database,
      Duration patience,
      Target target,
      SerializableFunction<T, List<String[]>> values) {
    this.database = database;
    this.patience = patience;
    this.target = target;
    this.values = values;
  }

  @Setup
  public void setup() {
    transactions = Transactions.shared(database, patience);
    loader = new RowLoader(target.table(), target.columns());
  }

  @StartBundle
  public void startBundle() {
    rows = new Rows();
  }

  @ProcessElement
  public void process(@Element T element) {
    for (String[] row : values.apply(element)) {
      rows.add(row);
      if (rows.size() == BATCH) {
        load();
      }
    }
  }

  @FinishBundle
  public void finishBundle() {
    load();
  }

  @Teardown
  public void teardown() {
    if (transactions != null) {
      transactions.close();
    }
  }

  private void load() {
    if (rows.isEmpty()) {
      return;
    }
    rows.sortByKey(target.keyColumns());
    transactions.run(
        "Cannot load the reference lists into " + database,
        connection -> {
          loader.load(connection, rows);
          return true;
        });
    rows.clear();
  }
}
