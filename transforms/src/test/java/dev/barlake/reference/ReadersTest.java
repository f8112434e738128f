package dev.barlake.reference;

import static org.assertj.core.api.Assertions.assertThat;

import dev.barlake.database.Database;
import dev.barlake.localstack.TestDatabase;
import dev.barlake.marketapi.ListQuery.CorporateActions;
import java.sql.Connection;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.sql.Statement;
import java.time.Clock;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Set;
import java.util.TreeSet;
import java.util.concurrent.Callable;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import java.util.concurrent.atomic.AtomicBoolean;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;

/** People read while the tables are refreshed, again and again. */
@Tag("database")
class ReadersTest {
  /** A hundred and more where somebody wants to be surer than the whole suite has time for. */
  private static final int REFRESHES = Integer.getInteger("barlake.test.refreshes", 10);

  private static final int TICKERS = 50;

  /** What a transaction over several tables may be told: start again. Never wrong rows. */
  private static final Set<Integer> START_AGAIN = Set.of(1213, 1412);

  private final AtomicBoolean over = new AtomicBoolean();

  /** What one reader saw. */
  private record Seen(long reads, long startedAgain, Set<String> wrong) {}

  @Test
  void nobodySeesATableEmptyMissingOrOfAnotherSnapshotThanTheRest() throws Exception {
    TestDatabase database = TestDatabase.empty();
    refresh(database, 0);
    ExecutorService readers = Executors.newCachedThreadPool();
    try {
      List<Future<Seen>> seen = new ArrayList<>();
      seen.add(readers.submit(reader(database, ReadersTest::readTablesOneByOne)));
      seen.add(readers.submit(reader(database, ReadersTest::readAllInOneStatement)));
      seen.add(readers.submit(reader(database, ReadersTest::readAllInOneTransaction)));
      for (int i = 1; i <= REFRESHES; i++) {
        refresh(database, i);
      }
      over.set(true);
      for (Future<Seen> one : seen) {
        assertThat(one.get().wrong()).isEmpty();
        assertThat(one.get().reads()).isGreaterThan(REFRESHES);
      }
      // Readers that hold no transaction open are never told anything but rows.
      assertThat(seen.get(0).get().startedAgain()).isZero();
      assertThat(seen.get(1).get().startedAgain()).isZero();
    } finally {
      over.set(true);
      readers.shutdownNow();
    }
  }

  private static void refresh(TestDatabase database, int number) {
    try (Refresh refresh =
        Refresh.begin(
            new Database(database.jdbcUrl(), database.user()),
            ReferenceList.of(List.of("stocks"), CorporateActions.V1),
            "r" + number,
            Clock.systemUTC(),
            Duration.ofSeconds(10))) {
      RefreshTest.fill(database, refresh, TICKERS);
      Verdict verdict = refresh.judge(10, 0.1);
      assertThat(verdict.faults()).isEmpty();
      refresh.publish(verdict);
    }
  }

  /** A way to read, which tells what was wrong with what it saw, or null. */
  private interface Reading {
    String read(Connection connection) throws SQLException;
  }

  private Callable<Seen> reader(TestDatabase database, Reading reading) {
    return () -> {
      long reads = 0;
      long startedAgain = 0;
      Set<String> wrong = new TreeSet<>();
      try (Connection connection = database.connect()) {
        while (!over.get()) {
          try {
            String fault = reading.read(connection);
            if (fault != null) {
              wrong.add(fault);
            }
            reads++;
          } catch (SQLException e) {
            if (START_AGAIN.contains(e.getErrorCode())) {
              startedAgain++;
            } else {
              wrong.add(e.getErrorCode() + " " + e.getMessage());
            }
            if (!connection.getAutoCommit()) {
              connection.rollback();
            }
          }
        }
      }
      return new Seen(reads, startedAgain, wrong);
    };
  }

  private static String readTablesOneByOne(Connection connection) throws SQLException {
    List<String> counts = new ArrayList<>();
    for (String table : List.of("tickers", "dividends", "splits", "active_stocks")) {
      counts.add(rows(connection, "SELECT COUNT(*) FROM " + table).get(0).get(0));
    }
    return counts.equals(List.of("50", "100", "150", "50")) ? null : counts.toString();
  }

  private static String readAllInOneStatement(Connection connection) throws SQLException {
    List<List<String>> snapshots =
        rows(
            connection,
            """
            SELECT DISTINCT t.snapshot_at FROM tickers t
            UNION SELECT d.snapshot_at FROM dividends d
            UNION SELECT s.snapshot_at FROM splits s""");
    return snapshots.size() == 1 ? null : snapshots.toString();
  }

  private static String readAllInOneTransaction(Connection connection) throws SQLException {
    connection.setAutoCommit(false);
    List<List<String>> snapshots = new ArrayList<>();
    for (String table : List.of("tickers", "splits", "dividends")) {
      snapshots.addAll(rows(connection, "SELECT DISTINCT snapshot_at FROM " + table));
    }
    connection.commit();
    return snapshots.size() == 3 && Set.copyOf(snapshots).size() == 1 ? null : snapshots.toString();
  }

  private static List<List<String>> rows(Connection connection, String sql) throws SQLException {
    try (Statement statement = connection.createStatement();
        ResultSet rows = statement.executeQuery(sql)) {
      return TestDatabase.read(rows);
    }
  }
}
