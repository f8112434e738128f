package dev.barlake.databricks;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.barlake.databricks.HandLake.Bar;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.YearMonth;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** A lake that is not as its manifests say: no half table, and a message that names the thing. */
class WeatherTest {
  private static final YearMonth JANUARY = YearMonth.of(2024, 1);
  private static final List<Bar> BARS = List.of(Bar.at("KO", "2024-01-16T09:30", 10));

  @TempDir Path root;

  @Test
  void aDirectoryWithoutManifestsIsNoLake() {
    try (Tables tables = new Tables(root, null)) {
      assertThatThrownBy(tables::load)
          .isInstanceOf(LoadException.class)
          .hasMessageContaining("Cannot find manifests in " + root)
          .hasMessageContaining("is this the lake");
    }
  }

  @Test
  void aManifestThatIsCutIsNotTakenForARun() throws IOException {
    Files.createDirectories(root.resolve("_manifests"));
    Files.writeString(root.resolve("_manifests/cut.json"), "{\"runId\":\"cut\",\"stat");
    try (Tables tables = new Tables(root, null)) {
      assertThatThrownBy(tables::load)
          .isInstanceOf(LoadException.class)
          .hasMessageContaining("cut.json");
    }
  }

  @Test
  void nothingIsLoadedOfARunWhoseFileIsMissingOrOfAnotherShapeUntilItIsMended() {
    HandLake lake = new HandLake(root);
    String missing = HandLake.path("JPM", JANUARY);
    lake.write(BARS).named(missing, "JPM", JANUARY).manifest("run");
    try (Tables tables = Tables.of(lake)) {
      assertThatThrownBy(tables::load)
          .isInstanceOf(LoadException.class)
          .hasMessageContaining("names a partition file that is not in the lake")
          .hasMessageContaining(missing);

      Map<String, List<Bar>> file = Map.of(missing, List.of(Bar.at("JPM", "2024-01-16T09:30", 20)));
      lake.write(file, "*", "1 AS halted");
      assertThatThrownBy(tables::load)
          .isInstanceOf(LoadException.class)
          .hasMessageContaining("columns that these tables do not know: halted");

      lake.write(file, "*");
      tables.load();
      assertThat(tables.lines("SELECT ticker, close FROM silver_bars"))
          .containsExactly("JPM 20", "KO 10");
      assertThat(tables.lines("SELECT run_id FROM bronze_runs")).containsExactly("run");
    }
  }

  /** Between the look at its version and the look at its rows. */
  @Test
  void aFileThatIsWrittenAgainWhileItIsReadIsReadAgainByTheNextLoad() {
    HandLake lake = new HandLake(root);
    lake.write(BARS).manifest("first");
    try (Tables tables = Tables.of(lake)) {
      Sql sql = tables.sql();
      Lake reader = new Lake(tables.spark, root.toString());
      sql.run("10_bronze_runs", "12_bronze_files", "14_load_changes");
      reader.viewReceipts(reader.viewNewRuns());
      reader.viewFiles();
      sql.run("13_load_files");
      lake.write(List.of(BARS.get(0).volume(2).fetchedAt("2025-01-02T00:00:00Z")));
      assertThat(reader.viewBars()).hasSize(1);
      assertThat(tables.lines("SELECT volume FROM lake_bars"))
          .as("one of the two, whole")
          .containsExactly("2");
      sql.run("90_finish");

      lake.manifest("second");
      assertThat(tables.load().files()).isEqualTo(1);
      assertThat(tables.lines("SELECT volume FROM silver_bars")).containsExactly("2");
    }
  }

  @Test
  void allMistakesInTheFlagsAreToldAtOnce() {
    assertThatThrownBy(() -> Settings.of("--lake=s3://b/p", "--table=x", "schema=y"))
        .isInstanceOf(LoadException.class)
        .hasMessageContaining("'--table=x' is none of")
        .hasMessageContaining("'schema=y' is none of")
        .hasMessageContaining("--catalog is missing")
        .hasMessageContaining("--schema is missing");
  }
}
