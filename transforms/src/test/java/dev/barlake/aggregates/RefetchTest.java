package dev.barlake.aggregates;

import static org.assertj.core.api.Assertions.assertThat;

import dev.barlake.aggregates.Refetch.Mode;
import dev.barlake.model.BarSeries;
import dev.barlake.model.Coverage;
import dev.barlake.model.TimeRange;
import dev.barlake.model.Timespan;
import java.time.Duration;
import java.time.Instant;
import org.junit.jupiter.api.Test;

class RefetchTest {
  private static final BarSeries SERIES = new BarSeries("AAPL", 5, Timespan.MINUTE, false);
  private static final long OWN_SINCE = at("2024-06-20T00:00:00Z");
  private static final TimeRange JUNE = range("2024-06-01T04:00:00Z", "2024-07-01T04:00:00Z");

  @Test
  void whatIsNotCoveredIsNeeded() {
    assertThat(needed(Mode.MISSING, Coverage.NONE)).isEqualTo(JUNE);
  }

  @Test
  void whatWasFetchedLongAfterItsBarsIsBelieved() {
    Coverage covered = Coverage.of(JUNE, at("2024-07-06T15:00:00Z"), "before");
    assertThat(needed(Mode.STALE, covered).isEmpty()).isTrue();
  }

  @Test
  void theLastDaysBeforeAFetchAreNeededAgain() {
    // Fetched on June 20: bars up to June 14 were five days old and more, the others were not.
    Coverage covered = Coverage.of(JUNE, at("2024-06-20T20:30:00Z"), "before");
    assertThat(needed(Mode.STALE, covered))
        .isEqualTo(range("2024-06-15T04:00:00Z", "2024-07-01T04:00:00Z"));
  }

  @Test
  void whatTheSameRunFetchedIsBelieved() {
    Coverage covered = Coverage.of(JUNE, at("2024-06-20T20:30:00Z"), "this");
    assertThat(needed(Mode.STALE, covered).isEmpty()).isTrue();
    assertThat(needed(Mode.ALL, covered).isEmpty()).isTrue();
  }

  /** Somebody may give each day's run the same id. */
  @Test
  void whatTheSameRunIdFetchedOnAnotherDayIsNeededAgain() {
    Coverage covered = Coverage.of(JUNE, at("2024-06-19T20:30:00Z"), "this");
    assertThat(needed(Mode.STALE, covered))
        .isEqualTo(range("2024-06-14T04:00:00Z", "2024-07-01T04:00:00Z"));
    assertThat(needed(Mode.ALL, covered).isEmpty()).isTrue();
  }

  @Test
  void allMeansAll() {
    Coverage covered = Coverage.of(JUNE, at("2025-01-01T00:00:00Z"), "before");
    assertThat(needed(Mode.ALL, covered)).isEqualTo(JUNE);
  }

  @Test
  void aHoleInTheMiddleIsNeededAlone() {
    Coverage covered =
        Coverage.of(
                range("2024-06-01T04:00:00Z", "2024-06-10T04:00:00Z"),
                at("2025-01-01T00:00:00Z"),
                "a")
            .merge(
                Coverage.of(
                    range("2024-06-12T04:00:00Z", "2024-07-01T04:00:00Z"),
                    at("2025-01-01T00:00:00Z"),
                    "b"));
    assertThat(needed(Mode.STALE, covered))
        .isEqualTo(range("2024-06-10T04:00:00Z", "2024-06-12T04:00:00Z"));
  }

  private static TimeRange needed(Mode mode, Coverage covered) {
    return new Refetch(mode, Duration.ofDays(5), "this", OWN_SINCE).needed(SERIES, JUNE, covered);
  }

  private static TimeRange range(String from, String to) {
    return new TimeRange(at(from), at(to));
  }

  private static long at(String instant) {
    return Instant.parse(instant).toEpochMilli();
  }
}
