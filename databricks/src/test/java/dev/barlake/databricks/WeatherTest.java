package dev.barlake.databricks;

import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/**
 * What no load can begin with: a message names the thing. A lake that is not as its manifests say
 * is in {@link TablesTest}.
 */
class WeatherTest {
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
  void allMistakesInTheFlagsAreToldAtOnce() {
    assertThatThrownBy(() -> Settings.of("--lake=s3://b/p", "--table=x", "schema=y"))
        .isInstanceOf(LoadException.class)
        .hasMessageContaining("'--table=x' is none of")
        .hasMessageContaining("'schema=y' is none of")
        .hasMessageContaining("--catalog is missing")
        .hasMessageContaining("--schema is missing");
  }
}
