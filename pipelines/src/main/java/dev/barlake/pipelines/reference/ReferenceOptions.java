package dev.barlake.pipelines.reference;

import dev.barlake.pipelines.cli.DatabaseOptions;
import org.apache.beam.sdk.options.Default;
import org.apache.beam.sdk.options.Description;

/** The flags of {@code reference}. Beam's own are beside. */
public interface ReferenceOptions extends DatabaseOptions {
  @Description("Whose tickers: stocks, otc, indices, crypto, fx; separated by commas.")
  @Default.String("stocks")
  String getMarkets();

  void setMarkets(String value);

  @Description("By how many percent a list may be shorter than yesterday's. 100: anything goes.")
  @Default.Integer(10)
  int getMaxShrink();

  void setMaxShrink(int value);

  @Description(
      "How many percent of a list's rows may not fit their table; ten in any case. 0: none.")
  @Default.Double(0.1)
  double getMaxQuarantine();

  void setMaxQuarantine(double value);

  @Description("Endpoints of dividends and splits: v1 (/stocks/v1, with factors) or v3 (older).")
  @Default.String("v1")
  String getCorporateActions();

  void setCorporateActions(String value);
}
