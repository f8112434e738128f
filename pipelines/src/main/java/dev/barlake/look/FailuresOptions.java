package dev.barlake.look;

import org.apache.beam.sdk.options.Description;

/** The flags of {@code failures}. */
interface FailuresOptions extends LookOptions {
  @Description("Another run than the newest. ./barlake status lists the last ones.")
  String getRunId();
}
