package dev.barlake.parquet;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.barlake.lake.Blocks;
import dev.barlake.model.Bar;
import dev.barlake.model.BarBlock;
import dev.barlake.model.BarSeries;
import dev.barlake.model.Bars;
import dev.barlake.model.Coverage;
import dev.barlake.model.SplitEpoch;
import dev.barlake.model.TimeRange;
import dev.barlake.model.Timespan;
import dev.barlake.store.ArabicDigits;
import dev.barlake.store.DamagedFileException;
import dev.barlake.store.ObjectTail;
import dev.barlake.store.StoreException;
import java.io.IOException;
import java.util.Arrays;
import java.util.List;
import net.jqwik.api.Arbitraries;
import net.jqwik.api.Arbitrary;
import net.jqwik.api.Combinators;
import net.jqwik.api.Example;
import net.jqwik.api.ForAll;
import net.jqwik.api.Property;
import net.jqwik.api.Provide;

class PartitionFileTest {
  @Property(tries = 300)
  void readsWhatWasWrittenBitForBit(@ForAll("blocks") BarBlock block) throws IOException {
    byte[] bytes = PartitionFile.write(block);

    BarBlock read = read(bytes);
    assertThat(read).isEqualTo(block);
    assertThat(PartitionFile.write(read)).isEqualTo(bytes);
    assertThat(header(new ObjectTail(bytes, bytes.length)))
        .isEqualTo(
            new PartitionHeader(
                block.epoch(), block.coverage(), block.bars().size(), bytes.length));
  }

  @Property(tries = 200)
  void theFooterKeepsTheCoverage(@ForAll("coverages") Coverage coverage) {
    assertThat(Footer.coverage(Footer.coverage(coverage))).isEqualTo(coverage);
  }

  @Example
  void manyPagesAndTradeDatesOverAYear() throws IOException {
    BarSeries seconds = new BarSeries("X:BTCUSD", 1, Timespan.SECOND, false);
    long day = seconds.storagePeriod().parse("2024-02-29");
    long midnight = seconds.periodRange(day).from();
    Bars.Builder bars = new Bars.Builder(0);
    for (int second = 0; second < 86_400; second++) {
      double price = 60_000 + second % 977 / 100.0;
      bars.add(
          midnight + second * 1000L, price, price, price, price, second, Double.NaN, -1, false, 1);
    }
    BarBlock block =
        new BarBlock(
            seconds,
            day,
            SplitEpoch.RAW,
            Coverage.of(seconds.periodRange(day), 1, "r"),
            bars.build());

    byte[] bytes = PartitionFile.write(block);

    assertThat(PartitionFile.read(seconds, day, bytes, "here")).isEqualTo(block);
  }

  @Example
  void theEndOfAFileIsEnoughForItsHeader() throws IOException {
    byte[] bytes = PartitionFile.write(Blocks.block(0, 5000, 10, 1));
    ObjectTail end =
        new ObjectTail(Arrays.copyOfRange(bytes, bytes.length - 8, bytes.length), bytes.length);
    int length = PartitionFile.footerLength(end, "here");

    assertThat(length).isLessThan(8000);
    ObjectTail footer =
        new ObjectTail(
            Arrays.copyOfRange(bytes, bytes.length - length, bytes.length), bytes.length);
    assertThat(header(footer).rows()).isEqualTo(5000);
  }

  @Example
  void damageIsSeen() throws IOException {
    byte[] bytes = PartitionFile.write(Blocks.block(0, 5000, 10, 1));
    byte[] flipped = bytes.clone();
    flipped[bytes.length / 2] ^= 1;
    byte[] cut = Arrays.copyOf(bytes, bytes.length - 10);

    for (byte[] damaged : List.of(flipped, cut, new byte[0], new byte[100])) {
      assertThatThrownBy(() -> read(damaged))
          .isInstanceOf(DamagedFileException.class)
          .hasMessageStartingWith("Cannot read here as a partition file")
          .hasCauseInstanceOf(Exception.class);
      assertThatThrownBy(
              () ->
                  PartitionFile.footerLength(
                      new ObjectTail(new byte[] {0, 0, 0, -1, 'P', 'A', 'R', '1'}, 8), "here"))
          .isInstanceOf(DamagedFileException.class);
    }
  }

  /** The same bytes on every machine, and on each of them again. */
  @Example
  void digitsOfTheFooterAreTheSameInAllLanguages() throws IOException {
    byte[] bytes = PartitionFile.write(Blocks.block(0, 50, 10, 1));
    try (ArabicDigits digits = new ArabicDigits()) {
      digits.require();
      assertThat(PartitionFile.write(Blocks.block(0, 50, 10, 1))).isEqualTo(bytes);
    }
  }

  @Example
  void aFileOfAnotherPartitionIsRefused() throws IOException {
    byte[] bytes = PartitionFile.write(Blocks.block(0, 5, 10, 1));
    BarSeries other = new BarSeries("MSFT", 5, Timespan.MINUTE, true);

    assertThatThrownBy(() -> PartitionFile.read(other, Blocks.JANUARY, bytes, "here"))
        .isInstanceOf(DamagedFileException.class)
        .hasMessageContaining("AAPL")
        .hasMessageContaining("MSFT");
    assertThatThrownBy(() -> PartitionFile.read(Blocks.AAPL, Blocks.JANUARY + 1, bytes, "here"))
        .isInstanceOf(StoreException.class)
        .hasMessageContaining("2024-01, not 2024-02");
  }

  @Example
  void barsOutsideOfThePeriodAreNotStored() {
    Bars late = Blocks.bars(List.of(new Bar(Blocks.RANGE.to(), 1, 1, 1, 1, 1, 1, 1, false, 1)));

    assertThatThrownBy(() -> PartitionFile.write(Blocks.block(0, 1, late, 1)))
        .isInstanceOf(IllegalArgumentException.class)
        .hasMessageStartingWith("Cannot store AAPL 5minute adjusted 2024-01");
  }

  private static BarBlock read(byte[] bytes) {
    return PartitionFile.read(Blocks.AAPL, Blocks.JANUARY, bytes, "here");
  }

  private static PartitionHeader header(ObjectTail tail) {
    return PartitionFile.header(Blocks.AAPL, Blocks.JANUARY, tail, "here");
  }

  @Provide
  Arbitrary<BarBlock> blocks() {
    Arbitrary<Double> doubles =
        Arbitraries.oneOf(
            Arbitraries.doubles(),
            Arbitraries.of(
                -0.0, 0.0, Double.MIN_VALUE, Double.MAX_VALUE, Double.POSITIVE_INFINITY));
    Arbitrary<Bar> bars =
        Combinators.combine(
                Arbitraries.longs().between(Blocks.RANGE.from(), Blocks.RANGE.to() - 1),
                doubles.list().ofSize(5),
                Arbitraries.oneOf(doubles, Arbitraries.just(Double.NaN)),
                Arbitraries.oneOf(Arbitraries.longs().greaterOrEqual(0), Arbitraries.just(-1L)),
                Arbitraries.of(true, false),
                Arbitraries.longs().between(0, 4_000_000_000_000L))
            .as(
                (start, d, vwap, trades, otc, fetchedAt) ->
                    new Bar(
                        start, d.get(0), d.get(1), d.get(2), d.get(3), d.get(4), vwap, trades, otc,
                        fetchedAt));
    Arbitrary<SplitEpoch> epochs =
        Combinators.combine(Arbitraries.integers().greaterOrEqual(0), Arbitraries.strings())
            .as(SplitEpoch::new);
    return Combinators.combine(epochs, coverages(), bars.list().ofMaxSize(50).map(Blocks::bars))
        .as(
            (epoch, coverage, rows) ->
                new BarBlock(Blocks.AAPL, Blocks.JANUARY, epoch, coverage, rows));
  }

  @Provide
  Arbitrary<Coverage> coverages() {
    return Combinators.combine(
            Arbitraries.longs().between(0, 1L << 50),
            Arbitraries.longs().between(0, 1L << 40),
            Arbitraries.longs(),
            Arbitraries.strings())
        .as(
            (from, length, fetchedAt, run) ->
                Coverage.of(new TimeRange(from, from + length), fetchedAt, run))
        .list()
        .ofMaxSize(4)
        .map((List<Coverage> parts) -> parts.stream().reduce(Coverage.NONE, Coverage::merge));
  }
}
