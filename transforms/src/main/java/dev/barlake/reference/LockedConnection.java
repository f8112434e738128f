package dev.barlake.reference;

import dev.barlake.database.Database;
import dev.barlake.database.DatabaseException;
import dev.barlake.retry.Backoff;
import java.sql.Connection;
import java.sql.SQLException;
import java.time.Duration;
import java.util.Optional;
import java.util.concurrent.Executors;
import java.util.concurrent.ScheduledExecutorService;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.locks.ReentrantLock;
import java.util.function.Consumer;
import java.util.function.Function;
import java.util.function.Supplier;
import org.jdbi.v3.core.Handle;
import org.jdbi.v3.core.Jdbi;
import org.jdbi.v3.core.JdbiException;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * A connection, and with it the server's lock against a second refresh of the same database.
 * Thread-safe: threads take turns on the connection.
 *
 * <p>Servers and networks end connections that are idle, some after seconds, and a refresh has no
 * question for as long as its lists load. So a thread asks one every {@link #BEAT}. If the
 * connection is lost all the same, a new one takes the lock again, and a check says whether the
 * work may go on: another refresh may have had the lock meanwhile.
 */
final class LockedConnection implements AutoCloseable {
  private static final Logger LOG = LoggerFactory.getLogger(LockedConnection.class);

  /** How long the connection may be idle. */
  static final Duration BEAT = Duration.ofSeconds(3);

  /** How long the server may take to say who has the lock; it answers from memory. */
  private static final int ANSWER_MILLIS = 10_000;

  private final Database database;
  private final Backoff backoff;
  private final Consumer<Handle> check;
  private final ReentrantLock turn = new ReentrantLock();
  private final ScheduledExecutorService heart =
      Executors.newSingleThreadScheduledExecutor(
          task -> {
            Thread thread = new Thread(task, "refresh-heartbeat");
            thread.setDaemon(true);
            return thread;
          });

  // These belong to whoever has the turn.
  private Handle handle;
  private long connectionId;
  private boolean closed;

  private LockedConnection(Database database, Backoff backoff, Consumer<Handle> check) {
    this.database = database;
    this.backoff = backoff;
    this.check = check;
  }

  /**
   * Connects and takes the lock.
   *
   * @param backoff how long a connection that was lost is tried to be replaced
   * @param check fails if the work cannot go on with a new connection, on which it is called
   * @throws RefreshRunningException if somebody else has the lock
   * @throws DatabaseException if the database does not let it
   */
  static LockedConnection open(
      Database database, Backoff backoff, Consumer<Handle> check, Duration beat) {
    LockedConnection opened = new LockedConnection(database, backoff, check);
    opened.connectAnew(unused -> {});
    var unused =
        opened.heart.scheduleWithFixedDelay(
            opened::beat, beat.toMillis(), beat.toMillis(), TimeUnit.MILLISECONDS);
    return opened;
  }

  /**
   * Works with the connection, while no other thread does and the lock is held.
   *
   * @param what is done, as in {@code look at the loaded rows}
   * @throws RefreshRunningException if the lock was lost and somebody else has it
   * @throws DatabaseException if the database does not let it
   */
  <T> T use(String what, Function<Handle, T> work) {
    return use(what, work, backoff);
  }

  /** The same at the end: a server that does not answer is not waited for. */
  void useNow(String what, Consumer<Handle> work) {
    use(
        what,
        connection -> {
          work.accept(connection);
          return true;
        },
        backoff.withPatience(Duration.ZERO));
  }

  private <T> T use(String what, Function<Handle, T> work, Backoff patience) {
    turn.lock();
    try {
      return translated(
          what,
          () -> {
            if (!holdsLock()) {
              renew(patience.attempts());
            }
            return work.apply(handle);
          });
    } finally {
      turn.unlock();
    }
  }

  /** Asks whether the lock is held, which keeps the connection alive; else takes it anew. */
  void beat() {
    if (!turn.tryLock()) {
      // Whoever has the turn uses the connection.
      return;
    }
    try {
      if (!closed && !holdsLock()) {
        renew(backoff.withPatience(Duration.ZERO).attempts());
      }
    } catch (RuntimeException e) {
      // Whoever works with the connection next finds out the same, and tries for longer.
      LOG.debug("Cannot keep the lock of a refresh of {}", database, e);
    } finally {
      turn.unlock();
    }
  }

  private boolean holdsLock() {
    try {
      Connection connection = handle.getConnection();
      int usual = connection.getNetworkTimeout();
      boolean sooner = usual > 0 && usual < ANSWER_MILLIS;
      connection.setNetworkTimeout(Runnable::run, sooner ? usual : ANSWER_MILLIS);
      boolean held = RefreshLock.isHeldBy(handle);
      connection.setNetworkTimeout(Runnable::run, usual);
      return held;
    } catch (JdbiException | SQLException e) {
      LOG.debug("Lost the connection that holds the lock of a refresh of {}", database, e);
      return false;
    }
  }

  private void renew(Backoff.Attempts attempts) {
    long lost = connectionId;
    close(handle);
    while (true) {
      try {
        connectAnew(check);
        return;
      } catch (RefreshRunningException e) {
        // The server may not have noticed yet that our old connection is gone.
        if (e.holder() != lost || !attempts.failed()) {
          throw e;
        }
      } catch (DatabaseException e) {
        if (!e.unavailable() || !attempts.failed()) {
          throw e;
        }
      }
      attempts.pauseOr(
          () -> new IllegalStateException("Cannot wait for the database: interrupted"));
    }
  }

  /** Takes over a new connection if it has the lock and passes the check. */
  private void connectAnew(Consumer<Handle> passes) {
    Handle opened = Jdbi.open(database.connect());
    boolean taken = false;
    try {
      translated(
          "take the lock",
          () -> {
            requireLock(opened);
            passes.accept(opened);
            connectionId = opened.select("SELECT CONNECTION_ID()").mapTo(Long.class).one();
            return true;
          });
      handle = opened;
      taken = true;
    } finally {
      if (!taken) {
        close(opened);
      }
    }
  }

  private void requireLock(Handle opened) {
    if (!RefreshLock.take(opened)) {
      long holder = RefreshLock.holder(opened);
      throw new RefreshRunningException(
          "Cannot refresh %s: another refresh is under way, in the server's connection %s"
              .formatted(database, holder),
          holder);
    }
  }

  private <T> T translated(String what, Supplier<T> action) {
    try {
      return action.get();
    } catch (JdbiException e) {
      String where = "Cannot %s in %s".formatted(what, database);
      throw sqlCause(e)
          .<RuntimeException>map(cause -> new DatabaseException(where, cause))
          .orElseGet(() -> new IllegalStateException(where + ": " + e.getMessage(), e));
    }
  }

  static Optional<SQLException> sqlCause(Throwable thrown) {
    for (Throwable cause = thrown; cause != null; cause = cause.getCause()) {
      if (cause instanceof SQLException sql) {
        return Optional.of(sql);
      }
    }
    return Optional.empty();
  }

  /** Ends the connection, and with it the lock. */
  @Override
  public void close() {
    heart.shutdownNow();
    turn.lock();
    try {
      closed = true;
      close(handle);
    } finally {
      turn.unlock();
    }
  }

  private void close(Handle ended) {
    try {
      ended.close();
    } catch (JdbiException e) {
      LOG.debug("Cannot close a connection to {}, which is lost", database, e);
    }
  }
}
