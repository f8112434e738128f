package dev.barlake.lake;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.assertj.core.api.Assertions.within;

import dev.barlake.lake.Merge.Joined;
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
  private static final String SPLIT = "2024-01-10 1:4";

  @Property
  void theOrderDoesNotMatter(@ForAll("blocks") BarBlock a, @ForAll("blocks") BarBlock b) {
    assertThat(Merge.union(a, b)).isEqualTo(Merge.union(b, a));
  }

  @Property
  void theGroupingDoesNotMatter(
      @ForAll("blocks") BarBlock a, @ForAll("blocks") BarBlock b, @ForAll("blocks") BarBlock c) {
    assertThat(Merge.union(Merge.union(a, b), c)).isEqualTo(Merge.union(a, Merge.union(b, c)));
  }

  @Property
  void onceIsEnough(@ForAll("blocks") BarBlock a, @ForAll("blocks") BarBlock b) {
    BarBlock merged = Merge.union(a, b);

    assertThat(Merge.union(a, a)).isEqualTo(a);
    assertThat(Merge.union(merged, a)).isEqualTo(merged);
    assertThat(Merge.union(merged, b)).isEqualTo(merged);
  }

  @Property
  void whateverIsJoinedNoBarAndNoCoverageIsLost(
      @ForAll("blocks") BarBlock file,
      @ForAll("blocks") BarBlock fetched,
      @ForAll("epochs") SplitEpoch fileEpoch,
      @ForAll("epochs") SplitEpoch fetchedEpoch) {
    BarBlock before = Blocks.under(fileEpoch, file);

    if (Merge.into(before, Blocks.under(fetchedEpoch, fetched)) instanceof Joined.Block joined) {
      BarBlock after = joined.block();
      assertThat(after.coverage().covers(file.coverage())).isTrue();
      assertThat(after.coverage().covers(fetched.coverage())).isTrue();
      assertThat(after.bars().stream().map(Bar::windowStart))
          .containsAll(file.bars().stream().map(Bar::windowStart).toList())
          .containsAll(fetched.bars().stream().map(Bar::windowStart).toList())
          .doesNotHaveDuplicates();
    }
  }

  @Property
  void whatWasJoinedIsJoinedOnce(
      @ForAll("blocks") BarBlock file,
      @ForAll("blocks") BarBlock fetched,
      @ForAll("epochs") SplitEpoch fileEpoch,
      @ForAll("epochs") SplitEpoch fetchedEpoch) {
    BarBlock block = Blocks.under(fetchedEpoch, fetched);

    if (Merge.into(Blocks.under(fileEpoch, file), block) instanceof Joined.Block joined) {
      assertThat(Merge.into(joined.block(), block)).isEqualTo(joined);
    }
  }

  @Property
  void anEarlierScaleIsRefused(
      @ForAll("blocks") BarBlock file, @ForAll("barsOfTheirOwn") BarBlock fetched) {
    BarBlock later = Blocks.under(new SplitEpoch(1, SPLIT), file);

    assertThat(Merge.into(later, fetched)).isInstanceOf(Joined.Refused.class);
  }

  @Example
  void theLaterFetchWins() {
    BarBlock merged = Merge.union(Blocks.block(0, 4, 10, 2), Blocks.block(2, 6, 20, 1));

    assertThat(merged.bars().stream().map(Bar::close))
        .containsExactly(10.0, 10.01, 10.02, 10.03, 20.04, 20.05);
  }

  /** By hand: 1 share became 4 on January 10, so 10.00 of before is 2.50 now, and 100 are 400. */
  @Example
  void whatCannotBeHadAgainIsBroughtToTheNewScaleAndMarked() {
    int ofTheTenth = 9 * 288;
    BarBlock file =
        Merge.union(Blocks.block(0, 1, 10, 1), Blocks.block(ofTheTenth, ofTheTenth + 1, -20, 1));
    BarBlock nothing =
        new BarBlock(
            file.series(),
            file.period(),
            file.epoch().under(SPLIT),
            Coverage.NONE,
            dev.barlake.model.Bars.NONE);

    BarBlock after = ((Joined.Block) Merge.into(file, nothing)).block();

    assertThat(after.epoch()).isEqualTo(new SplitEpoch(1, SPLIT));
    Bar before = after.bars().get(0);
    assertThat(List.of(before.open(), before.high(), before.low(), before.close(), before.vwap()))
        .containsExactly(2.5, 2.75, 2.25, 2.5, 2.5);
    assertThat(before.volume()).isCloseTo(400, within(1e-9));
    assertThat(before.transactions()).isEqualTo(7);
    assertThat(after.bars().get(1)).isEqualTo(file.bars().get(1));
    assertThat(after.coverage().rescaledRanges())
        .containsExactly(new TimeRange(Blocks.start(0), Blocks.start(1)));
  }

  @Example
  void whatIsFetchedTakesThePlaceOfWhatWasComputedWheneverItWasFetched() {
    BarBlock file = Blocks.block(0, 4, 10, 9);
    BarBlock half = Blocks.under(file.epoch().under(SPLIT), Blocks.block(0, 2, 2.25, 5));
    BarBlock rest = Blocks.under(half.epoch(), Blocks.block(2, 4, 2.5, 5));

    BarBlock first = ((Joined.Block) Merge.into(file, half)).block();
    BarBlock second = ((Joined.Block) Merge.into(first, rest)).block();

    assertThat(first.bars().stream().map(Bar::close))
        .containsExactly(2.25, 2.26, 10.02 / 4, 10.03 / 4);
    assertThat(second.bars().stream().map(Bar::close)).containsExactly(2.25, 2.26, 2.52, 2.53);
    assertThat(second.coverage().rescaledRanges()).isEmpty();
  }

  /** The vendor split its prices before it listed the split, so the file has the new ones. */
  @Example
  void pricesThatHadTheSplitAlreadyAreNotRescaledOnceMore() {
    BarBlock file = Blocks.block(0, 8, 2.5, 1);
    BarBlock listed = Blocks.under(file.epoch().under(SPLIT), Blocks.block(0, 4, 2.5, 2));

    BarBlock after = ((Joined.Block) Merge.into(file, listed)).block();

    assertThat(after.epoch()).isEqualTo(new SplitEpoch(1, SPLIT));
    assertThat(after.bars().stream().map(Bar::close))
        .isEqualTo(file.bars().stream().map(Bar::close).toList());
  }

  /**
   * Nothing shows whether the vendor moved the scale in between, so two might stand in one file.
   */
  @Example
  void aLaterRevisionOfTheSameSplitsThatNoCommonBarShowsIsRefused() {
    BarBlock file = Blocks.under(new SplitEpoch(0, SPLIT), Blocks.block(0, 4, 10, 1));
    SplitEpoch revised = file.epoch().revised();

    assertThat(Merge.into(file, Blocks.under(revised, Blocks.block(4, 8, 10, 2))))
        .isInstanceOf(Joined.Refused.class);
    assertThat(Merge.into(file, Blocks.under(revised, Blocks.block(4, 4, 10, 2))))
        .as("no bar, no second scale")
        .isInstanceOf(Joined.Block.class);
    assertThat(Merge.into(file, Blocks.under(revised, Blocks.block(2, 8, 10, 2))))
        .isInstanceOf(Joined.Block.class);
  }

  @Example
  void whereNobodyKnowsTheFactorNothingIsJoined() {
    BarBlock old = Blocks.under(new SplitEpoch(0, "written by hand"), Blocks.block(0, 4, 10, 2));
    BarBlock split = Blocks.under(old.epoch().under(SPLIT), Blocks.block(6, 7, 5, 1));

    assertThat(Merge.into(old, split)).isInstanceOf(Joined.Refused.class);
  }

  @Example
  void twoPartitionsAreNotMerged() {
    BarBlock a = Blocks.block(0, 4, 10, 2);
    BarSeries raw = new BarSeries("AAPL", 5, Timespan.MINUTE, false);
    BarBlock b = new BarBlock(raw, a.period(), a.epoch(), a.coverage(), a.bars());

    assertThatThrownBy(() -> Merge.into(a, b))
        .isInstanceOf(IllegalArgumentException.class)
        .hasMessageContaining("AAPL 5minute raw 2024-01");
  }

  @Provide
  Arbitrary<SplitEpoch> epochs() {
    return Combinators.combine(
            Arbitraries.integers().between(0, 2),
            Arbitraries.of("none", SPLIT, "2024-01-10 1:4, 2024-01-20 3:1", "written by hand"))
        .as(SplitEpoch::new);
  }

  @Provide
  Arbitrary<BarBlock> barsOfTheirOwn() {
    return blocks().filter(block -> !block.bars().isEmpty());
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
    return Combinators.combine(coverages(), bars.list().ofMaxSize(8).map(Blocks::bars))
        .as(
            (coverage, rows) ->
                new BarBlock(Blocks.AAPL, Blocks.JANUARY, SplitEpoch.RAW, coverage, rows));
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
