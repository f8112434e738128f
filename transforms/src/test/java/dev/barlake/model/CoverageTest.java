package dev.barlake.model;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.List;
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
}
