package dev.barlake.parquet;

import dev.barlake.model.Coverage;
import dev.barlake.model.SplitEpoch;

/**
 * What a partition file says of itself in its footer.
 *
 * @param rows the number of bars
 */
public record PartitionHeader(SplitEpoch epoch, Coverage coverage, long rows) {}
