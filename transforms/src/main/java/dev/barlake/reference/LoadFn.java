package dev.barlake.reference;

import dev.barlake.database.Database;
import dev.barlake.database.DatabaseException;
import dev.barlake.database.Transactions;
import java.io.Serializable;
import java.sql.Connection;
import java.sql.PreparedStatement;
import java.sql.SQLException;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import org.apache.beam.sdk.transforms.DoFn;

/**
 * Runs one statement for each element, a thousand in a transaction, which is tried again while the
 * database does not answer. So the statement must be one that may run twice.
 *
 * <p>Fails with a {@link DatabaseException} once patience is over.
 */
final class LoadFn<T> extends DoFn<T, Void> {
  private static final int BATCH = 1000;

  private final Database database;
  private final Duration patience;
  private final String statement;
  private final Binder<T> binder;
  private transient Transactions transactions;
  private transient List<T> batch;

  /** Sets the parameters of the statement. */
  @FunctionalInterface
  interface Binder<T> extends Serializable {
    void bind(T element, PreparedStatement statement) throws SQLException;
  }

  LoadFn(Database database, Duration patience, String statement, Binder<T> binder) {
    this.database = database;
    this.patience = patience;
    this.statement = statement;
    this.binder = binder;
  }

  @Setup
  public void setup() {
    transactions = Transactions.shared(database, patience);
  }

  @StartBundle
  public void startBundle() {
    batch = new ArrayList<>();
  }

  @ProcessElement
  public void process(@Element T element) {
    batch.add(element);
    if (batch.size() == BATCH) {
      load();
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
    if (!batch.isEmpty()) {
      transactions.run("Cannot load the reference lists into " + database, this::load);
      batch.clear();
    }
  }

  private int load(Connection connection) throws SQLException {
    try (PreparedStatement prepared = connection.prepareStatement(statement)) {
      for (T element : batch) {
        binder.bind(element, prepared);
        prepared.addBatch();
      }
      return prepared.executeBatch().length;
    }
  }
}
