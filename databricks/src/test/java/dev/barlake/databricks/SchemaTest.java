package dev.barlake.databricks;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.util.ArrayList;
import java.util.List;
import org.apache.spark.sql.SparkSession;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;

/** A release after this one has one more migration, which adds a column. */
class SchemaTest {
  private static final SparkSession spark = TestSpark.newSession();

  @BeforeAll
  static void make() {
    spark.sql("CREATE SCHEMA main.versions");
    spark.sql("USE main.versions");
    next().migrate();
  }

  @AfterAll
  static void drop() {
    spark.sql("DROP SCHEMA main.versions CASCADE");
  }

  private static Schema next() {
    List<List<String>> migrations = new ArrayList<>(Schema.MIGRATIONS);
    migrations.add(List.of("V3_halted"));
    return new Schema(spark, new Sql(spark), migrations);
  }

  @Test
  void eachMigrationRunsOnce() {
    // The column cannot be added twice.
    next().migrate();
    assertThat(spark.table("silver_bars").columns()).contains("halted");
  }

  @Test
  void anOlderReleaseRefusesTablesOfANewerOne() {
    assertThatThrownBy(() -> new Schema(spark, new Sql(spark), Schema.MIGRATIONS).migrate())
        .isInstanceOf(LoadException.class)
        .hasMessageContaining("of version 3.2")
        .hasMessageContaining("deploy the newer bundle");
  }

  @Test
  void tablesOfABuildWithoutVersionsAreNotTouched() {
    spark.sql("CREATE SCHEMA main.before_versions");
    SparkSession other = TestSpark.newSession();
    other.sql("USE main.before_versions");
    other.sql("CREATE TABLE bronze_bars (ticker STRING) USING DELTA");
    assertThatThrownBy(() -> new Schema(other, new Sql(other), Schema.MIGRATIONS).migrate())
        .isInstanceOf(LoadException.class)
        .hasMessageContaining("drop the schema");
    other.sql("DROP SCHEMA main.before_versions CASCADE");
  }
}
