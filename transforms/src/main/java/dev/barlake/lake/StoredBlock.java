package dev.barlake.lake;

import dev.barlake.model.BarBlock;

/**
 * The content of a partition file at one moment.
 *
 * @param version names this content, see {@link MergeResult#version}
 */
public record StoredBlock(String version, BarBlock block) {}
