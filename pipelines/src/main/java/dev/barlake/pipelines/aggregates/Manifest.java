package dev.barlake.pipelines.aggregates;

import dev.barlake.aggregates.Attempt;
import dev.barlake.aggregates.ManifestPart;
import dev.barlake.aggregates.Receipt;
import dev.barlake.lake.Lake;
import dev.barlake.lake.Layout;
import dev.barlake.pipelines.cli.Summary;
import java.nio.charset.StandardCharsets;
import java.util.List;
import java.util.function.IntFunction;

/**
 * The manifest of an attempt of a run: parts with receipts, which slices write, and a summary at
 * the end.
 */
record Manifest(Lake lake, Attempt attempt) {

  /** The receipts of a slice. */
  ManifestPart part(Slice slice) {
    return attempt.part(slice.number());
  }

  /**
   * Writes receipts that no slice has, as one more part.
   *
   * @param slices how many parts the slices may have written
   */
  void add(List<Receipt> receipts, int slices) {
    if (!receipts.isEmpty()) {
      attempt.part(slices).write(lake, receipts);
    }
  }

  /**
   * Writes the summary under the next free number of the run: last of all, so that a reader who
   * finds it finds the rest. An earlier attempt's is never touched. If another process takes the
   * number first, the next one is tried.
   *
   * @param summary of the number of this attempt, counted from 1
   * @return the summary that was written
   */
  <S extends Summary> S end(IntFunction<S> summary) {
    for (int number = nextNumber(); ; number++) {
      S numbered = summary.apply(number);
      byte[] line = (numbered.toJson() + "\n").getBytes(StandardCharsets.UTF_8);
      if (lake.create(Layout.manifest(attempt.runId(), number), line)) {
        return numbered;
      }
    }
  }

  /** By doubling and halving, since somebody may give each run of years the same id. */
  private int nextNumber() {
    int taken = 0;
    int free = 1;
    while (isTaken(free)) {
      taken = free;
      free *= 2;
    }
    while (free - taken > 1) {
      int middle = taken + (free - taken) / 2;
      if (isTaken(middle)) {
        taken = middle;
      } else {
        free = middle;
      }
    }
    return free;
  }

  private boolean isTaken(int number) {
    return lake.exists(Layout.manifest(attempt.runId(), number));
  }
}
