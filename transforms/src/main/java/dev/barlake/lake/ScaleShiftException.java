package dev.barlake.lake;

import dev.barlake.model.BarBlock;

/**
 * The fetched bars are those of the file times one factor, though the splits list shows no new
 * split: joining them would put two scales into one series. Nothing was written.
 */
public class ScaleShiftException extends RuntimeException {
  private final double factor;

  ScaleShiftException(BarBlock fetched, double factor, String uri) {
    super(
        ("Cannot merge %s into %s: the bars moved by one common factor (%.6g) though the splits list"
                + " shows no new split; nothing was written; extract the whole history again with"
                + " --refetch=ALL")
            .formatted(fetched, uri, factor));
    this.factor = factor;
  }

  /** A fetched price divided by the one in the file. */
  public double factor() {
    return factor;
  }
}
