package dev.barlake.lake;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.barlake.model.Bar;
import dev.barlake.model.BarBlock;
import dev.barlake.model.BarSeries;
import dev.barlake.model.Coverage;
import dev.barlake.model.SplitEpoch;
import dev.barlake.model.TimeRange;
import dev.barlake.model.Timespan;
import java.util.List;
import net.jqwik.api.Arbitraries;
import net.jqwik.api.Arbitrary;
import net.jqwik.api.Combinators;
import net.jqwik.api.Example;
import net.jqwik.api.ForAll;
import net.jqwik.api.Property;
import net.jqwik.api.Provide;

class MergeTest {
  @Property
  void theOrderDoesNotMatter(@ForAll("blocks") BarBlock a, @ForAll("blocks") BarBlock b) {
    assertThat(Merge.merge(a, b)).isEqualTo(Merge.merge(b, a));
  }

  @Property
  void theGroupingDoesNotMatter(
      @ForAll("blocks") BarBlock a, @ForAll("blocks") BarBlock b, @ForAll("blocks") BarBlock c) {
    assertThat(Merge.merge(Merge.merge(a, b), c)).isEqualTo(Merge.merge(a, Merge.merge(b, c)));
  }

  @Property
  void onceIsEnough(@ForAll("blocks") BarBlock a, @ForAll("blocks") BarBlock b) {
    BarBlock merged = Merge.merge(a, b);

    assertThat(Merge.merge(a, a)).isEqualTo(a);
    assertThat(Merge.merge(merged, a)).isEqualTo(merged);
    assertThat(Merge.merge(merged, b)).isEqualTo(merged);
  }

  @Property
  void ofOneEpochNoBarIsLost(@ForAll("blocks") BarBlock a, @ForAll("blocks") BarBlock b) {
    BarBlock merged = Merge.merge(a, Blocks.under(a.epoch(), b));

    assertThat(merged.bars().stream().map(Bar::windowStart))
        .containsAll(a.bars().stream().map(Bar::windowStart).toList())
        .containsAll(b.bars().stream().map(Bar::windowStart).toList())
        .doesNotHaveDuplicates();
    assertThat(merged.coverage().covers(a.coverage())).isTrue();
    assertThat(merged.coverage().covers(b.coverage())).isTrue();
  }

  @Example
  void theLaterFetchWins() {
    BarBlock merged = Merge.merge(Blocks.block(0, 4, 10, 2), Blocks.block(2, 6, 20, 1));

    assertThat(merged.bars().stream().map(Bar::close))
        .containsExactly(10.0, 10.01, 10.02, 10.03, 20.04, 20.05);
  }

  @Example
  void theGreaterEpochStandsAlone() {
    BarBlock old = Blocks.block(0, 4, 10, 2);
    BarBlock split = Blocks.under(old.epoch().under("2024-01-10 1"), Blocks.block(2, 3, 5, 1));

    assertThat(Merge.merge(old, split)).isSameAs(split);
    assertThat(Merge.merge(split, old)).isSameAs(split);
  }

  @Example
  void twoPartitionsAreNotMerged() {
    BarBlock a = Blocks.block(0, 4, 10, 2);
    BarSeries raw = new BarSeries("AAPL", 5, Timespan.MINUTE, false);
    BarBlock b = new BarBlock(raw, a.period(), a.epoch(), a.coverage(), a.bars());

    assertThatThrownBy(() -> Merge.merge(a, b))
        .isInstanceOf(IllegalArgumentException.class)
        .hasMessageContaining("AAPL 5minute raw 2024-01");
  }

  @Provide
  Arbitrary<BarBlock> blocks() {
    // Few starts, fetch times and values, so that they meet.
    Arbitrary<Bar> bars =
        Combinators.combine(
                Arbitraries.integers().between(0, 11),
                Arbitraries.of(1.0, 2.0, -0.0, 0.0),
                Arbitraries.of(Double.NaN, 1.0),
                Arbitraries.of(-1L, 5L),
                Arbitraries.of(true, false),
                Arbitraries.longs().between(1, 3))
            .as(
                (n, price, vwap, trades, otc, fetchedAt) ->
                    new Bar(
                        Blocks.start(n),
                        price,
                        price,
                        price,
                        price,
                        1,
                        vwap,
                        trades,
                        otc,
                        fetchedAt));
    Arbitrary<SplitEpoch> epochs =
        Combinators.combine(Arbitraries.integers().between(0, 1), Arbitraries.of("none", "a", "b"))
            .as(SplitEpoch::new);
    return Combinators.combine(epochs, coverages(), bars.list().ofMaxSize(8).map(Blocks::bars))
        .as(
            (epoch, coverage, rows) ->
                new BarBlock(Blocks.AAPL, Blocks.JANUARY, epoch, coverage, rows));
  }

  private static Arbitrary<Coverage> coverages() {
    return Combinators.combine(
            Arbitraries.integers().between(0, 8),
            Arbitraries.integers().between(0, 4),
            Arbitraries.longs().between(1, 3),
            Arbitraries.of("r1", "r2"))
        .as(
            (from, length, fetchedAt, run) ->
                Coverage.of(
                    new TimeRange(Blocks.start(from), Blocks.start(from + length)), fetchedAt, run))
        .list()
        .ofMaxSize(4)
        .map((List<Coverage> parts) -> parts.stream().reduce(Coverage.NONE, Coverage::merge));
  }
}
