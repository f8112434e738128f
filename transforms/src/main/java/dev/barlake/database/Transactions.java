package dev.barlake.database;

import java.sql.Connection;
import java.sql.SQLException;
import java.time.Duration;
import java.util.Map;
import java.util.NoSuchElementException;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.ThreadLocalRandom;
import org.apache.commons.dbcp2.DataSourceConnectionFactory;
import org.apache.commons.dbcp2.PoolableConnection;
import org.apache.commons.dbcp2.PoolableConnectionFactory;
import org.apache.commons.pool2.impl.GenericObjectPool;
import org.apache.commons.pool2.impl.GenericObjectPoolConfig;

/**
 * Transactions on a database that many threads of this process share, over a few connections: each
 * thread with its own would be more than a small server takes. They are read-committed, so that
 * those of different rows never wait for each other's gaps.
 *
 * <p>A transaction is tried again where it fell to a deadlock, and where the server does not answer
 * for as long as patience lasts. Patience is for an outage, not for each transaction: once it is
 * over each further one is tried once, until one succeeds.
 */
final class Transactions implements AutoCloseable {
  private static final int CONNECTIONS = 8;
  private static final int MOST_CONFLICTS = 10;
  private static final Duration FIRST_PAUSE = Duration.ofMillis(100);
  private static final Duration LONGEST_PAUSE = Duration.ofSeconds(5);
  private static final String CONNECTION_FAILURE = "08006";
  private static final long NO_OUTAGE = Long.MIN_VALUE;
  private static final Map<Key, Transactions> SHARED = new ConcurrentHashMap<>();

  private final Key key;
  private final GenericObjectPool<PoolableConnection> connections;
  private volatile long outageSince = NO_OUTAGE;
  private int users;

  private record Key(Database database, Duration patience) {}

  /** What is done within a transaction; all of it again where it is tried again. */
  interface Work<T> {
    T on(Connection connection) throws SQLException;
  }

  private Transactions(Key key) {
    this.key = key;
    PoolableConnectionFactory factory =
        new PoolableConnectionFactory(
            new DataSourceConnectionFactory(key.database().dataSource()), null);
    factory.setDefaultAutoCommit(false);
    factory.setAutoCommitOnReturn(false);
    factory.setDefaultTransactionIsolation(Connection.TRANSACTION_READ_COMMITTED);
    GenericObjectPoolConfig<PoolableConnection> config = new GenericObjectPoolConfig<>();
    config.setMaxTotal(CONNECTIONS);
    config.setMaxIdle(CONNECTIONS);
    config.setTestOnBorrow(true);
    config.setJmxEnabled(false);
    connections = new GenericObjectPool<>(factory, config);
    factory.setPool(connections);
  }

  /** Those of this process on a database; to be closed by each who asked for them. */
  static Transactions shared(Database database, Duration patience) {
    return SHARED.compute(
        new Key(database, patience),
        (key, found) -> {
          Transactions transactions = found == null ? new Transactions(key) : found;
          transactions.users++;
          return transactions;
        });
  }

  /**
   * Runs and commits.
   *
   * @param what cannot be done where it fails, as in {@code Cannot write to <table>}
   * @throws DatabaseException after the last attempt; nothing was changed, or the connection was
   *     lost while the answer to the commit was on its way
   */
  <T> T run(String what, Work<T> work) {
    for (int attempt = 0; ; attempt++) {
      try {
        T result = runOnce(work);
        outageSince = NO_OUTAGE;
        return result;
      } catch (SQLException e) {
        DatabaseException failure = new DatabaseException(what, e);
        if (!mayTryAgain(failure, attempt)) {
          throw failure;
        }
        pause(attempt, failure);
      }
    }
  }

  private <T> T runOnce(Work<T> work) throws SQLException {
    try (Connection connection = borrow()) {
      try {
        T result = work.on(connection);
        connection.commit();
        return result;
      } catch (SQLException e) {
        throw rollBack(connection) ? e : lost(e);
      } catch (RuntimeException e) {
        rollBack(connection);
        throw e;
      }
    }
  }

  /** The driver has many words for what was done on a connection that is gone. */
  private static SQLException lost(SQLException e) {
    return new SQLException(e.getMessage(), CONNECTION_FAILURE, e.getErrorCode(), e);
  }

  private Connection borrow() throws SQLException {
    try {
      return connections.borrowObject();
    } catch (NoSuchElementException e) {
      throw new SQLException("A new connection broke at once", CONNECTION_FAILURE, e);
    } catch (SQLException | RuntimeException e) {
      throw e;
    } catch (Exception e) {
      throw new SQLException("Cannot get a connection", e);
    }
  }

  /** Whether there still is a connection to roll back on; else the server does it by itself. */
  private static boolean rollBack(Connection connection) {
    try {
      connection.rollback();
      return true;
    } catch (SQLException e) {
      return false;
    }
  }

  private boolean mayTryAgain(DatabaseException failure, int attempt) {
    if (failure.isConflict()) {
      return attempt < MOST_CONFLICTS;
    }
    if (!failure.unavailable()) {
      return false;
    }
    long now = System.nanoTime();
    if (outageSince == NO_OUTAGE) {
      outageSince = now;
    }
    return now - outageSince < key.patience().toNanos();
  }

  private static void pause(int attempt, DatabaseException failure) {
    long grown = FIRST_PAUSE.toMillis() << Math.min(attempt, 10);
    long longest = Math.min(grown, LONGEST_PAUSE.toMillis());
    try {
      Thread.sleep(ThreadLocalRandom.current().nextLong(longest / 2, longest + 1));
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
      throw failure;
    }
  }

  /** Ends one use; the last one closes the connections. */
  @Override
  public void close() {
    SHARED.computeIfPresent(
        key,
        (same, found) -> {
          if (--found.users > 0) {
            return found;
          }
          found.connections.close();
          return null;
        });
  }
}
