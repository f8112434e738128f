package dev.barlake.reference;

import dev.barlake.database.Database;
import dev.barlake.database.DatabaseException;
import dev.barlake.retry.Backoff;
import dev.barlake.retry.Timing;
import java.time.Clock;
import java.time.Duration;
import java.time.Instant;
import java.time.temporal.ChronoUnit;
import java.util.List;
import java.util.function.Predicate;
import org.jdbi.v3.core.Handle;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * One refresh of all reference tables: the next rows are gathered in staging tables, looked at, and
 * put in the place of the old ones by one atomic {@code RENAME TABLE}. Until then, and wherever it
 * ends before, the tables are exactly as they were.
 *
 * <p>Begin, load with {@link LoadReference}, {@link #judge}, {@link #publish}, close. One refresh
 * of a database runs at a time: it holds a lock of the server's that ends with its connection, so a
 * killed one leaves no lock. What a killed one left of tables, the next one removes. If the
 * connection is lost in between, the refresh goes on with a new one, unless another refresh has
 * begun meanwhile.
 *
 * <p>A statement that reads sees the old rows or the new ones. A transaction that has read one of
 * the tables holds up the swap until it ends, for at most {@link Swap#PATIENCE}. If it goes on to a
 * table that has been swapped meanwhile, it may have to start again (errors 1213 and 1412).
 *
 * <p>All methods throw {@link DatabaseException} if the database does not let them, and {@link
 * RefreshRunningException} if another refresh has taken over.
 */
public final class Refresh implements AutoCloseable {
  private static final Logger LOG = LoggerFactory.getLogger(Refresh.class);

  private final Database database;
  private final List<ReferenceList> lists;
  private final Instant snapshotAt;
  private final Backoff backoff;
  private final Staging staging = Staging.create();
  private final RefreshLog log;
  private final Swap swap;
  private final LockedConnection connection;
  private volatile boolean staged;

  private Refresh(
      Database database,
      List<ReferenceList> lists,
      String runId,
      Clock clock,
      Backoff backoff,
      Duration beat) {
    this.database = database;
    this.lists = List.copyOf(lists);
    this.snapshotAt = clock.instant().truncatedTo(ChronoUnit.MICROS);
    this.backoff = backoff;
    this.log = new RefreshLog(runId, snapshotAt, clock);
    this.swap = new Swap(database, staging, backoff);
    this.connection = LockedConnection.open(database, backoff, this::requireStaging, beat);
  }

  /**
   * Takes the lock, brings the schema up to date, removes what killed refreshes left, and makes
   * empty staging tables.
   *
   * @param lists what will be loaded
   * @param patience how long a database that does not answer any more is waited for
   * @throws RefreshRunningException if another refresh of the database is under way
   * @throws IllegalStateException if foreign keys refer to the tables, or tables of their names are
   *     not ours
   */
  public static Refresh begin(
      Database database, List<ReferenceList> lists, String runId, Clock clock, Duration patience) {
    Backoff backoff = Backoff.standard(Timing.SYSTEM).withPatience(patience);
    return begin(database, lists, runId, clock, backoff, LockedConnection.BEAT);
  }

  static Refresh begin(
      Database database,
      List<ReferenceList> lists,
      String runId,
      Clock clock,
      Backoff backoff,
      Duration beat) {
    Refresh refresh = new Refresh(database, lists, runId, clock, backoff, beat);
    try {
      refresh.prepare();
      return refresh;
    } catch (RuntimeException e) {
      refresh.connection.close();
      throw e;
    }
  }

  private void prepare() {
    connection.use("look for foreign keys", this::refuseForeignKeys);
    // With connections of its own, which may take a while.
    Schema.migrate(database);
    connection.use("prepare the refresh", this::makeStaging);
  }

  private boolean refuseForeignKeys(Handle handle) {
    ForeignKeys.refuse(handle, database);
    return true;
  }

  private boolean makeStaging(Handle handle) {
    remove(handle, Staging::isOurs);
    log.begin(handle);
    for (String table : Staging.replaced()) {
      handle.execute("CREATE TABLE %s LIKE %s".formatted(staging.stage(table), table));
      PlainIndexes.of(handle, table).dropFrom(handle, staging.stage(table));
    }
    handle.execute(
        """
        CREATE TABLE %s (
          table_name VARCHAR(64) NOT NULL, list_name VARCHAR(64) NOT NULL, kind VARCHAR(32) NOT NULL,
          number INT NOT NULL, row_count BIGINT NOT NULL, message TEXT NOT NULL,
          PRIMARY KEY (table_name, list_name, kind, number)
        ) ENGINE = InnoDB DEFAULT CHARSET = utf8mb4 COLLATE = utf8mb4_bin"""
            .formatted(staging.findings()));
    staged = true;
    return true;
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

  /** How long a database that does not answer is waited for. */
  Duration patience() {
    return backoff.patience();
  }

  Instant snapshotAt() {
    return snapshotAt;
  }

  /** For tests, which break and end it. */
  LockedConnection connection() {
    return connection;
  }

  /**
   * Looks at what was loaded: whether it is whole, fits, and has not shrunk too much, and what is
   * new in it. Takes over old rows for those that do not fit.
   *
   * @param maxShrink by how many percent a list may be shorter than it was; 100 lets anything pass
   * @param maxQuarantine how many percent of a list's rows need not fit, and ten in any case; 0:
   *     none, 100: all
   */
  public Verdict judge(int maxShrink, double maxQuarantine) {
    return connection.use(
        "look at the loaded rows",
        handle -> new Gates(handle, this).judge(maxShrink, maxQuarantine));
  }

  /**
   * Puts the loaded rows in the place of the old ones, all tables at one instant, and drops the old
   * ones.
   *
   * @throws IllegalArgumentException if the verdict refuses them
   */
  public void publish(Verdict verdict) {
    if (!verdict.accepted()) {
      throw new IllegalArgumentException("Cannot publish what was refused: " + verdict.faults());
    }
    swap();
    connection.use(
        "note the end of the refresh",
        handle -> {
          log.done(handle, verdict);
          return true;
        });
    connection.use("drop the old rows", handle -> remove(handle, staging::owns));
  }

  /** Notes why nothing was published. */
  public void refuse(Verdict verdict) {
    connection.use(
        "note why the lists are refused",
        handle -> {
          log.refused(handle, verdict);
          return true;
        });
  }

  /**
   * Notes what broke.
   *
   * @throws RefreshRunningException if another refresh has taken over, which is why it broke
   */
  public void fail(String error) {
    try {
      connection.useNow("note the failure", handle -> log.failed(handle, error));
    } catch (DatabaseException e) {
      // What broke may be the database; the next refresh will note that this one did not end.
      LOG.debug("Cannot note the failure of a refresh in {}", database, e);
    }
  }

  /**
   * The one statement that people notice; what was there before stays beside until it is dropped.
   */
  void swap() {
    connection.use(
        "swap the reference tables",
        handle -> {
          swap.by(handle);
          staged = false;
          return true;
        });
  }

  /** If another refresh had the lock meanwhile, it has removed our staging tables first of all. */
  private void requireStaging(Handle handle) {
    if (!staged) {
      return;
    }
    List<String> tables = tables(handle);
    boolean whole =
        tables.contains(staging.findings())
            && Staging.replaced().stream().allMatch(table -> tables.contains(staging.stage(table)));
    if (!whole) {
      throw new RefreshRunningException(
          "Cannot go on with the refresh of %s: its connection was lost, and another refresh has begun meanwhile"
              .formatted(database),
          0);
    }
  }

  private static boolean remove(Handle handle, Predicate<String> which) {
    for (String table : tables(handle)) {
      if (which.test(table)) {
        handle.execute("DROP TABLE IF EXISTS " + table);
      }
    }
    return true;
  }

  private static List<String> tables(Handle handle) {
    return handle
        .createQuery(
            "SELECT table_name FROM information_schema.tables WHERE table_schema = DATABASE()")
        .mapTo(String.class)
        .list();
  }

  /**
   * Removes this refresh's staging tables, if they are still there, and gives the lock back. Those
   * of others are left alone: if the lock was lost, another refresh may be under way.
   */
  @Override
  public void close() {
    try (connection) {
      staged = false;
      connection.useNow("remove the staging tables", handle -> remove(handle, staging::owns));
    } catch (DatabaseException | RefreshRunningException e) {
      LOG.warn("{}; the next refresh will remove them", e.getMessage());
    }
  }
}
