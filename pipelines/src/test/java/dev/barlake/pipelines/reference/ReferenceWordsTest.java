package dev.barlake.pipelines.reference;

import static org.assertj.core.api.Assertions.assertThat;

import java.time.LocalDate;
import java.time.ZoneOffset;
import java.util.List;
import org.junit.jupiter.api.Test;

/** What people read on standard error while a refresh goes on, and at its end. */
class ReferenceWordsTest {
  @Test
  void thePlanIsPrintedFirstAndWhatWasReplacedLast() {
    try (ReferenceWorld world = ReferenceWorld.of(0)) {
      List<String> lines = world.run().err().lines().toList();

      assertThat(lines.get(0))
          .startsWith("Plan: these lists, page by page at 100,000 requests a minute, into jdbc:");
      String rows = world.database.value("SELECT FORMAT(COUNT(*), 0) FROM tickers");
      assertThat(lines)
          .filteredOn(line -> line.startsWith("Replaced the tables in "))
          .singleElement()
          .asString()
          .contains("tickers has %s rows (%s added, 0 removed, 0 changed); ".formatted(rows, rows));
      assertThat(lines.get(lines.size() - 1))
          .isEqualTo("What changed: ./barlake sql --mysql \"SELECT * FROM reference_refreshes\"");
    }
  }

  @Test
  void whatIsNewInTheMarketIsNamed() {
    try (ReferenceWorld world = ReferenceWorld.of(0)) {
      world.run();
      world.api.market().addSplit("KO", LocalDate.now(ZoneOffset.UTC).plusDays(9), 1, 2);

      assertThat(world.run().err()).containsPattern("Splits announced: 1, first KO");
    }
  }

  @Test
  void aListThatShrankLeavesTheTablesAndSaysWhichFlagWouldAcceptIt() {
    try (ReferenceWorld world = ReferenceWorld.of(0)) {
      world.run();
      world.database.execute(
          "CREATE TABLE more AS SELECT * FROM splits",
          "UPDATE more SET id = CONCAT('x', id), execution_date = execution_date + INTERVAL 9 YEAR",
          "INSERT INTO splits SELECT * FROM more",
          "DROP TABLE more");

      assertThat(world.run().err())
          .contains("Yesterday's tables stand.", "Cannot replace the tables: ", "--maxShrink");
    }
  }
}
