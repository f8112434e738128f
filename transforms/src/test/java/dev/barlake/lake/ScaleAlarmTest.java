package dev.barlake.lake;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.within;

import dev.barlake.model.Bar;
import dev.barlake.model.BarBlock;
import dev.barlake.model.Bars;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import net.jqwik.api.Example;
import net.jqwik.api.ForAll;
import net.jqwik.api.Property;
import net.jqwik.api.constraints.DoubleRange;
import net.jqwik.api.constraints.IntRange;

class ScaleAlarmTest {
  @Property
  void everyFactorIsSeenThroughRounding(
      @ForAll @DoubleRange(min = 0.5, max = 5000) double price,
      @ForAll @IntRange(min = 2, max = 50) int ratio,
      @ForAll boolean reverse) {
    double factor = reverse ? ratio : 1.0 / ratio;
    BarBlock file = LakeContract.scaled(Blocks.block(0, 8, price, 1), 1);

    assertThat(factor(file, LakeContract.scaled(file, factor)).orElseThrow())
        .isCloseTo(factor, within(factor * 1e-2));
  }

  @Property
  void theSameBarsRaiseNone(@ForAll @DoubleRange(min = 0, max = 5000) double price) {
    BarBlock file = Blocks.block(0, 8, price, 1);

    assertThat(factor(file, file)).isEmpty();
  }

  /** A dividend in shares may be of a few shares in ten thousand. */
  @Property
  void aSmallFactorIsSeenOfAPriceThatShowsIt(
      @ForAll @DoubleRange(min = 20, max = 5000) double price,
      @ForAll @IntRange(min = 3, max = 30) int inTenThousand) {
    BarBlock file = LakeContract.scaled(Blocks.block(0, 8, price, 1), 1);
    double factor = 1e4 / (1e4 + inTenThousand);
    BarBlock lifted = LakeContract.scaled(file, factor);

    assertThat(factor(file, lifted).orElseThrow()).isCloseTo(factor, within(5e-5));
    assertThat(ScaleAlarm.isLeftBehind(file.bars(), lifted.bars(), file.bars())).isTrue();
    assertThat(ScaleAlarm.isLeftBehind(file.bars(), lifted.bars(), lifted.bars())).isFalse();
    assertThat(ScaleAlarm.agree(lifted.bars(), lifted.bars())).isTrue();
    assertThat(ScaleAlarm.agree(lifted.bars(), file.bars())).isFalse();
  }

  @Example
  void volumesThatStayedThoughTheyShouldHaveMovedAreLeftBehind() {
    BarBlock held = Blocks.block(0, 8, 10, 1);
    BarBlock lifted = LakeContract.scaled(held, 0.25);
    List<Bar> rows = new ArrayList<>();
    for (int n = 0; n < 8; n++) {
      Bar bar = lifted.bars().get(n);
      rows.add(
          new Bar(
              bar.windowStart(),
              bar.open(),
              bar.high(),
              bar.low(),
              bar.close(),
              held.bars().volume(n),
              bar.vwap(),
              bar.transactions(),
              bar.otc(),
              bar.fetchedAt()));
    }
    Bars halfWay = Blocks.bars(rows);

    assertThat(ScaleAlarm.areVolumesLeftBehind(held.bars(), lifted.bars(), halfWay)).isTrue();
    assertThat(ScaleAlarm.areVolumesLeftBehind(held.bars(), lifted.bars(), lifted.bars()))
        .isFalse();
  }

  /** The first three of eight moved: a split whose list comes late, or prices that do. */
  @Example
  void aBeginningThatMovedIsEnough() {
    BarBlock file = Blocks.block(0, 8, 10, 1);
    List<Bar> rows = new ArrayList<>(LakeContract.scaled(file, 0.5).bars().stream().toList());
    for (int stayed = 3; stayed < 8; stayed++) {
      rows.set(stayed, file.bars().get(stayed));
    }

    ScaleAlarm.Shift shift = ScaleAlarm.between(file.bars(), Blocks.bars(rows)).orElseThrow();
    assertThat(shift.factor()).isCloseTo(0.5, within(1e-3));
    assertThat(shift.end()).isBetween(Blocks.start(2) + 1, Blocks.start(3));
  }

  @Example
  void oneCorrectedBarAmongManyDoesNotSilenceIt() {
    BarBlock file = Blocks.block(0, 30, 10, 1);
    List<Bar> rows = new ArrayList<>(LakeContract.scaled(file, 0.5).bars().stream().toList());
    rows.set(25, Blocks.bar(25, 5.9, 2));

    assertThat(factor(file, Blocks.block(0, 30, Blocks.bars(rows), 2))).isPresent();
  }

  @Example
  void correctionsAreNoMove() {
    BarBlock file = Blocks.block(0, 8, 10, 1);
    List<Bar> rows = new ArrayList<>(file.bars().stream().toList());
    for (int n = 0; n < 8; n++) {
      rows.set(n, Blocks.bar(n, 10 + n, 2));
    }

    assertThat(factor(file, Blocks.block(0, 8, Blocks.bars(rows), 2))).isEmpty();
  }

  /** A daily run reads three bars again. */
  @Example
  void threeBarsAreEnoughAndTwoOnlyIfTheyMovedFar() {
    BarBlock file = Blocks.block(0, 8, 10, 1);

    assertThat(factor(file, LakeContract.scaled(Blocks.block(5, 8, 10, 2), 0.98))).isPresent();
    assertThat(factor(file, LakeContract.scaled(Blocks.block(6, 8, 10, 2), 0.98))).isEmpty();
    assertThat(factor(file, LakeContract.scaled(Blocks.block(6, 8, 10, 2), 0.5))).isPresent();
    assertThat(factor(file, LakeContract.scaled(Blocks.block(7, 8, 10, 2), 0.5))).isEmpty();
  }

  @Example
  void whatStayedThoughItShouldHaveMovedIsLeftBehindUnlessRoundingHidesIt() {
    BarBlock held = Blocks.block(0, 8, 10, 1);
    BarBlock lifted = LakeContract.scaled(held, 0.25);

    assertThat(ScaleAlarm.isLeftBehind(held.bars(), lifted.bars(), held.bars())).isTrue();
    assertThat(ScaleAlarm.isLeftBehind(held.bars(), lifted.bars(), lifted.bars())).isFalse();
    BarBlock floor = flat(1e-4);
    BarBlock below = LakeContract.scaled(floor, 0.25);
    assertThat(ScaleAlarm.isLeftBehind(floor.bars(), below.bars(), floor.bars())).isFalse();
  }

  @Example
  void aBarWhoseOtherPricesStayedIsNoEvidence() {
    BarBlock file = Blocks.block(0, 8, 10, 1);
    List<Bar> rows = new ArrayList<>();
    for (Bar bar : file.bars().stream().toList()) {
      rows.add(
          new Bar(
              bar.windowStart(),
              bar.open(),
              bar.high(),
              bar.low(),
              bar.close() / 2,
              bar.volume(),
              bar.vwap(),
              bar.transactions(),
              false,
              2));
    }

    assertThat(factor(file, Blocks.block(0, 8, Blocks.bars(rows), 2))).isEmpty();
  }

  @Example
  void pricesThatRoundingCouldHaveMovedAreNoEvidence() {
    BarBlock file = flat(0.0004);

    assertThat(factor(file, flat(0.0005))).isEmpty();
    assertThat(factor(flat(0), flat(1))).isEmpty();
    assertThat(factor(flat(1), flat(0))).isEmpty();
  }

  private static Optional<Double> factor(BarBlock file, BarBlock fetched) {
    return ScaleAlarm.between(file.bars(), fetched.bars()).map(ScaleAlarm.Shift::factor);
  }

  private static BarBlock flat(double close) {
    Bars.Builder bars = new Bars.Builder(0);
    for (int n = 0; n < 8; n++) {
      bars.add(Blocks.bar(n, close, 1));
    }
    return Blocks.block(0, 8, bars.build(), 1);
  }
}
