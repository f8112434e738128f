package dev.barlake.pipelines.cli;

import org.apache.beam.runners.flink.FlinkPipelineOptions;
import org.apache.beam.sdk.options.Default;
import org.apache.beam.sdk.options.Description;
import org.apache.beam.sdk.options.PipelineOptions;

/** The flags that every job has. */
public interface JobOptions extends PipelineOptions, FlinkPipelineOptions {
  @Description("The market-data API. The key comes from MASSIVE_API_KEY.")
  @Default.String("https://api.massive.com")
  String getApiBaseUrl();

  void setApiBaseUrl(String value);

  @Description("Request budget of the whole job. The default is safe for the free plan.")
  @Default.Integer(5)
  int getRequestsPerMinute();

  void setRequestsPerMinute(int value);

  @Description("How many worker processes of a cluster share the budget.")
  @Default.Integer(1)
  int getWorkerProcesses();

  void setWorkerProcesses(int value);

  @Description("Time for an answer, body included, until it is asked for again.")
  @Default.Integer(60)
  int getRequestTimeoutSeconds();

  void setRequestTimeoutSeconds(int value);

  @Description("Prints the plan and changes nothing.")
  boolean isDryRun();

  void setDryRun(boolean value);

  @Description("The run's name. With the same name a run goes on where it stopped.")
  String getRunId();

  void setRunId(String value);
}
