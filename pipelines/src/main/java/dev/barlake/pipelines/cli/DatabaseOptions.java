package dev.barlake.pipelines.cli;

import org.apache.beam.sdk.options.Description;

/** The flags of jobs that have a database. */
public interface DatabaseOptions extends JobOptions {
  @Description("The database: jdbc:mysql://host:port/name. Without it: RDS_DATABASE_*.")
  String getJdbcUrl();

  void setJdbcUrl(String value);

  @Description("Its user. The password comes from RDS_DATABASE_PASSWORD.")
  String getJdbcUser();

  void setJdbcUser(String value);
}
