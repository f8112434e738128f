package dev.barlake.databricks;

import org.apache.spark.sql.classic.SparkSession;
import org.apache.spark.sql.delta.catalog.DeltaCatalog;
import org.apache.spark.sql.util.CaseInsensitiveStringMap;

/** A second catalog over Spark's own, so that tables have names of three parts as on Databricks. */
// Delta overrides a method of variable arguments by one of an array.
@SuppressWarnings("overrides")
public final class MainCatalog extends DeltaCatalog {
  @Override
  public void initialize(String name, CaseInsensitiveStringMap options) {
    super.initialize(name, options);
    setDelegateCatalog(SparkSession.active().sessionState().catalogManager().v2SessionCatalog());
  }
}
