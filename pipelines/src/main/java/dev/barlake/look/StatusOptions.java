package dev.barlake.look;

import org.apache.beam.sdk.options.Description;

/** The flags of {@code status}. */
interface StatusOptions extends LookOptions {
  @Description("Only these, as AAPL,MSFT: a line for each of their series.")
  String getTickers();
}
