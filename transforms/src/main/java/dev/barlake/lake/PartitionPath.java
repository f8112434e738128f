package dev.barlake.lake;

import dev.barlake.model.BarSeries;

/**
 * A partition file that the lake has.
 *
 * @param period the storage period's number
 * @param path relative to the lake; not always the one that {@link Layout#partition} gives today
 */
public record PartitionPath(BarSeries series, long period, String path) {}
