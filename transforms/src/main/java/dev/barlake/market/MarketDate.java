package dev.barlake.market;

import java.io.Serializable;
import java.time.LocalDate;

/**
 * A date that is to be brought into the lake.
 *
 * @param isNew whether the lake is thought to have no file of it
 * @param listed whether the source lists it, as far as the plan knows
 * @param isRecent whether the source may still be about to publish it
 * @param isAgain whether the source was asked in this run already, and its answer was doubtful
 */
public record MarketDate(
    LocalDate date, boolean isNew, boolean listed, boolean isRecent, boolean isAgain)
    implements Serializable {

  /** A date that is asked for the first time in a run. */
  public MarketDate(LocalDate date, boolean isNew, boolean listed, boolean isRecent) {
    this(date, isNew, listed, isRecent, false);
  }

  /** The same date, to be asked for once more. */
  public MarketDate again() {
    return new MarketDate(date, isNew, listed, isRecent, true);
  }
}
