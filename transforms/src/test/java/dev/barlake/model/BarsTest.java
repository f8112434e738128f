package dev.barlake.model;

import static org.assertj.core.api.Assertions.assertThat;

import java.nio.ByteBuffer;
import java.util.ArrayList;
import java.util.Collections;
import java.util.List;
import java.util.Random;
import net.jqwik.api.Arbitraries;
import net.jqwik.api.Arbitrary;
import net.jqwik.api.Combinators;
import net.jqwik.api.ForAll;
import net.jqwik.api.Property;
import net.jqwik.api.Provide;
import org.junit.jupiter.api.Test;

class BarsTest {
  @Property
  void theOrderInWhichRowsAreAddedDoesNotMatter(@ForAll("rows") List<Bar> rows, @ForAll int seed) {
    List<Bar> shuffled = new ArrayList<>(rows);
    Collections.shuffle(shuffled, new Random(seed));
    assertThat(bars(shuffled)).isEqualTo(bars(rows));
  }

  @Property
  void rowsComeSortedWithEachStartOnce(@ForAll("rows") List<Bar> rows) {
    List<Long> starts = bars(rows).stream().map(Bar::windowStart).toList();
    assertThat(starts)
        .containsExactlyElementsOf(
            rows.stream().map(Bar::windowStart).sorted().distinct().toList());
  }

  @Property
  void bytesHoldEveryRow(@ForAll("rows") List<Bar> rows) {
    Bars bars = bars(rows);
    ByteBuffer buffer = ByteBuffer.allocate(bars.byteSize());
    bars.writeTo(buffer);
    assertThat(buffer.hasRemaining()).isFalse();
    assertThat(Bars.readFrom(buffer.flip())).isEqualTo(bars);
  }

  @Test
  void ofTwoRowsTheLaterFetchIsKept() {
    Bar early = new Bar(60_000, 1, 2, 0.5, 1.5, 10, 1.2, 7, false, 1_000);
    Bar late = new Bar(60_000, 1, 2, 0.5, 1.6, 9, 1.2, 6, false, 2_000);
    assertThat(bars(List.of(late, early)).stream()).containsExactly(late);
  }

  @Test
  void ofTwoRowsOfOneFetchTheOneWithMoreTradesIsKept() {
    Bar fewer = new Bar(60_000, 1, 2, 0.5, 1.5, 10, 1.2, 7, false, 1_000);
    Bar more = new Bar(60_000, 1, 2, 0.5, 1.4, 9, 1.2, 8, false, 1_000);
    assertThat(bars(List.of(fewer, more)).stream()).containsExactly(more);
  }

  @Test
  void firstAtOrAfterFindsTheBorderBetweenPeriods() {
    Bars bars =
        bars(
            List.of(
                new Bar(10, 1, 1, 1, 1, 1, 1, 1, false, 0),
                new Bar(20, 1, 1, 1, 1, 1, 1, 1, false, 0)));
    assertThat(bars.firstAtOrAfter(20)).isEqualTo(1);
    assertThat(bars.firstAtOrAfter(11)).isEqualTo(1);
    assertThat(bars.firstAtOrAfter(21)).isEqualTo(2);
  }

  private static Bars bars(List<Bar> rows) {
    Bars.Builder builder = new Bars.Builder(0);
    rows.forEach(builder::add);
    return builder.build();
  }

  @Provide
  Arbitrary<List<Bar>> rows() {
    Arbitrary<Double> prices = Arbitraries.of(1.0, 1.25, 3e-9, 123456.789, 0.0, -0.0);
    return Combinators.combine(
            Arbitraries.longs().between(0, 20),
            prices,
            prices,
            Arbitraries.of(Double.NaN, 1.1),
            Arbitraries.longs().between(-1, 3),
            Arbitraries.of(true, false),
            Arbitraries.longs().between(0, 3))
        .as(
            (start, price, volume, vwap, trades, otc, fetched) ->
                new Bar(start, price, price, price, price, volume, vwap, trades, otc, fetched))
        .list()
        .ofMaxSize(30);
  }
}
