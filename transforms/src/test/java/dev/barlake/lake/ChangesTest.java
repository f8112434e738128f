package dev.barlake.lake;

import static org.assertj.core.api.Assertions.assertThat;

import dev.barlake.model.Bar;
import dev.barlake.model.BarBlock;
import dev.barlake.model.Bars;
import java.util.List;
import java.util.Optional;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;

/** A correction is one whichever value it is of: who follows the changed bars must get it. */
class ChangesTest {
  private static final Bar HELD = new Bar(Blocks.start(0), 10, 12, 9, 11, 100, 10.5, 7, false, 1);

  static Stream<Bar> corrections() {
    long start = HELD.windowStart();
    return Stream.of(
        new Bar(start, 10.01, 12, 9, 11, 100, 10.5, 7, false, 2),
        new Bar(start, 10, 12.01, 9, 11, 100, 10.5, 7, false, 2),
        new Bar(start, 10, 12, 8.99, 11, 100, 10.5, 7, false, 2),
        new Bar(start, 10, 12, 9, 11.01, 100, 10.5, 7, false, 2),
        new Bar(start, 10, 12, 9, 11, 101, 10.5, 7, false, 2),
        new Bar(start, 10, 12, 9, 11, 100, Double.NaN, 7, false, 2),
        new Bar(start, 10, 12, 9, 11, 100, 10.5, 8, false, 2),
        new Bar(start, 10, 12, 9, 11, 100, 10.5, 7, true, 2));
  }

  @ParameterizedTest
  @MethodSource("corrections")
  void aCorrectionOfOneValueAloneIsAChange(Bar corrected) {
    Changes changes = between(HELD, corrected);

    assertThat(changes.changed()).isEqualTo(1);
    assertThat(changes.added()).isZero();
    assertThat(changes.bars()).isEqualTo(Blocks.bars(List.of(corrected)));
  }

  @Test
  void aLaterFetchAloneIsNoChange() {
    Bar again = new Bar(HELD.windowStart(), 10, 12, 9, 11, 100, 10.5, 7, false, 2);

    assertThat(between(HELD, again).bars()).isEqualTo(Bars.NONE);
  }

  private static Changes between(Bar held, Bar fetched) {
    BarBlock before = Blocks.block(0, 1, Blocks.bars(List.of(held)), held.fetchedAt());
    BarBlock block = Blocks.block(0, 1, Blocks.bars(List.of(fetched)), fetched.fetchedAt());
    return Changes.between(Optional.of(before), block, Merge.union(before, block));
  }
}
