package dev.barlake.reference;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.barlake.database.Database;
import dev.barlake.database.DatabaseException;
import dev.barlake.localstack.TestDatabase;
import dev.barlake.reference.ReferenceList.CorporateActions;
import dev.barlake.reference.Verdict.Outcome;
import java.sql.Connection;
import java.time.Clock;
import java.time.Duration;
import java.util.List;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;

/** The tables before and after, wherever a refresh ends. */
@Tag("database")
class RefreshTest {
  private static final List<ReferenceList> LISTS =
      ReferenceList.of(List.of("stocks"), CorporateActions.V1);
  private static final List<String> TABLES =
      List.of(
          "active_stocks",
          "barlake_schema_history",
          "dividends",
          "reference_refreshes",
          "split_factors",
          "splits",
          "tickers");

  private TestDatabase database;

  @BeforeEach
  void emptyDatabase() {
    database = TestDatabase.empty();
  }

  @Test
  void whatWasLoadedTakesThePlaceOfWhatWas() {
    refresh("r1", 100);
    assertThat(database.tables()).isEqualTo(TABLES);
    assertThat(counts()).containsExactly("100", "200", "300");
    Verdict second = refresh("r2", 105);
    assertThat(database.tables()).isEqualTo(TABLES);
    assertThat(counts()).containsExactly("105", "210", "315");
    assertThat(second.changes().get("tickers"))
        .isEqualTo(new Verdict.TableChange(105, 0, 105, 5, 0, 0));
    assertThat(second.news().get("listed"))
        .isEqualTo(new Verdict.News(5, List.of("T101", "T102", "T103", "T104", "T105")));
    assertThat(
            database.query(
                "SELECT run_id, table_name, status, rows_read, row_count, added, removed, changed FROM reference_refreshes ORDER BY id"))
        .contains(
            List.of("r1", "tickers", "done", "100", "100", "100", "0", "0"),
            List.of("r2", "splits", "done", "315", "315", "15", "0", "0"))
        .hasSize(6);
  }

  @Test
  void aRefusedRefreshLeavesTheTablesAsTheyWere() {
    refresh("r1", 100);
    Verdict verdict = refresh("r2", 89);
    assertThat(verdict.outcome()).isEqualTo(Outcome.REFUSED);
    assertThat(verdict.faults())
        .containsExactly(
            "stocks active: 89 rows, and 100 before; if that is right, run with --maxShrink=100",
            "dividends: 178 rows, and 200 before; if that is right, run with --maxShrink=100",
            "splits: 267 rows, and 300 before; if that is right, run with --maxShrink=100");
    assertThat(counts()).containsExactly("100", "200", "300");
    assertThat(database.tables()).isEqualTo(TABLES);
    assertThat(
            database.query(
                "SELECT status, row_count, LEFT(error, 22) FROM reference_refreshes WHERE run_id = 'r2' AND table_name = 'tickers'"))
        .containsExactly(List.of("refused", "89", "stocks active: 89 rows"));
  }

  @Test
  void aListMayLoseTenPercentOrTenRowsButNeverAll() {
    refresh("r1", 100);
    assertThat(refresh("r2", 90).accepted()).isTrue();
    assertThat(refresh("r3", 80).faults())
        .hasSize(2)
        .allMatch(fault -> !fault.startsWith("stocks"));
    refresh("r4", 10, 100);
    assertThat(refresh("r5", 7).accepted()).as("9 of 30 splits, though more than a tenth").isTrue();
    assertThat(refresh("r6", 3).faults())
        .containsExactly(
            "splits: 9 rows, and 21 before; if that is right, run with --maxShrink=100");
    assertThat(refresh("r7", 0).faults()).hasSize(3);
    assertThat(counts()).containsExactly("7", "14", "21");
    assertThat(refresh("r8", 0, 100).accepted()).as("--maxShrink=100").isTrue();
    assertThat(counts()).containsExactly("0", "0", "0");
    assertThat(refresh("r9", 0).faults())
        .as("nothing to compare with, but no market is without tickers")
        .containsExactly(
            "stocks active: the list is empty; if that is right, run with --maxShrink=100",
            "dividends: the list is empty; if that is right, run with --maxShrink=100",
            "splits: the list is empty; if that is right, run with --maxShrink=100");
  }

  @Test
  void aMarketThatIsNoLongerAskedForDoesNotGoUnnoticed() {
    refresh("r1", 20);
    database.execute(
        "INSERT INTO tickers (ticker, market, delisted_on, active, snapshot_at) VALUES ('X:BTCUSD', 'crypto', '9999-12-31', 1, NOW())");
    assertThat(refresh("r2", 20).faults())
        .containsExactly(
            "crypto active: 0 rows, and 1 before; if that is right, run with --maxShrink=100");
  }

  @Test
  void rowsThatWereLostOnTheWayAreNoticed() {
    try (Refresh refresh = begin("r1")) {
      fill(refresh, 10);
      database.execute(
          "DELETE FROM " + refresh.staging().stage(ReferenceTable.SPLITS) + " LIMIT 1");
      Verdict verdict = refresh.judge(10);
      assertThat(verdict.outcome()).isEqualTo(Outcome.ERROR);
      assertThat(verdict.faults())
          .containsExactly(
              "splits: 30 rows were read and 0 of them repeated others, but 29 were loaded; run again");
      assertThatThrownBy(() -> refresh.publish(verdict))
          .isInstanceOf(IllegalArgumentException.class);
    }
  }

  @Test
  void aListOfWhichNobodyKnowsTheEndIsNoList() {
    try (Refresh refresh = begin("r1")) {
      fill(refresh, 10);
      database.execute(
          "DELETE FROM %s WHERE list_name = 'dividends'".formatted(refresh.staging().findings()));
      Verdict verdict = refresh.judge(10);
      assertThat(verdict.outcome()).isEqualTo(Outcome.ERROR);
      assertThat(verdict.faults())
          .containsExactly("dividends: nothing tells that the list was read to its end");
    }
  }

  @Test
  void ofTwoAtOnceOneRunsAndTheOtherSaysSo() {
    try (Refresh first = begin("r1")) {
      assertThatThrownBy(() -> begin("r2"))
          .isInstanceOf(RefreshRunningException.class)
          .hasMessageContaining("another refresh is under way, in the server's connection")
          .hasMessageContaining(database.jdbcUrl());
      fill(first, 10);
      first.publish(first.judge(10));
    }
    assertThat(counts()).containsExactly("10", "20", "30");
    assertThat(refresh("r3", 10).accepted()).isTrue();
  }

  @Test
  void killedBeforeTheSwapItLeavesTheOldRowsAndTheNextCleansUp() {
    refresh("r1", 10);
    Refresh killed = begin("r2");
    fill(killed, 12);
    killConnections();
    assertThatThrownBy(() -> killed.judge(10)).isInstanceOf(DatabaseException.class);
    killed.close();
    assertThat(counts()).containsExactly("10", "20", "30");
    assertThat(database.tables()).hasSize(TABLES.size() + 4);

    refresh("r3", 11);
    assertThat(counts()).containsExactly("11", "22", "33");
    assertThat(database.tables()).isEqualTo(TABLES);
    assertThat(statuses()).containsExactly("done", "interrupted", "done");
  }

  @Test
  void killedBetweenSwapAndDropItLeavesTheNewRowsAndTheNextCleansUp() {
    refresh("r1", 10);
    Refresh killed = begin("r2");
    fill(killed, 12);
    killed.swap();
    killConnections();
    killed.close();
    assertThat(counts()).containsExactly("12", "24", "36");
    assertThat(database.tables()).contains(killed.staging().old(ReferenceTable.TICKERS));

    refresh("r3", 11);
    assertThat(counts()).containsExactly("11", "22", "33");
    assertThat(database.tables()).isEqualTo(TABLES);
    assertThat(statuses()).as("r2 is what the tables held").containsExactly("done", "done", "done");
  }

  @Test
  void aReaderInTheMiddleOfATransactionIsWaitedForAndSeesOneSnapshot() throws Exception {
    refresh("r1", 10);
    try (Refresh refresh = begin("r2");
        Connection reader = database.connect()) {
      fill(refresh, 12);
      reader.setAutoCommit(false);
      assertThat(read(reader, "SELECT COUNT(*) FROM dividends")).isEqualTo("20");
      CompletableFuture<Void> published =
          CompletableFuture.runAsync(() -> refresh.publish(refresh.judge(10)));
      // Others are not held up for longer than one attempt at the swap.
      assertThat(database.value("SELECT COUNT(*) FROM dividends")).isEqualTo("20");
      assertThat(read(reader, "SELECT COUNT(*) FROM splits")).isEqualTo("30");
      assertThat(read(reader, "SELECT COUNT(*) FROM tickers")).isEqualTo("10");
      assertThat(published).isNotDone();
      reader.commit();
      published.get(1, TimeUnit.MINUTES);
      assertThat(counts()).containsExactly("12", "24", "36");
    }
  }

  @Test
  void theLockThatWasLostIsNoticedBeforeTheSwap() {
    refresh("r1", 10);
    try (Refresh refresh = begin("r2")) {
      fill(refresh, 12);
      Verdict verdict = refresh.judge(10);
      refresh.releaseLock();
      assertThatThrownBy(() -> refresh.publish(verdict))
          .isInstanceOf(RefreshRunningException.class)
          .hasMessageContaining("the lock against a second refresh was lost");
    }
    assertThat(counts()).containsExactly("10", "20", "30");
  }

  @Test
  void tablesThatAreNotOursAreNeverTouched() {
    database.execute(
        "CREATE TABLE positions (ticker VARCHAR(20), shares INT)",
        "INSERT INTO positions VALUES ('KO', 100)",
        "CREATE TABLE positions__stage_0123456789ab (id INT)",
        "CREATE TABLE tickers__stage_backup (id INT)");
    refresh("r1", 10);
    refresh("r2", 10);
    assertThat(database.value("SELECT shares FROM positions")).isEqualTo("100");
    assertThat(database.tables())
        .contains("positions__stage_0123456789ab", "tickers__stage_backup");
  }

  @Test
  void tablesOfTheUsualScriptsAreRefusedAndKept() {
    database.execute(
        "CREATE TABLE tickers (ticker TEXT, name TEXT)", "CREATE TABLE splits (ticker TEXT)");
    assertThatThrownBy(() -> begin("r1"))
        .hasMessageContaining("tickers, splits exist there already and are not ours")
        .hasMessageContaining("rename or drop them");
    assertThat(database.tables()).containsExactly("splits", "tickers");
  }

  private Refresh begin(String runId) {
    return Refresh.begin(
        new Database(database.jdbcUrl(), database.user()), LISTS, runId, Clock.systemUTC());
  }

  private Verdict refresh(String runId, int tickers) {
    return refresh(runId, tickers, 10);
  }

  private Verdict refresh(String runId, int tickers, int maxShrink) {
    try (Refresh refresh = begin(runId)) {
      fill(refresh, tickers);
      Verdict verdict = refresh.judge(maxShrink);
      if (verdict.accepted()) {
        refresh.publish(verdict);
      } else {
        refresh.refuse(verdict);
      }
      return verdict;
    }
  }

  /**
   * What the workers would have loaded: so many tickers, twice as many dividends, three times as
   * many splits.
   */
  private void fill(Refresh refresh, int tickers) {
    fill(database, refresh, tickers);
  }

  static void fill(TestDatabase database, Refresh refresh, int tickers) {
    Staging staging = refresh.staging();
    String at = refresh.snapshotAt().toString().replace('T', ' ').replace("Z", "");
    String numbers =
        "WITH RECURSIVE n (i) AS (SELECT 1 UNION ALL SELECT i + 1 FROM n WHERE i < %d) SELECT";
    if (tickers > 0) {
      database.execute(
          "INSERT INTO %s (ticker, market, delisted_on, active, snapshot_at) %s CONCAT('T', i), 'stocks', '9999-12-31', 1, '%s' FROM n"
              .formatted(staging.stage(ReferenceTable.TICKERS), numbers.formatted(tickers), at),
          "INSERT INTO %s (id, snapshot_at) %s CONCAT('D', i), '%s' FROM n"
              .formatted(
                  staging.stage(ReferenceTable.DIVIDENDS), numbers.formatted(2 * tickers), at),
          "INSERT INTO %s (id, snapshot_at) %s CONCAT('S', i), '%s' FROM n"
              .formatted(staging.stage(ReferenceTable.SPLITS), numbers.formatted(3 * tickers), at));
    }
    database.execute(
        "INSERT INTO %s VALUES ('tickers', 'stocks active', 'READ', 0, %d, ''), ('tickers', 'stocks delisted', 'READ', 0, 0, ''), ('dividends', 'dividends', 'READ', 0, %d, ''), ('splits', 'splits', 'READ', 0, %d, '')"
            .formatted(staging.findings(), tickers, 2 * tickers, 3 * tickers));
  }

  private List<String> counts() {
    return List.of(
        database.value("SELECT COUNT(*) FROM tickers"),
        database.value("SELECT COUNT(*) FROM dividends"),
        database.value("SELECT COUNT(*) FROM splits"));
  }

  private List<String> statuses() {
    return database
        .query("SELECT status FROM reference_refreshes WHERE table_name = 'tickers' ORDER BY id")
        .stream()
        .map(row -> row.get(0))
        .toList();
  }

  /** Ends the refresh's connection as the end of its process would. */
  private void killConnections() {
    database
        .query(
            "SELECT id FROM information_schema.processlist WHERE user = SUBSTRING_INDEX(CURRENT_USER(), '@', 1) AND id <> CONNECTION_ID()")
        .forEach(row -> database.execute("KILL " + row.get(0)));
    long deadline = System.nanoTime() + Duration.ofSeconds(30).toNanos();
    while (!database
        .value(
            "SELECT COUNT(*) FROM information_schema.processlist WHERE command <> 'Killed' AND id <> CONNECTION_ID() AND user = SUBSTRING_INDEX(CURRENT_USER(), '@', 1)")
        .equals("0")) {
      assertThat(System.nanoTime()).isLessThan(deadline);
    }
  }

  private static String read(Connection connection, String sql) throws Exception {
    try (var statement = connection.createStatement();
        var rows = statement.executeQuery(sql)) {
      return TestDatabase.read(rows).get(0).get(0);
    }
  }
}
