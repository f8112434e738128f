package dev.barlake.pipelines.market;

import dev.barlake.pipelines.cli.JobOptions;
import org.apache.beam.sdk.options.Default;
import org.apache.beam.sdk.options.Description;

/** The flags of {@code market}. Beam's own ({@code --runner}, {@code --endpoint}…) are beside. */
public interface MarketOptions extends JobOptions {
  @Description(
      "flatfiles (minutes or days, raw, a paid plan) or grouped (days, raw and adjusted, any"
          + " plan).")
  @Default.String("flatfiles")
  String getSource();

  void setSource(String value);

  // Defaults are those of AggregatesOptions: Beam knows an option by its name alone.
  @Description("minute or day. Grouped bars are of a day.")
  @Default.String("day")
  String getTimespan();

  void setTimespan(String value);

  @Description(
      "true, false or both: computed from raw bars, which are kept. Flat files are always raw.")
  @Default.String("true")
  String getAdjusted();

  void setAdjusted(String value);

  @Description("First trading date, included. Without it: the lake's watermark less the lookback.")
  String getFrom();

  void setFrom(String value);

  @Description("Last trading date, included. Without it: the last that should be published.")
  String getTo();

  void setTo(String value);

  @Description("Instant before which everything is there, as 2026-01-31T05:00:00Z.")
  String getWatermark();

  void setWatermark(String value);

  @Description("Days before the watermark to look at again: files and bars are replaced late.")
  @Default.Integer(5)
  int getLookback();

  void setLookback(int value);

  @Description("Directory or s3://bucket/prefix. Without it: s3://$AGGREGATES_BUCKET.")
  String getLake();

  void setLake(String value);

  @Description("Directory or s3://bucket/prefix for the flat files as they came.")
  String getKeepRaw();

  void setKeepRaw(String value);

  @Description("MISSING (skips what is there), STALE (and what the source changed) or ALL.")
  @Default.String("STALE")
  String getRefetch();

  void setRefetch(String value);

  @Description(
      "Where flat files are. Credentials come from FLATFILES_ACCESS_KEY_ID and"
          + " ..._SECRET_ACCESS_KEY.")
  @Default.String("https://files.massive.com")
  String getFlatFilesUrl();

  void setFlatFilesUrl(String value);
}
