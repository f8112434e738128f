package dev.barlake.reference;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.barlake.database.Database;
import dev.barlake.database.DatabaseException;
import dev.barlake.database.FakeTiming;
import dev.barlake.localstack.TestDatabase;
import dev.barlake.marketapi.ListQuery.CorporateActions;
import dev.barlake.reference.Verdict.Outcome;
import dev.barlake.retry.Backoff;
import java.sql.Connection;
import java.time.Clock;
import java.time.Duration;
import java.util.List;
import java.util.Locale;
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
          "reference_quarantine",
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
        .isEqualTo(new Verdict.TableChange(105, 0, 105, 5, 0, 0, 0, 0, 0, 0));
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

  /** Loading goes without most of them. */
  @Test
  void theTablesKeepTheirIndexesAndThoseThatUsersAdded() {
    refresh("r1", 100);
    database.execute("CREATE INDEX mine ON dividends (pay_date, currency)");
    database.execute("CREATE INDEX by_name ON tickers (name(10))");
    database.execute("CREATE UNIQUE INDEX once ON splits (ticker, execution_date, id)");
    List<List<String>> before = indexes();
    assertThat(before.toString()).contains("mine", "by_name", "once", "by_ticker");
    refresh("r2", 105);
    assertThat(indexes()).isEqualTo(before);
  }

  private List<List<String>> indexes() {
    return database.query(
        """
        SELECT table_name, index_name, seq_in_index, column_name, sub_part, non_unique
        FROM information_schema.statistics
        WHERE table_schema = DATABASE() AND table_name IN ('dividends', 'splits', 'tickers')
        ORDER BY 1, 2, 3""");
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
      Verdict verdict = refresh.judge(10, 0.1);
      assertThat(verdict.outcome()).isEqualTo(Outcome.ERROR);
      assertThat(verdict.faults())
          .containsExactly(
              "splits: 30 rows were read, 0 of them repeated others, 0 were kept aside, 0 old ones were kept, but 29 were loaded; run again");
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
      Verdict verdict = refresh.judge(10, 0.1);
      assertThat(verdict.outcome()).isEqualTo(Outcome.ERROR);
      assertThat(verdict.faults())
          .containsExactly("dividends: no sign that the list was read to its end");
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
      first.publish(first.judge(10, 0.1));
    }
    assertThat(counts()).containsExactly("10", "20", "30");
    assertThat(refresh("r3", 10).accepted()).isTrue();
  }

  @Test
  void killedBeforeTheSwapItLeavesTheOldRowsAndTheNextCleansUp() {
    refresh("r1", 10);
    Refresh killed = begin("r2");
    fill(killed, 12);
    killed.connection().close();
    assertThat(counts()).containsExactly("10", "20", "30");
    assertThat(database.tables()).hasSize(TABLES.size() + 5);

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
    killed.connection().close();
    assertThat(counts()).containsExactly("12", "24", "36");
    assertThat(database.tables()).contains(killed.staging().old("tickers"));

    refresh("r3", 11);
    assertThat(counts()).containsExactly("11", "22", "33");
    assertThat(database.tables()).isEqualTo(TABLES);
    assertThat(statuses()).as("r2 is what the tables held").containsExactly("done", "done", "done");
  }

  @Test
  void aConnectionThatIsLostIsReplacedAndTheLockTakenAnew() {
    refresh("r1", 10);
    try (Refresh refresh = begin("r2")) {
      fill(refresh, 12);
      killConnections();
      Verdict verdict = refresh.judge(10, 0.1);
      killConnections();
      refresh.publish(verdict);
      assertThatThrownBy(() -> begin("r3")).isInstanceOf(RefreshRunningException.class);
    }
    assertThat(counts()).containsExactly("12", "24", "36");
    assertThat(database.tables()).isEqualTo(TABLES);
    assertThat(statuses()).containsExactly("done", "done");
  }

  @Test
  void aLockThatWasLostIsTakenAnewBeforeTheSwap() {
    refresh("r1", 10);
    try (Refresh refresh = begin("r2")) {
      fill(refresh, 12);
      Verdict verdict = refresh.judge(10, 0.1);
      releaseLock(refresh);
      refresh.publish(verdict);
      assertThatThrownBy(() -> begin("r3")).isInstanceOf(RefreshRunningException.class);
    }
    assertThat(counts()).containsExactly("12", "24", "36");
  }

  @Test
  void whoLostTheLockToAnotherRefreshDoesNotSwap() {
    refresh("r1", 10);
    try (Refresh late = begin("r2")) {
      fill(late, 12);
      Verdict verdict = late.judge(10, 0.1);
      releaseLock(late);
      try (Refresh other = begin("r3")) {
        assertThatThrownBy(() -> late.publish(verdict))
            .isInstanceOf(RefreshRunningException.class)
            .hasMessageContaining("another refresh is under way");
        fill(other, 11);
        other.publish(other.judge(10, 0.1));
      }
      assertThatThrownBy(() -> late.publish(verdict))
          .as("the other is done, and has removed what was loaded")
          .isInstanceOf(RefreshRunningException.class)
          .hasMessageContaining("another refresh has begun meanwhile");
    }
    assertThat(counts()).containsExactly("11", "22", "33");
    assertThat(database.tables()).isEqualTo(TABLES);
    assertThat(statuses()).containsExactly("done", "interrupted", "done");
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
          CompletableFuture.runAsync(() -> refresh.publish(refresh.judge(10, 0.1)));
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
  void whatBreaksBecauseAnotherRefreshTookOverIsToldAsThat() {
    try (Refresh late = begin("r1")) {
      releaseLock(late);
      try (Refresh other = begin("r2")) {
        assertThatThrownBy(() -> late.fail("Table 'tickers__stage_x' doesn't exist"))
            .isInstanceOf(RefreshRunningException.class);
        fill(other, 10);
        other.publish(other.judge(10, 0.1));
      }
    }
    assertThat(statuses()).containsExactly("interrupted", "done");
  }

  @Test
  void readersThatHoldATableAreWaitedForTenMinutes() throws Exception {
    refresh("r1", 10);
    FakeTiming time = FakeTiming.faster(200);
    try (Refresh refresh =
            Refresh.begin(
                new Database(database.jdbcUrl(), database.user()),
                LISTS,
                "r2",
                Clock.systemUTC(),
                Backoff.standard(time.timing()),
                LockedConnection.BEAT);
        Connection reader = database.connect()) {
      fill(refresh, 12);
      Verdict verdict = refresh.judge(10, 0.1);
      reader.setAutoCommit(false);
      read(reader, "SELECT COUNT(*) FROM dividends");
      assertThatThrownBy(() -> refresh.publish(verdict))
          .isInstanceOfSatisfying(
              DatabaseException.class, e -> assertThat(e.unavailable()).isTrue())
          .hasMessageStartingWith("Cannot swap the reference tables in ");
      assertThat(time.sleeps()).allMatch(pause -> pause.toMillis() >= 1000).isNotEmpty();
      assertThat(time.elapsed()).isBetween(Swap.PATIENCE, Swap.PATIENCE.multipliedBy(2));
      reader.commit();
    }
    assertThat(counts()).containsExactly("10", "20", "30");
  }

  @Test
  void foreignKeysToTheTablesAreRefusedBeforeAnythingIsChanged() {
    refresh("r1", 10);
    database.execute(
        "CREATE TABLE payments (id INT PRIMARY KEY, dividend VARCHAR(128) CHARACTER SET utf8mb4 COLLATE utf8mb4_bin, CONSTRAINT paid_for FOREIGN KEY (dividend) REFERENCES dividends (id))");
    try {
      assertThatThrownBy(() -> begin("r2"))
          .isInstanceOf(IllegalStateException.class)
          .hasMessageStartingWith("Cannot refresh " + database.jdbcUrl())
          .hasMessageContaining("paid_for of table")
          .hasMessageContaining(".payments to dividends")
          .hasMessageContaining(".`payments` DROP FOREIGN KEY `paid_for`");
      assertThat(statuses()).as("nothing was noted").containsExactly("done");
      assertThat(counts()).containsExactly("10", "20", "30");
      database.execute("ALTER TABLE payments DROP FOREIGN KEY paid_for");
      assertThat(refresh("r3", 10).accepted()).isTrue();
    } finally {
      database.execute("DROP TABLE payments");
    }
  }

  @Test
  void aForeignKeyThatWasMadeDuringTheLoadIsRefusedBeforeTheSwap() {
    refresh("r1", 10);
    try (Refresh refresh = begin("r2")) {
      fill(refresh, 12);
      Verdict verdict = refresh.judge(10, 0.1);
      database.execute(
          "CREATE TABLE payments (id INT PRIMARY KEY, dividend VARCHAR(128) CHARACTER SET utf8mb4 COLLATE utf8mb4_bin, CONSTRAINT paid_for FOREIGN KEY (dividend) REFERENCES dividends (id))");
      assertThatThrownBy(() -> refresh.publish(verdict)).hasMessageContaining("paid_for");
    } finally {
      database.execute("DROP TABLE IF EXISTS payments");
    }
    assertThat(counts()).containsExactly("10", "20", "30");
  }

  @Test
  void rowsThatDoNotFitGiveWayToThoseOfBefore() {
    refresh("r1", 50);
    String snapshot = database.value("SELECT MAX(snapshot_at) FROM tickers");
    try (Refresh refresh = begin("r2")) {
      fill(refresh, 50);
      putAside(refresh, "tickers", "stocks active", "ticker", "T7");
      putAside(refresh, "dividends", "dividends", "id", "D8");
      putAside(refresh, "splits", "splits", "id", "S9");
      Verdict verdict = refresh.judge(10, 0.1);
      assertThat(verdict.faults()).isEmpty();
      assertThat(verdict.changes().get("tickers"))
          .isEqualTo(new Verdict.TableChange(50, 0, 50, 0, 0, 0, 0, 0, 1, 1));
      assertThat(verdict.warnings().get("dividends"))
          .containsExactly(
              "dividends: 1 rows do not fit and are kept aside: cash_amount 'x' is no DECIMAL in {}");
      refresh.publish(verdict);
    }
    assertThat(counts()).containsExactly("50", "100", "150");
    for (String old : List.of("tickers WHERE ticker = 'T7'", "dividends WHERE id = 'D8'")) {
      assertThat(database.value("SELECT snapshot_at FROM " + old)).isEqualTo(snapshot);
    }
    assertThat(database.query("SELECT table_name, row_id FROM reference_quarantine ORDER BY 1"))
        .containsExactly(
            List.of("dividends", "D8"), List.of("splits", "S9"), List.of("tickers", "T7"));
    assertThat(
            database.query(
                "SELECT quarantined, kept, LEFT(warnings, 29) FROM reference_refreshes WHERE run_id = 'r2' AND table_name = 'splits'"))
        .containsExactly(List.of("1", "1", "splits: 1 rows do not fit and"));
    refresh("r3", 50);
    assertThat(database.value("SELECT COUNT(*) FROM reference_quarantine")).isEqualTo("0");
  }

  @Test
  void aRowThatFitsIsNotReplacedByTheOldOneOfItsKey() {
    refresh("r1", 20);
    try (Refresh refresh = begin("r2")) {
      fill(refresh, 20);
      // The vendor gives S9 twice: once as it should be, once broken.
      database.execute(
          "UPDATE %s SET adjustment_type = 'new' WHERE id = 'S9'"
              .formatted(refresh.staging().stage(ReferenceTable.SPLITS)));
      note(refresh, "splits", "splits", "S9", 1, 61);
      Verdict verdict = refresh.judge(10, 0.1);
      assertThat(verdict.faults()).isEmpty();
      assertThat(verdict.changes().get("splits").kept()).isZero();
      refresh.publish(verdict);
    }
    assertThat(database.value("SELECT adjustment_type FROM splits WHERE id = 'S9'"))
        .isEqualTo("new");
  }

  @Test
  void rowsThatDoNotFitAreRefusedPastTenAndPastTheShare() {
    refresh("r1", 330);
    for (int aside : List.of(10, 11, 20, 21)) {
      try (Refresh refresh = begin("r" + aside)) {
        fill(refresh, 330);
        note(refresh, "dividends", "dividends", "none", aside, 660 + aside);
        Verdict strict = refresh.judge(10, 0.1);
        assertThat(strict.accepted()).as("%s with 0.1 %%", aside).isEqualTo(aside == 10);
        Verdict lax = refresh.judge(10, 3);
        assertThat(lax.accepted()).as("%s with 3 %%", aside).isEqualTo(aside <= 20);
        assertThat(refresh.judge(10, 100).accepted()).as("%s with 100 %%", aside).isTrue();
        assertThat(refresh.judge(10, 0).accepted()).as("%s with 0 %%", aside).isFalse();
        if (aside == 21) {
          assertThat(lax.outcome()).isEqualTo(Outcome.REFUSED);
          assertThat(lax.faults())
              .containsExactly(
                  "dividends: of 681 rows 21 do not fit, and 20 may; to go on without them, raise --maxQuarantine: cash_amount 'x' is no DECIMAL in {}");
        }
      }
    }
  }

  @Test
  void machinesThatWriteOtherDigitsSendTheSameStatements() {
    Locale usual = Locale.getDefault();
    Locale.setDefault(Locale.forLanguageTag("ar-EG-u-nu-arab"));
    try {
      refresh("r1", 100);
      Verdict second = refresh("r2", 105);
      assertThat(second.news().get("listed").count()).isEqualTo(5);
      assertThat(refresh("r3", 10).faults().get(0))
          .startsWith("stocks active: 10 rows, and 105 before;");
    } finally {
      Locale.setDefault(usual);
    }
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
        new Database(database.jdbcUrl(), database.user()),
        LISTS,
        runId,
        Clock.systemUTC(),
        Duration.ofSeconds(10));
  }

  private Verdict refresh(String runId, int tickers) {
    return refresh(runId, tickers, 10);
  }

  private Verdict refresh(String runId, int tickers, int maxShrink) {
    try (Refresh refresh = begin(runId)) {
      fill(refresh, tickers);
      Verdict verdict = refresh.judge(maxShrink, 0.1);
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
        "WITH RECURSIVE n (i) AS (SELECT 1 UNION ALL SELECT i + 1 FROM n WHERE i < %s) SELECT";
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
        "INSERT INTO %s VALUES ('tickers', 'stocks active', 'READ', 0, %s, ''), ('tickers', 'stocks delisted', 'READ', 0, 0, ''), ('dividends', 'dividends', 'READ', 0, %s, ''), ('splits', 'splits', 'READ', 0, %s, '')"
            .formatted(staging.findings(), tickers, 2 * tickers, 3 * tickers));
  }

  /** Takes a loaded row out and puts it aside, as the workers would have. */
  private void putAside(Refresh refresh, String table, String list, String key, String value) {
    database.execute(
        "DELETE FROM %s WHERE %s = '%s'".formatted(refresh.staging().stage(table), key, value));
    String rows = "SELECT row_count FROM %s WHERE list_name = '%s' AND kind = 'READ'";
    long read = Long.parseLong(database.value(rows.formatted(refresh.staging().findings(), list)));
    note(refresh, table, list, value, 1, read);
  }

  /** Notes that so many of the rows read do not fit, the first of them under a name. */
  private void note(Refresh refresh, String table, String list, String name, int count, long read) {
    String at = refresh.snapshotAt().toString().replace('T', ' ').replace("Z", "");
    database.execute(
        "INSERT INTO %s VALUES ('%s', '%s', 1, 'cash_amount', 'ROW', '%s', '%s', \"cash_amount 'x' is no DECIMAL\", '{}', '%s')"
            .formatted(refresh.staging().quarantine(), table, list, name, name, at),
        "INSERT INTO %s VALUES ('%s', '%s', 'QUARANTINED', 0, %s, '')"
            .formatted(refresh.staging().findings(), table, list, count),
        "UPDATE %s SET row_count = %s WHERE list_name = '%s' AND kind = 'READ'"
            .formatted(refresh.staging().findings(), read, list));
  }

  private static void releaseLock(Refresh refresh) {
    refresh.connection().useNow("give the lock back", RefreshLock::release);
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

  /** Ends the connections of refreshes, as a server or a network does. */
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
