package dev.barlake.lake;

import java.time.Instant;

/**
 * How far a series has been extracted.
 *
 * @param watermark everything before it (exclusive) has been extracted; UTC
 * @param splits the splits its adjusted bars were computed under, as in {@link
 *     dev.barlake.model.SplitEpoch#splits}
 */
public record Watermark(Instant watermark, String splits) {}
