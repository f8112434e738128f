package dev.barlake.market;

import java.io.Serializable;
import java.time.LocalDate;

/**
 * A date that is to be brought into the lake.
 *
 * @param isNew whether the lake is thought to have no file of it
 * @param listed whether the source lists it, as far as the plan knows
 * @param isRecent whether the source may still be about to publish it
 */
public record MarketDate(LocalDate date, boolean isNew, boolean listed, boolean isRecent)
    implements Serializable {}
