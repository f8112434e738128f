package dev.barlake.pipelines.verify;

import dev.barlake.pipelines.cli.JobOptions;
import org.apache.beam.sdk.options.Default;
import org.apache.beam.sdk.options.Description;

/** The flags of {@code verify}. Beam's own ({@code --runner}, {@code --endpoint}…) are beside. */
public interface VerifyOptions extends JobOptions {
  @Description("AAPL,MSFT or @file (one a line; a path or s3://...). Without it: all of the lake.")
  String getTickers();

  void setTickers(String value);

  // Defaults are those of AggregatesOptions: Beam knows an option by its name alone. Here a flag
  // that
  // is not given leaves the choice to the lake.
  @Description("How many timespans a bar lasts. Without it: all that the lake has.")
  @Default.Integer(1)
  int getMultiplier();

  void setMultiplier(int value);

  @Description("second, minute, hour or day. Without it: all that the lake has.")
  @Default.String("day")
  String getTimespan();

  void setTimespan(String value);

  @Description("Adjusted for splits: true, false or both. Without it: both.")
  @Default.String("true")
  String getAdjusted();

  void setAdjusted(String value);

  @Description("First trading date, included. Without it: where each series begins.")
  String getFrom();

  void setFrom(String value);

  @Description("Last trading date, included. Without it: where each series ends.")
  String getTo();

  void setTo(String value);

  @Description("Directory or s3://bucket/prefix. Without it: s3://$AGGREGATES_BUCKET.")
  String getLake();

  void setLake(String value);

  @Description("Asks the API again for what is suspect or missing, the worst first.")
  boolean isHeal();

  void setHeal(boolean value);

  @Description("The most requests that healing may cost.")
  @Default.Integer(100)
  int getHealRequests();

  void setHealRequests(int value);
}
