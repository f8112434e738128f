package dev.barlake.pipelines;

import dev.barlake.aggregates.ManifestPart;
import dev.barlake.aggregates.Receipt;
import dev.barlake.lake.Lake;
import dev.barlake.lake.Layout;
import java.nio.charset.StandardCharsets;
import java.util.List;

/** The manifest of a run: parts with receipts, which slices write, and a summary at the end. */
record Manifest(Lake lake, String runId) {

  /**
   * Writes receipts that no slice has, as one more part. Parts that an earlier and longer try of
   * the same run left behind are emptied: what they say is no longer so.
   *
   * @param slices how many parts the slices of this try wrote
   */
  void add(List<Receipt> receipts, int slices) {
    int parts = slices;
    if (!receipts.isEmpty()) {
      new ManifestPart(runId, parts++).write(lake, receipts);
    }
    while (lake.read(new ManifestPart(runId, parts).path()).isPresent()) {
      new ManifestPart(runId, parts++).write(lake, List.of());
    }
  }

  /** Writes the summary: last of all, so that whoever finds it finds the rest. */
  void end(String summary) {
    lake.write(Layout.manifest(runId), (summary + "\n").getBytes(StandardCharsets.UTF_8));
  }
}
