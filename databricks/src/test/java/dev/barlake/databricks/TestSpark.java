package dev.barlake.databricks;

import dev.barlake.localstack.MySqlServer;
import dev.barlake.localstack.TestDatabase;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import org.apache.spark.sql.SparkSession;
import org.apache.spark.sql.execution.datasources.v2.jdbc.JDBCTableCatalog;

/**
 * Spark as the tests have it: two threads, Delta, a catalog {@code main}. It is one for all, since
 * it needs long to come up to speed; test classes run side by side, each in a session of its own.
 */
final class TestSpark {
  private static SparkSession shared;

  private TestSpark() {}

  /** A session with views, settings and a current schema of its own. */
  static synchronized SparkSession newSession() {
    if (shared == null) {
      shared =
          SparkSession.builder()
              .master("local[2]")
              .config("spark.ui.enabled", false)
              .config("spark.driver.host", "127.0.0.1")
              .config("spark.driver.bindAddress", "127.0.0.1")
              .config("spark.sql.warehouse.dir", warehouse().toUri().toString())
              .config("spark.sql.shuffle.partitions", 1)
              .config("spark.default.parallelism", 1)
              .config("spark.sql.leafNodeDefaultParallelism", 1)
              .config("spark.sql.extensions", "io.delta.sql.DeltaSparkSessionExtension")
              .config(
                  "spark.sql.catalog.spark_catalog",
                  "org.apache.spark.sql.delta.catalog.DeltaCatalog")
              .config("spark.sql.catalog.main", MainCatalog.class.getName())
              .config("spark.databricks.delta.snapshotPartitions", 1)
              .config("spark.sql.sources.parallelPartitionDiscovery.parallelism", 1)
              // For so few rows compiling a query takes longer than running it.
              .config("spark.sql.codegen.wholeStage", false)
              .config("spark.sql.codegen.factoryMode", "NO_CODEGEN")
              .config("spark.hadoop.fs.file.impl", PlainFileSystem.class.getName())
              .config("spark.delta.logStore.file.impl", "io.delta.storage.LocalLogStore")
              .config("spark.databricks.delta.writeChecksumFile.enabled", false)
              .config("spark.databricks.delta.properties.defaults.checkpointInterval", "1000")
              .config("spark.shuffle.compress", false)
              .config("spark.broadcast.compress", false)
              .config("spark.sql.adaptive.enabled", false)
              // Delta's own parser loses the parameters otherwise.
              .config("spark.sql.legacy.parameterSubstitution.constantsOnly", true)
              .getOrCreate();
    }
    return shared.newSession();
  }

  /** Makes a database a catalog {@code mysql}, as Databricks does with a foreign catalog. */
  static void showDatabase(SparkSession spark, TestDatabase database) {
    String catalog = "spark.sql.catalog.mysql";
    spark.conf().set(catalog + ".url", database.jdbcUrl() + "?connectionTimeZone=UTC");
    spark.conf().set(catalog + ".driver", "com.mysql.cj.jdbc.Driver");
    spark.conf().set(catalog + ".user", database.user());
    spark.conf().set(catalog + ".password", MySqlServer.PASSWORD);
    spark.conf().set(catalog, JDBCTableCatalog.class.getName());
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
