package dev.barlake.barstable;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.barlake.database.DatabaseException;
import java.sql.SQLException;
import java.time.Duration;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

/** A table is made, or it is as it would have been made, or it is not written to. */
@Tag("database")
class BarsSchemaTest {
  private static BarsFixture fixture;

  @BeforeAll
  static void start() {
    // A reserved word is a name as any other.
    fixture = BarsFixture.onSharedServer("Order", Duration.ofSeconds(2));
  }

  @AfterAll
  static void stop() {
    fixture.close();
  }

  @BeforeEach
  void drop() throws SQLException {
    fixture.execute("DROP TABLE IF EXISTS `$`, `$_files`");
  }

  @Test
  void theTablesAreMadeOnceAndLeftAlone() throws Exception {
    BarsSchema.prepare(fixture.table());
    fixture.execute(
        "INSERT INTO `$` VALUES ('KO', 'day', 1, 1, '2024-01-02 05:00:00', 1, 1, 1, 1, 1, NULL,"
            + " NULL, 0, '2024-01-02', '2024-01-03')",
        "INSERT INTO `$_files` VALUES ('KO', 'day', 1, 1, '2024', 'v1')");
    BarsSchema.prepare(fixture.table());
    assertThat(fixture.column("SELECT ticker FROM `$`")).containsExactly("KO");
    assertThat(fixture.column("SELECT version FROM `$_files`")).containsExactly("v1");
  }

  @Test
  void moreColumnsAndIndexesAreTheUsersOwn() throws Exception {
    BarsSchema.prepare(fixture.table());
    fixture.execute(
        "ALTER TABLE `$` ADD COLUMN note VARCHAR(20) NULL, ADD KEY by_date (trade_date, ticker)");
    BarsSchema.prepare(fixture.table());
    assertThat(fixture.column("SELECT COUNT(*) FROM `$`")).containsExactly("0");
  }

  @Test
  void whatADroppedTableHeldIsForgotten() throws Exception {
    BarsSchema.prepare(fixture.table());
    fixture.execute(
        "INSERT INTO `$_files` VALUES ('KO', 'day', 1, 1, '2024', 'v1')", "DROP TABLE `$`");
    BarsSchema.prepare(fixture.table());
    assertThat(fixture.column("SELECT version FROM `$_files`")).isEmpty();
  }

  @ParameterizedTest
  @CsvSource(
      delimiter = '|',
      value = {
        "MODIFY close DECIMAL(12, 4) NOT NULL | close is decimal not null, not double not null",
        "MODIFY vwap DOUBLE NOT NULL | vwap is double not null, not double;",
        "MODIFY window_start DATETIME NOT NULL | window_start is datetime(0) not null, not datetime(6)",
        "MODIFY fetched_at TIMESTAMP(6) NOT NULL | fetched_at is timestamp(6) not null",
        "DROP COLUMN otc | otc is missing",
        "MODIFY ticker VARCHAR(64) COLLATE utf8mb4_general_ci NOT NULL | ticker is varchar utf8mb4_general_ci",
        "DROP PRIMARY KEY | its primary key is []",
        "DROP PRIMARY KEY, ADD PRIMARY KEY (ticker, window_start) | its primary key is [ticker, window_start]",
        "ENGINE = MyISAM | it is MyISAM, not a table of InnoDB",
      })
  void anotherShapeIsRefusedWithAllThatIsWrong(String alteration, String fault) throws Exception {
    BarsSchema.prepare(fixture.table());
    fixture.execute("ALTER TABLE `$` " + alteration);
    assertThatThrownBy(() -> BarsSchema.prepare(fixture.table()))
        .isInstanceOfSatisfying(DatabaseException.class, e -> assertThat(e.unavailable()).isFalse())
        .hasMessageContaining(
            "Cannot write bars to table Order in " + fixture.table().database().jdbcUrl())
        .hasMessageContaining("Order is of another shape: ")
        .hasMessageContaining(fault)
        .hasMessageContaining("give another --barsTable");
  }

  @Test
  void aViewOrATableOfSomethingElseIsRefused() throws Exception {
    fixture.execute("CREATE VIEW `$` AS SELECT 1 AS ticker");
    try {
      assertThatThrownBy(() -> BarsSchema.prepare(fixture.table()))
          .hasMessageContainingAll("VIEW", "window_start is missing");
    } finally {
      fixture.execute("DROP VIEW `$`");
    }
    fixture.execute("CREATE TABLE `$_files` (name TEXT)");
    assertThatThrownBy(() -> BarsSchema.prepare(fixture.table()))
        .hasMessageContaining("Order_files is of another shape: ");
  }

  /** As a missing right would be: the user of the tests has them all. */
  @Test
  void aTableThatMayNotBeWrittenToIsFoundOutAtTheStart() throws Exception {
    BarsSchema.prepare(fixture.table());
    fixture.execute(
        "CREATE TRIGGER refuse BEFORE INSERT ON `$` FOR EACH ROW"
            + " SIGNAL SQLSTATE '42000' SET MYSQL_ERRNO = 1142, MESSAGE_TEXT = 'INSERT denied'");
    assertThatThrownBy(() -> BarsSchema.prepare(fixture.table()))
        .isInstanceOf(DatabaseException.class)
        .hasMessageContaining("Cannot write to table Order in")
        .hasMessageContaining("INSERT denied; the user needs SELECT, INSERT");
  }

  @ParameterizedTest
  @ValueSource(strings = {"bars", "Bars_2024", "b"})
  void namesOfLettersDigitsAndUnderscoresAreOne(String name) {
    assertThat(BarsTable.fault(name)).isEmpty();
  }

  @ParameterizedTest
  @ValueSource(strings = {"", "1bars", "my.bars", "bars`", "bars; DROP TABLE x", "bars ", "bärs"})
  void otherNamesAreRefused(String name) {
    assertThat(BarsTable.fault(name).orElseThrow()).contains("is no table name");
    assertThat(BarsTable.fault("b".repeat(58))).isEmpty();
    assertThat(BarsTable.fault("b".repeat(59))).isPresent();
  }
}
