package dev.barlake.look;

import org.apache.beam.sdk.options.Default;
import org.apache.beam.sdk.options.Description;

/** The flags of {@code report}. */
interface ReportOptions extends LookOptions {
  @Description("Only these, as AAPL,MSFT.")
  String getTickers();

  @Description("The file to write.")
  @Default.String("barlake-report.html")
  String getOut();
}
