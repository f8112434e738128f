package dev.barlake.localstack;

import java.time.LocalDate;
import java.util.Set;

/** What is wrong with single bars of a page that is right as a whole. */
public sealed interface BarFault extends Fault {

  /**
   * Whole sessions are missing in the middle: bars of these dates, by the ticker's zone, are left
   * out. The vendor had such holes for days (2025-08-07 and 08, issue 338 of its tracker).
   */
  record SilentSessions(Set<LocalDate> dates) implements BarFault {
    public SilentSessions {
      dates = Set.copyOf(dates);
    }
  }

  /**
   * The same, of the middle {@code count} of the page's sessions. It passes over pages that do not
   * have two sessions more on each side, and those that miss a trading day anyway: there nobody
   * could notice it.
   */
  record SilentMiddle(int count) implements BarFault {}

  /** The page's middle bar has null prices and volume 0: a window without a trade. */
  record NullBar() implements BarFault {}

  /**
   * The page's middle bar has a field with another value.
   *
   * @param field as the vendor writes it: {@code o h l c v vw n t}
   * @param json its value as JSON, such as {@code "n/a"} with the quotes; empty leaves the field
   *     out
   */
  record MalformedBar(String field, String json) implements BarFault {}

  /** The page's middle bar has no {@code t}, so that nobody knows which window it is of. */
  record BarWithoutTime() implements BarFault {}

  @Override
  default boolean canHit(ApiRequest request) {
    return request.isAggregates();
  }
}
