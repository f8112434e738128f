package dev.barlake.model;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.List;
import java.util.stream.IntStream;
import net.jqwik.api.Arbitraries;
import net.jqwik.api.Arbitrary;
import net.jqwik.api.Combinators;
import net.jqwik.api.ForAll;
import net.jqwik.api.Property;
import net.jqwik.api.Provide;
import org.junit.jupiter.api.Test;

class CoverageTest {
  @Property
  void mergingIsCommutative(@ForAll("coverages") Coverage a, @ForAll("coverages") Coverage b) {
    assertThat(a.merge(b)).isEqualTo(b.merge(a));
  }

  @Property
  void mergingIsAssociative(
      @ForAll("coverages") Coverage a,
      @ForAll("coverages") Coverage b,
      @ForAll("coverages") Coverage c) {
    assertThat(a.merge(b).merge(c)).isEqualTo(a.merge(b.merge(c)));
  }

  @Property
  void mergingIsIdempotent(@ForAll("coverages") Coverage a, @ForAll("coverages") Coverage b) {
    assertThat(a.merge(a)).isEqualTo(a);
    assertThat(a.merge(b).merge(b)).isEqualTo(a.merge(b));
  }

  @Property
  void anInstantIsCoveredOrMissingAndNeverBoth(@ForAll("coverages") Coverage coverage) {
    List<TimeRange> missing = coverage.missing(new TimeRange(0, 40));
    for (long instant = 0; instant < 40; instant++) {
      long at = instant;
      boolean covered = coverage.ranges().stream().anyMatch(f -> f.range().contains(at));
      assertThat(missing.stream().anyMatch(range -> range.contains(at))).isEqualTo(!covered);
    }
  }

  @Property
  void eachInstantKeepsItsLatestFetch(
      @ForAll("coverages") Coverage a, @ForAll("coverages") Coverage b) {
    for (long instant = 0; instant < 40; instant++) {
      assertThat(fetchedAt(a.merge(b), instant))
          .isEqualTo(Math.max(fetchedAt(a, instant), fetchedAt(b, instant)));
    }
  }

  @Property
  void compactingKeepsEveryInstantAndNeverClaimsALaterFetch(
      @ForAll("manyRanges") Coverage coverage) {
    Coverage compact = coverage.compact();

    assertThat(compact.spans()).isEqualTo(coverage.spans());
    assertThat(rescaled(compact)).isEqualTo(rescaled(coverage));
    for (Coverage.Fetched part : coverage.ranges()) {
      Coverage.Fetched whole =
          compact.ranges().stream()
              .filter(each -> each.range().contains(part.range().from()))
              .findFirst()
              .orElseThrow();
      assertThat(whole.fetchedAt()).isLessThanOrEqualTo(part.fetchedAt());
      assertThat(whole.runId()).isIn(part.runId(), "");
    }
  }

  @Property
  void adjoiningRangesOfOneStandingAreAtMostEight(@ForAll("chains") Coverage coverage) {
    assertThat(coverage.compact().ranges()).hasSize(Math.min(8, coverage.ranges().size()));
  }

  /** The ranges joined are the oldest, so the newest keep their own fetch. */
  @Property
  void theNewestOfAdjoiningRangesStayAsTheyAre(@ForAll("chains") Coverage coverage) {
    List<Coverage.Fetched> ranges = coverage.ranges();
    List<Coverage.Fetched> compact = coverage.compact().ranges();
    int newest = Math.min(7, ranges.size() - 1);

    assertThat(compact.subList(compact.size() - newest, compact.size()))
        .isEqualTo(ranges.subList(ranges.size() - newest, ranges.size()));
  }

  private static List<TimeRange> rescaled(Coverage coverage) {
    return TimeRange.union(coverage.rescaledRanges());
  }

  @Test
  void rangesOfOneFetchThatAdjoinBecomeOne() {
    Coverage merged =
        Coverage.of(new TimeRange(0, 10), 7, "run")
            .merge(Coverage.of(new TimeRange(10, 20), 7, "run"));
    assertThat(merged).isEqualTo(Coverage.of(new TimeRange(0, 20), 7, "run"));
  }

  private static long fetchedAt(Coverage coverage, long instant) {
    return coverage.ranges().stream()
        .filter(fetched -> fetched.range().contains(instant))
        .mapToLong(Coverage.Fetched::fetchedAt)
        .max()
        .orElse(-1);
  }

  @Provide
  Arbitrary<Coverage> coverages() {
    Arbitrary<Coverage> one =
        Combinators.combine(
                Arbitraries.longs().between(0, 30),
                Arbitraries.longs().between(0, 10),
                Arbitraries.longs().between(0, 5),
                Arbitraries.of("a", "b"))
            .as(
                (from, length, at, run) ->
                    Coverage.of(new TimeRange(from, from + length), at, run));
    return one.list()
        .ofMaxSize(5)
        .map(list -> list.stream().reduce(Coverage.NONE, Coverage::merge));
  }

  /** Up to 25 ranges, with gaps or without, some of them rescaled. */
  @Provide
  Arbitrary<Coverage> manyRanges() {
    Arbitrary<Coverage> one =
        Combinators.combine(
                Arbitraries.longs().between(0, 60),
                Arbitraries.longs().between(1, 4),
                Arbitraries.longs().between(0, 30),
                Arbitraries.of("a", "b", "c"),
                Arbitraries.of(true, false, false))
            .as(
                (from, length, at, run, computed) -> {
                  Coverage range = Coverage.of(new TimeRange(from, from + length), at, run);
                  return computed ? range.asRescaled() : range;
                });
    return one.list()
        .ofMaxSize(25)
        .map(list -> list.stream().reduce(Coverage.NONE, Coverage::merge));
  }

  /** Up to 20 ranges, each beginning where the last one ends, each of a later run. */
  @Provide
  Arbitrary<Coverage> chains() {
    return Arbitraries.integers()
        .between(1, 20)
        .map(
            count ->
                IntStream.range(0, count)
                    .mapToObj(n -> Coverage.of(new TimeRange(n, n + 1), n, "run " + n))
                    .reduce(Coverage.NONE, Coverage::merge));
  }
}
