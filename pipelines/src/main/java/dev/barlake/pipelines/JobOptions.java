package dev.barlake.pipelines;

import org.apache.beam.runners.flink.FlinkPipelineOptions;
import org.apache.beam.sdk.options.Default;
import org.apache.beam.sdk.options.Description;
import org.apache.beam.sdk.options.PipelineOptions;

/** The flags that every job has. */
public interface JobOptions extends PipelineOptions, FlinkPipelineOptions {
  @Description("The database, as jdbc:mysql://host:port/name. Without it: RDS_DATABASE_*.")
  String getJdbcUrl();

  void setJdbcUrl(String value);

  @Description("Its user; the password comes from RDS_DATABASE_PASSWORD.")
  String getJdbcUser();

  void setJdbcUser(String value);

  @Description("The market-data API.")
  @Default.String("https://api.massive.com")
  String getApiBaseUrl();

  void setApiBaseUrl(String value);

  @Description("Request budget of the whole job. The default is safe for the free plan.")
  @Default.Integer(5)
  int getRequestsPerMinute();

  void setRequestsPerMinute(int value);

  @Description("On a cluster: how many worker processes share the budget.")
  @Default.Integer(1)
  int getWorkerProcesses();

  void setWorkerProcesses(int value);

  @Description("How long an answer may take, body included, before it is asked for again.")
  @Default.Integer(60)
  int getRequestTimeoutSeconds();

  void setRequestTimeoutSeconds(int value);

  @Description("Print the plan and touch nothing.")
  boolean isDryRun();

  void setDryRun(boolean value);

  @Description("Names the run; a run with the same id goes on where the last one stopped.")
  String getRunId();

  void setRunId(String value);
}
