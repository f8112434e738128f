package dev.barlake.reference;

import dev.barlake.database.Database;
import dev.barlake.database.DatabaseException;
import java.sql.SQLException;
import java.time.Clock;
import java.time.Duration;
import java.time.Instant;
import java.time.temporal.ChronoUnit;
import java.util.ArrayList;
import java.util.List;
import java.util.function.Predicate;
import java.util.function.Supplier;
import org.jdbi.v3.core.Handle;
import org.jdbi.v3.core.Jdbi;
import org.jdbi.v3.core.JdbiException;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * One refresh of all reference tables: the next rows are gathered in staging tables, looked at, and
 * put in the place of the old ones by one atomic {@code RENAME TABLE}. Until then, and wherever it
 * ends before, the tables are exactly as they were.
 *
 * <p>Begin, load with {@link LoadReference}, {@link #judge}, {@link #publish}, close. One refresh
 * of a database runs at a time: it holds a lock of the server's that ends with its connection, so a
 * killed one leaves no lock. What a killed one left of tables, the next one removes.
 *
 * <p>A statement that reads sees the old rows or the new ones. A transaction that has read one of
 * the tables holds up the swap until it ends, for at most {@link #PATIENCE}; it may be told to
 * start again (errors 1213 and 1412) if it goes on to a table that has been swapped meanwhile.
 *
 * <p>All methods throw {@link DatabaseException} where the database does not let them.
 */
public final class Refresh implements AutoCloseable {
  private static final Logger LOG = LoggerFactory.getLogger(Refresh.class);

  /** How long readers that hold a table are waited for. */
  static final Duration PATIENCE = Duration.ofMinutes(10);

  /**
   * How long one attempt at the swap may wait for readers, since others queue up behind it, and how
   * long they are left alone before the next.
   */
  private static final int SWAP_WAIT_SECONDS = 1;

  private static final Duration SWAP_PAUSE = Duration.ofSeconds(2);
  private static final int LOCK_TIMEOUT = 1205;

  private final Database database;
  private final List<ReferenceList> lists;
  private final Clock clock;
  private final Instant snapshotAt;
  private final Staging staging = Staging.create();
  private final Handle handle;
  private final RefreshLog log;

  private Refresh(Database database, List<ReferenceList> lists, String runId, Clock clock) {
    this.database = database;
    this.lists = List.copyOf(lists);
    this.clock = clock;
    this.snapshotAt = clock.instant().truncatedTo(ChronoUnit.MICROS);
    this.handle = Jdbi.open(database.connect());
    this.log = new RefreshLog(handle, runId, snapshotAt, clock);
  }

  /**
   * Takes the lock, brings the schema up to date, removes what killed refreshes left, and makes
   * empty staging tables.
   *
   * @param lists what will be loaded
   * @throws RefreshRunningException where another refresh of the database is under way
   */
  public static Refresh begin(
      Database database, List<ReferenceList> lists, String runId, Clock clock) {
    Refresh refresh = new Refresh(database, lists, runId, clock);
    try {
      refresh.doing("prepare the refresh", refresh::prepare);
      return refresh;
    } catch (RuntimeException e) {
      refresh.handle.close();
      throw e;
    }
  }

  private Void prepare() {
    takeLock();
    Schema.migrate(database);
    remove(Staging::isOurs);
    log.begin();
    for (ReferenceTable table : ReferenceTable.values()) {
      handle.execute("CREATE TABLE %s LIKE %s".formatted(staging.stage(table), table.tableName()));
    }
    handle.execute(
        """
        CREATE TABLE %s (
          table_name VARCHAR(64) NOT NULL, list_name VARCHAR(64) NOT NULL, kind VARCHAR(32) NOT NULL,
          number INT NOT NULL, row_count BIGINT NOT NULL, message TEXT NOT NULL,
          PRIMARY KEY (table_name, list_name, kind, number)
        ) ENGINE = InnoDB DEFAULT CHARSET = utf8mb4 COLLATE = utf8mb4_bin"""
            .formatted(staging.findings()));
    return null;
  }

  Database database() {
    return database;
  }

  List<ReferenceList> lists() {
    return lists;
  }

  Staging staging() {
    return staging;
  }

  Instant snapshotAt() {
    return snapshotAt;
  }

  /**
   * Looks at what was loaded: whether it is whole, fits, and has not shrunk too much, and what is
   * new in it.
   *
   * @param maxShrink by how many percent a list may be shorter than it was
   */
  public Verdict judge(int maxShrink) {
    return doing("look at the loaded rows", () -> new Gates(handle, this).judge(maxShrink));
  }

  /**
   * Puts the loaded rows in the place of the old ones, all tables at one instant, and drops the old
   * ones.
   *
   * @throws IllegalArgumentException where the verdict refuses them
   */
  public void publish(Verdict verdict) {
    if (!verdict.accepted()) {
      throw new IllegalArgumentException("Cannot publish what was refused: " + verdict.faults());
    }
    swap();
    log.done(verdict);
    doing("drop the old rows", () -> remove(staging::owns));
  }

  /** Notes why nothing was published. */
  public void refuse(Verdict verdict) {
    log.refused(verdict);
  }

  /** Notes what broke. */
  public void fail(String error) {
    try {
      log.failed(error);
    } catch (JdbiException e) {
      // What broke may be the database; the next refresh will note that this one did not end.
      LOG.debug("Cannot note the failure of a refresh in {}", database, e);
    }
  }

  /**
   * The one statement that people notice; what was there before stays beside until it is dropped.
   */
  void swap() {
    doing("swap the reference tables", this::rename);
  }

  private Void rename() {
    List<String> renames = new ArrayList<>();
    for (ReferenceTable table : ReferenceTable.values()) {
      renames.add("%s TO %s".formatted(table.tableName(), staging.old(table)));
      renames.add("%s TO %s".formatted(staging.stage(table), table.tableName()));
    }
    String rename = "RENAME TABLE " + String.join(", ", renames);
    requireLock();
    handle.execute("SET SESSION lock_wait_timeout = " + SWAP_WAIT_SECONDS);
    Instant deadline = clock.instant().plus(PATIENCE);
    while (!swapped(rename, deadline)) {
      pause();
    }
    handle.execute("SET SESSION lock_wait_timeout = DEFAULT");
    return null;
  }

  private boolean swapped(String rename, Instant deadline) {
    try {
      handle.execute(rename);
      return true;
    } catch (JdbiException e) {
      boolean held = sqlCause(e) != null && sqlCause(e).getErrorCode() == LOCK_TIMEOUT;
      if (!held || clock.instant().isAfter(deadline)) {
        throw e;
      }
      return false;
    }
  }

  private static void pause() {
    try {
      Thread.sleep(SWAP_PAUSE.toMillis());
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
      throw new IllegalStateException("Cannot wait for readers of the tables: interrupted", e);
    }
  }

  private Void remove(Predicate<String> which) {
    List<String> tables =
        handle
            .createQuery(
                "SELECT table_name FROM information_schema.tables WHERE table_schema = DATABASE()")
            .mapTo(String.class)
            .list();
    for (String table : tables) {
      if (which.test(table)) {
        handle.execute("DROP TABLE IF EXISTS " + table);
      }
    }
    return null;
  }

  private void takeLock() {
    if (!handle.select("SELECT GET_LOCK(" + LOCK + ", 0) = 1").mapTo(Boolean.class).one()) {
      String holder =
          handle.select("SELECT COALESCE(IS_USED_LOCK(" + LOCK + "), 0)").mapTo(String.class).one();
      throw new RefreshRunningException(
          "Cannot refresh %s: another refresh is under way, in the server's connection %s"
              .formatted(database, holder));
    }
  }

  /**
   * Names of locks are the whole server's, and at most 64 characters long. Not by MD5: MySQL 9.7
   * has none.
   */
  private static final String LOCK = "CONCAT('barlake/', SHA2(DATABASE(), 224))";

  void releaseLock() {
    handle.select("SELECT RELEASE_LOCK(" + LOCK + ")").mapTo(Boolean.class).one();
  }

  /** A proxy or an administrator may have ended and renewed the connection meanwhile. */
  private void requireLock() {
    boolean ours =
        handle
            .select("SELECT COALESCE(IS_USED_LOCK(" + LOCK + ") = CONNECTION_ID(), FALSE)")
            .mapTo(Boolean.class)
            .one();
    if (!ours) {
      throw new RefreshRunningException(
          "Cannot swap the reference tables in %s: the lock against a second refresh was lost"
              .formatted(database));
    }
  }

  /**
   * Removes this refresh's staging tables, if they are still there, and gives the lock back. Those
   * of others are left alone: where the lock was lost, another refresh may be under way.
   */
  @Override
  public void close() {
    try (handle) {
      doing("remove the staging tables", () -> remove(staging::owns));
    } catch (DatabaseException | JdbiException e) {
      LOG.warn("{}; the next refresh will remove them", e.getMessage());
    }
  }

  private <T> T doing(String what, Supplier<T> action) {
    try {
      return action.get();
    } catch (JdbiException e) {
      SQLException cause = sqlCause(e);
      String where = "Cannot %s in %s".formatted(what, database);
      throw cause == null
          ? new IllegalStateException(where + ": " + e.getMessage(), e)
          : new DatabaseException(where, cause);
    }
  }

  private static SQLException sqlCause(Throwable thrown) {
    for (Throwable cause = thrown; cause != null; cause = cause.getCause()) {
      if (cause instanceof SQLException sql) {
        return sql;
      }
    }
    return null;
  }
}
