package dev.barlake.pipelines;

import org.apache.beam.runners.flink.FlinkPipelineOptions;
import org.apache.beam.sdk.options.Default;
import org.apache.beam.sdk.options.Description;
import org.apache.beam.sdk.options.PipelineOptions;

/**
 * The flags of {@code aggregates}. Beam's own ({@code --runner}, {@code --endpoint}…) are beside.
 */
public interface AggregatesOptions extends PipelineOptions, FlinkPipelineOptions {
  @Description("AAPL,MSFT | @path-or-uri (one a line) | sql:SELECT ticker FROM … | all")
  String getTickers();

  void setTickers(String value);

  @Description("How many timespans a bar lasts, from 1.")
  @Default.Integer(1)
  int getMultiplier();

  void setMultiplier(int value);

  @Description("second, minute, hour, day, week, month, quarter or year.")
  @Default.String("day")
  String getTimespan();

  void setTimespan(String value);

  @Description("Adjusted for splits: true, false or both.")
  @Default.String("true")
  String getAdjusted();

  void setAdjusted(String value);

  @Description("First trading date, included: 2024-01-31. Where a ticker has no watermark.")
  String getFrom();

  void setFrom(String value);

  @Description("Last trading date, included. Without it: as far as bars are complete.")
  String getTo();

  void setTo(String value);

  @Description("Instant before which everything is extracted: 2024-01-31T21:00:00Z.")
  String getWatermark();

  void setWatermark(String value);

  @Description("Path or URI of a JSON object of one watermark per ticker; wins over --watermark.")
  String getWatermarks();

  void setWatermarks(String value);

  @Description("Days before the watermark to read again, since bars are corrected late.")
  @Default.Integer(5)
  int getLookback();

  void setLookback(int value);

  @Description("s3://bucket/prefix or a directory. Without it: s3://$AGGREGATES_BUCKET.")
  String getLake();

  void setLake(String value);

  @Description("Reference database for --tickers=sql:…, as jdbc:mysql://host:port/name.")
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

  @Description("MISSING (skip what is covered), STALE (missing and lookback) or ALL.")
  @Default.String("STALE")
  String getRefetch();

  void setRefetch(String value);

  @Description("Print the plan and touch nothing.")
  boolean isDryRun();

  void setDryRun(boolean value);

  @Description("Names the run; a run with the same id goes on where the last one stopped.")
  String getRunId();

  void setRunId(String value);
}
