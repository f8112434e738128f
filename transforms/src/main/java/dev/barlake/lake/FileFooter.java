package dev.barlake.lake;

import java.util.Map;

/**
 * What a Parquet file says of itself.
 *
 * @param bytes the length of the whole file
 * @param values the key-values of its footer
 */
public record FileFooter(long bytes, Map<String, String> values) {}
