package dev.barlake.pipelines.aggregates;

import dev.barlake.pipelines.cli.DatabaseOptions;
import org.apache.beam.sdk.options.Default;
import org.apache.beam.sdk.options.Description;

/**
 * The flags of {@code aggregates}. Beam's own ({@code --runner}, {@code --endpoint}…) are beside.
 */
public interface AggregatesOptions extends DatabaseOptions {
  @Description(
      "AAPL,MSFT or @file (one a line; a path or s3://...) or sql:SELECT ticker FROM ... or all.")
  String getTickers();

  void setTickers(String value);

  @Description("How many timespans a bar lasts.")
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

  @Description("First trading date, included, as 2026-01-31.")
  String getFrom();

  void setFrom(String value);

  @Description("Last trading date, included. Without it: as far as bars are complete.")
  String getTo();

  void setTo(String value);

  @Description("Instant before which everything is extracted, as 2026-01-31T21:00:00Z.")
  String getWatermark();

  void setWatermark(String value);

  @Description(
      "JSON file of one watermark a ticker, or the lake's folder of them, as"
          + " <lake>/_watermarks/timespan=1day/. Wins over --watermark.")
  String getWatermarks();

  void setWatermarks(String value);

  @Description("Days before the watermark to read again: bars are corrected late.")
  @Default.Integer(5)
  int getLookback();

  void setLookback(int value);

  @Description("Directory or s3://bucket/prefix. Without it: s3://$AGGREGATES_BUCKET.")
  String getLake();

  void setLake(String value);

  @Description("Table of the database that follows the lake's bars.")
  String getBarsTable();

  void setBarsTable(String value);

  @Description("MISSING (skips what is covered), STALE (missing and lookback) or ALL.")
  @Default.String("STALE")
  String getRefetch();

  void setRefetch(String value);
}
