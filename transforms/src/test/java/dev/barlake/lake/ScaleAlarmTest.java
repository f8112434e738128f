package dev.barlake.lake;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.within;

import dev.barlake.model.Bar;
import dev.barlake.model.BarBlock;
import dev.barlake.model.Bars;
import dev.barlake.model.SplitEpoch;
import java.util.ArrayList;
import java.util.List;
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

    assertThat(ScaleAlarm.factor(file, LakeContract.scaled(file, factor)).orElseThrow())
        .isCloseTo(factor, within(factor * 1e-2));
  }

  @Property
  void theSameBarsRaiseNone(@ForAll @DoubleRange(min = 0, max = 5000) double price) {
    BarBlock file = Blocks.block(0, 8, price, 1);

    assertThat(ScaleAlarm.factor(file, file)).isEmpty();
  }

  @Example
  void oneBarThatStayedIsProofOfTheContrary() {
    BarBlock file = Blocks.block(0, 8, 10, 1);
    List<Bar> rows = new ArrayList<>(LakeContract.scaled(file, 0.5).bars().stream().toList());
    rows.set(3, file.bars().get(3));

    assertThat(ScaleAlarm.factor(file, Blocks.block(0, 8, Blocks.bars(rows), 2))).isEmpty();
  }

  @Example
  void fourBarsAreNotEnough() {
    BarBlock file = Blocks.block(0, 8, 10, 1);
    BarBlock few = LakeContract.scaled(Blocks.block(4, 8, 10, 2), 0.5);

    assertThat(ScaleAlarm.factor(file, few)).isEmpty();
    assertThat(ScaleAlarm.factor(file, LakeContract.scaled(Blocks.block(3, 8, 10, 2), 0.5)))
        .isPresent();
  }

  @Example
  void pricesThatRoundingCouldHaveMovedAreNoEvidence() {
    BarBlock file = flat(0.0004);

    assertThat(ScaleAlarm.factor(file, flat(0.0005))).isEmpty();
    assertThat(ScaleAlarm.factor(flat(0), flat(1))).isEmpty();
    assertThat(ScaleAlarm.factor(flat(1), flat(0))).isEmpty();
  }

  @Example
  void anotherEpochNeedsNone() {
    BarBlock file = Blocks.block(0, 8, 10, 1);

    assertThat(
            ScaleAlarm.factor(
                file, Blocks.under(new SplitEpoch(1, "s"), LakeContract.scaled(file, 0.5))))
        .isEmpty();
  }

  private static BarBlock flat(double close) {
    Bars.Builder bars = new Bars.Builder(0);
    for (int n = 0; n < 8; n++) {
      bars.add(Blocks.bar(n, close, 1));
    }
    return Blocks.block(0, 8, bars.build(), 1);
  }
}
