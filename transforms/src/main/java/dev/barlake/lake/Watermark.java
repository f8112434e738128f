package dev.barlake.lake;

import java.time.Instant;

/**
 * How far a series has been extracted.
 *
 * @param watermark everything before it (exclusive) has been extracted; UTC
 * @param splits the splits its adjusted bars were computed under, as in {@link
 *     dev.barlake.model.SplitEpoch#splits}
 */
public record Watermark(Instant watermark, String splits) {
  /** It is not certain that all files of the series are on one scale: the next run looks. */
  public static final String UNKNOWN = "unknown";
}
