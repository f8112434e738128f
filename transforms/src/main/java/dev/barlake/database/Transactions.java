package dev.barlake.database;

import dev.barlake.process.Leases;
import dev.barlake.retry.Backoff;
import dev.barlake.retry.Timing;
import java.sql.Connection;
import java.sql.SQLException;
import java.time.Duration;
import java.util.NoSuchElementException;
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
 * <p>A transaction is tried again if it fell to another one, a few times, and if the server does
 * not answer, for as long as patience lasts. Patience is for an outage, not for each transaction:
 * once it is over each further transaction is tried once. Any answer of the server ends the outage.
 */
public final class Transactions implements AutoCloseable {
  private static final int CONNECTIONS = 8;
  private static final int MOST_CONFLICTS = 10;

  /** A deadlock is over as soon as the other transaction is. */
  private static final Duration FIRST_CONFLICT_PAUSE = Duration.ofMillis(50);

  private static final Duration LONGEST_CONFLICT_PAUSE = Duration.ofSeconds(5);
  private static final String CONNECTION_FAILURE = "08006";
  private static final Leases<Key, Transactions> SHARED =
      new Leases<>(transactions -> transactions.connections.close());

  private final Key key;
  private final Backoff backoff;
  private final Backoff conflictBackoff;
  private final Outage outage;
  private final GenericObjectPool<PoolableConnection> connections;

  private record Key(Database database, Duration patience) {}

  /** What is done within a transaction; all of it again if it is tried again. */
  public interface Work<T> {
    T on(Connection connection) throws SQLException;
  }

  /** One outage, which all threads see. */
  private static final class Outage {
    private final Backoff.Attempts attempts;

    Outage(Backoff.Attempts attempts) {
      this.attempts = attempts;
    }

    /** Notes that the server does not answer; whether there is patience left. */
    synchronized boolean goesOn() {
      return attempts.failed();
    }

    synchronized void over() {
      attempts.worked();
    }
  }

  private Transactions(Key key, Timing timing) {
    this.key = key;
    backoff = Backoff.standard(timing).withPatience(key.patience());
    conflictBackoff = backoff.withPauses(FIRST_CONFLICT_PAUSE, LONGEST_CONFLICT_PAUSE);
    outage = new Outage(backoff.attempts());
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

  /**
   * Those of this process on a database; to be closed by each who asked for them.
   *
   * @param patience how long a server that does not answer is asked again
   */
  public static Transactions shared(Database database, Duration patience) {
    return shared(database, patience, Timing.SYSTEM);
  }

  static Transactions shared(Database database, Duration patience, Timing timing) {
    Key key = new Key(database, patience);
    return SHARED.take(key, () -> new Transactions(key, timing));
  }

  /**
   * Runs and commits.
   *
   * @param what cannot be done if it fails, as in {@code Cannot write to <table>}
   * @throws DatabaseException after the last attempt; nothing was changed, or the connection was
   *     lost while the answer to the commit was on its way
   */
  public <T> T run(String what, Work<T> work) {
    Backoff.Attempts conflicts = conflictBackoff.attempts();
    Backoff.Attempts faults = backoff.attempts();
    while (true) {
      try {
        T result = runOnce(work);
        outage.over();
        return result;
      } catch (SQLException e) {
        DatabaseException failure = new DatabaseException(what, e);
        if (failure.isConflict()) {
          tryAgain(conflicts, failure);
        } else {
          waitOut(faults, failure);
        }
      }
    }
  }

  /** The server answers: it is no outage. */
  private void tryAgain(Backoff.Attempts conflicts, DatabaseException failure) {
    outage.over();
    conflicts.failed();
    if (conflicts.faults() > MOST_CONFLICTS) {
      throw failure;
    }
    conflicts.pauseOr(() -> failure);
  }

  private void waitOut(Backoff.Attempts faults, DatabaseException failure) {
    if (!failure.unavailable()) {
      outage.over();
      throw failure;
    }
    if (!outage.goesOn()) {
      throw failure;
    }
    faults.failed();
    faults.pauseOr(() -> failure);
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

  /** Ends one use; the last one closes the connections. */
  @Override
  public void close() {
    SHARED.release(key);
  }
}
