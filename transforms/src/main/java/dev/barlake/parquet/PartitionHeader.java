package dev.barlake.parquet;

import dev.barlake.model.Coverage;
import dev.barlake.model.SplitEpoch;

/**
 * What a partition file says of itself in its footer.
 *
 * @param rows the number of bars
 * @param bytes the length of the whole file
 */
public record PartitionHeader(SplitEpoch epoch, Coverage coverage, long rows, long bytes) {}
