package dev.barlake.lake;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.assertj.core.api.Assertions.within;

import dev.barlake.model.BarBlock;
import dev.barlake.model.Bars;
import dev.barlake.model.SplitEpoch;
import dev.barlake.model.TimeRange;
import dev.barlake.parquet.PartitionHeader;
import dev.barlake.store.StoreException;
import java.time.Instant;
import java.util.List;
import java.util.Map;
import java.util.concurrent.ConcurrentHashMap;
import java.util.stream.IntStream;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

/** What the lake does on every store. */
abstract class LakeContract {
  private Lake lake;

  /** A lake of its own for each test. */
  abstract Lake newLake();

  @BeforeEach
  void open() {
    lake = newLake();
  }

  @AfterEach
  void close() {
    lake.close();
  }

  private MergeResult merge(BarBlock block) {
    return (MergeResult) lake.merge(block);
  }

  @Test
  void nothingIsThereAtFirst() {
    assertThat(lake.read(Blocks.AAPL, Blocks.JANUARY)).isEmpty();
    assertThat(lake.header(Blocks.AAPL, Blocks.JANUARY)).isEmpty();
    assertThat(lake.periods(Blocks.AAPL)).isEmpty();
    assertThat(lake.watermarks("5minute", true)).isEmpty();
  }

  @Test
  void theFirstBlockIsTheFile() {
    BarBlock block = Blocks.block(0, 3, 10, 1);

    MergeResult result = merge(block);

    assertThat(result.path()).isEqualTo(Layout.partition(Blocks.AAPL, Blocks.JANUARY));
    assertThat(result.written()).isTrue();
    assertThat(result.rows()).isEqualTo(3);
    assertThat(result.bytes()).isEqualTo(lake.read(result.path()).orElseThrow().length);
    assertThat(result.counts().added()).isEqualTo(3);
    assertThat(result.counts().bars()).isEqualTo(block.bars());
    assertThat(lake.read(Blocks.AAPL, Blocks.JANUARY)).contains(block);
    assertThat(lake.header(Blocks.AAPL, Blocks.JANUARY))
        .contains(new PartitionHeader(block.epoch(), block.coverage(), 3, result.bytes()));
    assertThat(lake.periods(Blocks.AAPL)).containsExactly(Blocks.JANUARY);
  }

  @Test
  void ofManyWhoCreateAFileAtOnceOneDoes() {
    Map<String, Boolean> created = new ConcurrentHashMap<>();
    IntStream.range(0, 8)
        .parallel()
        .mapToObj(Integer::toString)
        .forEach(own -> created.put(own, lake.create("_manifests/r.1.json", own.getBytes(UTF_8))));

    String kept = new String(lake.read("_manifests/r.1.json").orElseThrow(), UTF_8);
    assertThat(created).hasSize(8).containsEntry(kept, true);
    assertThat(created.values()).containsOnlyOnce(true);
    // As after an answer that was lost.
    assertThat(lake.create("_manifests/r.1.json", kept.getBytes(UTF_8))).isTrue();
    assertThat(lake.exists("_manifests/r.1.json")).isTrue();
    assertThat(lake.exists("_manifests/r.2.json")).isFalse();
  }

  @Test
  void aBlockWithoutBarsMakesAFile() {
    BarBlock none = Blocks.block(0, 3, Bars.NONE, 1);

    assertThat(merge(none).written()).isTrue();
    assertThat(lake.read(Blocks.AAPL, Blocks.JANUARY)).contains(none);
    assertThat(merge(none).written()).isFalse();
  }

  @Test
  void countsWhatIsNewChangedAndGone() {
    merge(Blocks.block(0, 4, 10, 1));
    Bars fetched =
        Blocks.bars(
            java.util.List.of(
                Blocks.bar(1, 10.01, 2), Blocks.bar(2, 99, 2), Blocks.bar(4, 10.04, 2)));

    MergeResult result = merge(Blocks.block(1, 5, fetched, 2));

    assertThat(result.counts().added()).isEqualTo(1);
    assertThat(result.counts().changed()).isEqualTo(1);
    assertThat(result.counts().vanished()).isEqualTo(1);
    assertThat(result.rows()).isEqualTo(5);
    assertThat(result.counts().bars())
        .isEqualTo(Blocks.bars(java.util.List.of(Blocks.bar(2, 99, 2), Blocks.bar(4, 10.04, 2))));
  }

  @Test
  void aFetchWithoutNewsIsWrittenOnce() {
    merge(Blocks.block(0, 4, 10, 1));
    BarBlock again = Blocks.block(0, 4, 10, 2);

    MergeResult result = merge(again);

    assertThat(result.written()).isTrue();
    assertThat(result.counts().added() + result.counts().changed() + result.counts().vanished())
        .isZero();
    assertThat(lake.read(Blocks.AAPL, Blocks.JANUARY)).contains(again);
    assertThat(merge(again).written()).isFalse();
    assertThat(merge(Blocks.block(0, 4, 10, 1)).written()).isFalse();
  }

  /** 1 share became 4 on January 10; all bars are of January 1. */
  @Test
  void aNewScaleKeepsWhatTheFetchDoesNotCoverAndAnEarlierOneIsRefused() {
    BarBlock old = Blocks.block(0, 4, 10, 1);
    SplitEpoch epoch = old.epoch().under("2024-01-10 1:4");
    BarBlock split = Blocks.under(epoch, Blocks.block(1, 6, 2.5, 2));
    merge(old);

    MergeResult result = merge(split);
    assertThat(result.counts().added()).isEqualTo(2);
    assertThat(result.counts().changed()).isEqualTo(3);
    assertThat(result.counts().vanished()).isZero();
    assertThat(result.counts().rescaled()).isEqualTo(1);
    assertThat(result.coverage().covers(old.coverage())).isTrue();
    BarBlock file = lake.read(Blocks.AAPL, Blocks.JANUARY).orElseThrow();
    assertThat(file.epoch()).isEqualTo(epoch);
    assertThat(file.bars().size()).isEqualTo(6);
    assertThat(file.bars().close(0)).isEqualTo(2.5);
    assertThat(file.coverage().rescaledRanges())
        .containsExactly(new TimeRange(Blocks.start(0), Blocks.start(1)));

    MergeOutcome late = lake.merge(Blocks.block(0, 9, 10, 3));
    assertThat(late).isInstanceOf(MergeOutcome.Refused.class);
    assertThat(lake.read(Blocks.AAPL, Blocks.JANUARY)).contains(file);
  }

  @Test
  void aFileThatManyRunsTouchKeepsAShortFooter() {
    for (int day = 0; day < 300; day++) {
      merge(Blocks.block(day, day + 3, Bars.NONE, day));
    }
    PartitionHeader header = lake.header(Blocks.AAPL, Blocks.JANUARY).orElseThrow();
    assertThat(header.coverage().ranges()).hasSizeLessThanOrEqualTo(8);
    assertThat(header.coverage().spans())
        .containsExactly(new TimeRange(Blocks.start(0), Blocks.start(302)));
    assertThat(lake.read(Layout.partition(Blocks.AAPL, Blocks.JANUARY)).orElseThrow())
        .hasSizeLessThan(4096);
  }

  @Test
  void aMergeTellsWhichVersionItMadeOfWhich() {
    assertThat(lake.version(Blocks.AAPL, Blocks.JANUARY)).isEmpty();
    assertThat(lake.stored(Blocks.AAPL, Blocks.JANUARY)).isEmpty();

    MergeResult first = merge(Blocks.block(0, 3, 10, 1));
    assertThat(first.base()).contains(MergeResult.NO_FILE);
    assertThat(lake.version(Blocks.AAPL, Blocks.JANUARY)).contains(first.version());

    BarBlock next = Blocks.block(2, 5, 10, 2);
    MergeResult second = merge(next);
    assertThat(second.base()).contains(first.version());
    assertThat(second.version()).isNotEqualTo(first.version()).isNotEmpty();

    MergeResult again = merge(next);
    assertThat(again.base()).contains(second.version());
    assertThat(again.version()).isEqualTo(second.version());
    assertThat(lake.stored(Blocks.AAPL, Blocks.JANUARY))
        .contains(
            new StoredBlock(
                second.version(), lake.read(Blocks.AAPL, Blocks.JANUARY).orElseThrow()));

    // What was brought to a new scale is not among the changed bars.
    SplitEpoch epoch = next.epoch().under("2024-01-10 1:2");
    MergeResult replaced = merge(Blocks.under(epoch, Blocks.block(0, 1, 5, 3)));
    assertThat(replaced.base()).isEmpty();
    assertThat(lake.version(Blocks.AAPL, Blocks.JANUARY)).contains(replaced.version());
  }

  @Test
  void ofWritersAtOnceNoneTellsOfAnothersBarsAsItsOwn() {
    Map<String, Integer> sizes = new ConcurrentHashMap<>(Map.of(MergeResult.NO_FILE, 0));
    List<MergeResult> results =
        IntStream.range(0, 16)
            .parallel()
            .mapToObj(n -> merge(Blocks.block(n * 3, n * 3 + 3, 10, 1)))
            .toList();
    results.forEach(result -> sizes.put(result.version(), (int) result.rows()));
    for (MergeResult result : results) {
      result
          .base()
          .ifPresent(
              base ->
                  assertThat(sizes.get(base) + result.counts().bars().size())
                      .isEqualTo((int) result.rows()));
    }
    assertThat(sizes).hasSize(17);
  }

  @Test
  void barsOnAnotherScaleAreNotJoined() {
    BarBlock old = Blocks.block(0, 20, 10, 1);
    merge(old);

    assertThat(lake.merge(scaled(Blocks.block(10, 30, 10, 2), 0.5)))
        .isInstanceOfSatisfying(
            MergeOutcome.Refused.class,
            refused ->
                assertThat(refused.message())
                    .contains("AAPL 5minute adjusted 2024-01", "0.5", "nothing was written"));
    assertThat(lake.read(Blocks.AAPL, Blocks.JANUARY)).contains(old);
  }

  @Test
  void theWholeHistoryOnAnotherScaleTakesTheFilesPlace() {
    merge(Blocks.block(0, 20, 10, 1));
    BarBlock scaled = scaled(Blocks.block(0, 19, 10, 2), 0.5);
    BarBlock whole = Blocks.block(0, 20, scaled.bars(), 2);

    MergeResult result = merge(whole);

    assertThat(result.epoch()).isEqualTo(new SplitEpoch(1, SplitEpoch.NO_SPLITS));
    assertThat(result.counts().vanished()).isEqualTo(1);
    BarBlock file = lake.read(Blocks.AAPL, Blocks.JANUARY).orElseThrow();
    assertThat(file.coverage()).isEqualTo(whole.coverage());
    assertThat(file.bars().slice(0, 19)).isEqualTo(whole.bars());
    // The bar that the fetch did not bring stays, on the new scale.
    assertThat(file.bars().close(19)).isCloseTo(10.19 / 2, within(1e-9));
    assertThat(merge(whole).written()).isFalse();
  }

  @Test
  void writersOfOneFileLoseNothing() {
    IntStream.range(0, 16).parallel().forEach(n -> merge(Blocks.block(n * 3, n * 3 + 4, 10, 1)));

    BarBlock all = Blocks.block(0, 49, 10, 1);
    assertThat(lake.read(Blocks.AAPL, Blocks.JANUARY)).contains(all);
  }

  @Test
  void aDamagedFileIsNotWrittenOver() {
    String path = Layout.partition(Blocks.AAPL, Blocks.JANUARY);
    lake.write(path, new byte[] {1, 2, 3});

    assertThatThrownBy(() -> merge(Blocks.block(0, 3, 10, 1)))
        .isInstanceOf(StoreException.class)
        .hasMessageContaining(lake.uri(path));
    assertThat(lake.read(path).orElseThrow()).containsExactly(1, 2, 3);
  }

  @Test
  void watermarksOfManyWritersAreAllKept() {
    IntStream.range(0, 16)
        .parallel()
        .forEach(
            n ->
                lake.updateWatermarks(
                    "5minute",
                    true,
                    marks -> {
                      marks.put("T" + n, new Watermark(Instant.ofEpochSecond(n), "none"));
                      return marks;
                    }));

    assertThat(lake.watermarks("5minute", true))
        .hasSize(16)
        .containsEntry("T7", new Watermark(Instant.ofEpochSecond(7), "none"));
    assertThat(lake.watermarks("5minute", false)).isEmpty();
  }

  @Test
  void aWatermarkWithoutSplitsIsOfUnknownOnesAndAnOddOneIsNamed() {
    String path = "_watermarks/timespan=1day/adjusted=true.json";
    lake.write(path, "{\"KO\":{\"watermark\":\"2024-02-01T05:00:00Z\"}}".getBytes(UTF_8));
    assertThat(lake.watermarks("1day", true).get("KO").splits()).isEqualTo(Watermark.UNKNOWN);

    lake.write(path, "{\"KO\":{\"watermark\":\"soon\"}}".getBytes(UTF_8));
    assertThatThrownBy(() -> lake.watermarks("1day", true))
        .isInstanceOf(StoreException.class)
        .hasMessageContaining("'soon' of KO is no instant");
  }

  @Test
  void watermarksAreSortedJson() {
    Instant instant = Instant.parse("2024-06-11T00:00:00Z");
    lake.updateWatermarks(
        "1day",
        false,
        marks -> Map.of("B", new Watermark(instant, "none"), "A\"", new Watermark(instant, "s 1")));

    assertThat(lake.read("_watermarks/timespan=1day/adjusted=false.json").orElseThrow())
        .asString()
        .isEqualTo(
            """
            {
            "A\\"":{"watermark":"2024-06-11T00:00:00Z","splits":"s 1"},
            "B":{"watermark":"2024-06-11T00:00:00Z","splits":"none"}
            }
            """);
  }

  static BarBlock scaled(BarBlock block, double factor) {
    Bars.Builder bars = new Bars.Builder(0);
    block.bars().stream()
        .forEach(
            bar ->
                bars.add(
                    new dev.barlake.model.Bar(
                        bar.windowStart(),
                        rounded(bar.open() * factor),
                        rounded(bar.high() * factor),
                        rounded(bar.low() * factor),
                        rounded(bar.close() * factor),
                        bar.volume() / factor,
                        bar.vwap() * factor,
                        bar.transactions(),
                        bar.otc(),
                        bar.fetchedAt())));
    return new BarBlock(
        block.series(), block.period(), block.epoch(), block.coverage(), bars.build());
  }

  private static double rounded(double price) {
    return Math.round(price * 1e4) / 1e4;
  }
}
