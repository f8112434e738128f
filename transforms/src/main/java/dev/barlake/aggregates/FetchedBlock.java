package dev.barlake.aggregates;

import dev.barlake.model.BarBlock;

/** The bars that were fetched of one storage period, and what was noticed meanwhile. */
public record FetchedBlock(BarBlock block, Notes notes) {}
