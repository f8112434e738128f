package dev.barlake.databricks;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import org.apache.spark.sql.SparkSession;

/** The one Spark session of the tests: two threads, Delta, a catalog {@code main}. */
final class TestSpark {
  private static SparkSession session;

  private TestSpark() {}

  static synchronized SparkSession session() {
    if (session == null) {
      session =
          SparkSession.builder()
              .master("local[2]")
              .config("spark.ui.enabled", false)
              .config("spark.driver.host", "127.0.0.1")
              .config("spark.driver.bindAddress", "127.0.0.1")
              .config("spark.sql.warehouse.dir", warehouse().toUri().toString())
              .config("spark.sql.shuffle.partitions", 2)
              .config("spark.sql.extensions", "io.delta.sql.DeltaSparkSessionExtension")
              .config(
                  "spark.sql.catalog.spark_catalog",
                  "org.apache.spark.sql.delta.catalog.DeltaCatalog")
              .config("spark.sql.catalog.main", MainCatalog.class.getName())
              .config("spark.databricks.delta.snapshotPartitions", 2)
              // Delta's own parser loses the parameters otherwise.
              .config("spark.sql.legacy.parameterSubstitution.constantsOnly", true)
              .getOrCreate();
    }
    return session;
  }

  private static Path warehouse() {
    try {
      Path directory = Files.createTempDirectory("barlake-warehouse");
      directory.toFile().deleteOnExit();
      return directory;
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }
}
