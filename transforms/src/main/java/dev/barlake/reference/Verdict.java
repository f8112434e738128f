package dev.barlake.reference;

import java.util.List;
import java.util.Map;

/**
 * What became of the lists, and whether they may take the place of the old rows.
 *
 * @param outcome the worst of what was found
 * @param faults why not; empty if accepted
 * @param warnings what does not fit, by table, with the first examples of each list
 * @param changes by table
 * @param news what a person would want to know; empty on the first refresh
 */
public record Verdict(
    Outcome outcome,
    List<String> faults,
    Map<String, List<String>> warnings,
    Map<String, TableChange> changes,
    Map<String, News> news) {

  /** From good to bad; what is to be done about it differs. */
  public enum Outcome {
    ACCEPTED,
    /** A list could not be had now; it may be later. */
    TRY_AGAIN_LATER,
    /** A list was refused, too many rows do not fit, or a gate closed. */
    REFUSED,
    /** The key is not accepted, or rows were lost on the way. */
    ERROR
  }

  public boolean accepted() {
    return outcome == Outcome.ACCEPTED;
  }

  /**
   * A table before and after.
   *
   * @param read rows that the API gave
   * @param repeated of these, left out since others stand for the same thing
   * @param rows in the table afterwards
   * @param added keys that the table did not have
   * @param removed keys that it had and has no more
   * @param changed rows with other values, apart from the times of update and snapshot
   * @param nulled values that said, in some spelling, that there is none
   * @param malformed rows with values that could not be read, and are NULL
   * @param quarantined of the rows read, those that are kept aside since they do not fit
   * @param kept old rows that stand in for quarantined ones
   */
  public record TableChange(
      long read,
      long repeated,
      long rows,
      long added,
      long removed,
      long changed,
      long nulled,
      long malformed,
      long quarantined,
      long kept) {}

  /**
   * Something that happened in the market.
   *
   * @param count how many
   * @param examples the first few
   */
  public record News(long count, List<String> examples) {}
}
