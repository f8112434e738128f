package dev.barlake.aggregates;

import static org.assertj.core.api.Assertions.assertThat;

import dev.barlake.barstable.BarsFixture;
import dev.barlake.barstable.BarsSchema;
import dev.barlake.lake.Lake;
import dev.barlake.lake.MergeResult;
import dev.barlake.model.Bar;
import dev.barlake.model.BarBlock;
import dev.barlake.model.BarSeries;
import dev.barlake.model.Bars;
import dev.barlake.model.Coverage;
import dev.barlake.model.SplitEpoch;
import dev.barlake.model.TimeRange;
import dev.barlake.model.Timespan;
import java.io.IOException;
import java.nio.file.Path;
import java.sql.SQLException;
import java.time.Duration;
import java.time.LocalDate;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.Set;
import net.jqwik.api.Arbitraries;
import net.jqwik.api.Arbitrary;
import net.jqwik.api.Combinators;
import net.jqwik.api.ForAll;
import net.jqwik.api.Property;
import net.jqwik.api.Provide;
import net.jqwik.api.ShrinkingMode;
import net.jqwik.api.Tuple;
import net.jqwik.api.lifecycle.AfterContainer;
import net.jqwik.api.lifecycle.BeforeContainer;
import org.apache.beam.sdk.options.PipelineOptionsFactory;

/** However writers overtake each other and are killed, the table follows the lake. */
class BarsTableSyncTest {
  private static final BarSeries DAYS = new BarSeries("KO", 1, Timespan.DAY, true);
  private static final long YEAR = DAYS.storagePeriod().numberOf(LocalDate.of(2024, 1, 1));
  private static final int WINDOWS = 6;

  private static BarsFixture fixture;
  private static TemporaryLakes lakes;

  @BeforeContainer
  static void start() throws IOException {
    fixture = BarsFixture.onSharedServer("bars", Duration.ofSeconds(2));
    BarsSchema.prepare(fixture.table());
    lakes = new TemporaryLakes();
  }

  @AfterContainer
  static void stop() throws IOException {
    fixture.close();
    lakes.close();
  }

  /**
   * One writer of the file.
   *
   * @param from its first window
   * @param count how many windows it fetched, each with a bar or without
   * @param price of all of its bars
   * @param revision of the epoch
   * @param after how many writers write to the lake before this one comes to the table; it is
   *     killed before it does where that is later than the last
   */
  private record Writer(int from, int count, int price, int revision, int after) {}

  @Provide
  Arbitrary<List<Writer>> writers() {
    return Combinators.combine(
            Arbitraries.integers().between(0, WINDOWS - 1),
            Arbitraries.integers().between(0, WINDOWS),
            Arbitraries.integers().between(1, 3),
            Arbitraries.frequency(Tuple.of(8, 0), Tuple.of(1, 1)),
            Arbitraries.frequency(Tuple.of(5, 0), Tuple.of(2, 1), Tuple.of(1, 2), Tuple.of(1, 100)))
        .as(Writer::new)
        .list()
        .ofMinSize(1)
        .ofMaxSize(7);
  }

  @Property(tries = 15, shrinking = ShrinkingMode.BOUNDED)
  void theTableIsAlwaysOneOfTheFilesVersionsAndTheLastOneInTheEnd(
      @ForAll("writers") List<Writer> writers) throws Exception {
    fixture.execute("DELETE FROM $", "DELETE FROM $_files");
    Path directory = lakes.next();
    try (Lake lake = Lake.open(directory.toString(), PipelineOptionsFactory.create());
        BarsTableSync table = new BarsTableSync(lake, fixture.table())) {
      Set<List<String>> versions = new HashSet<>();
      versions.add(List.of());
      List<Merged> merged = new ArrayList<>();
      for (int n = 0; n < writers.size() + 3; n++) {
        if (n < writers.size()) {
          BarBlock block = block(writers.get(n), n);
          if (lake.merge(block) instanceof MergeResult result) {
            merged.add(new Merged(block, result, n + writers.get(n).after()));
          }
          versions.add(values(lake));
        }
        for (Merged each : merged) {
          if (each.turn() == n) {
            table.sync(each.block(), each.result());
            assertThat(versions).contains(rows());
          }
        }
      }
      // A later run that skips the file.
      table.sync(DAYS, YEAR);
      assertThat(rows()).isEqualTo(values(lake));
      assertThat(table.sync(DAYS, YEAR)).isZero();
    }
  }

  private record Merged(BarBlock block, MergeResult result, int turn) {}

  private static BarBlock block(Writer writer, int fetchedAt) {
    long first = DAYS.periodRange(YEAR).from();
    int to = Math.min(WINDOWS, writer.from() + writer.count());
    Bars.Builder bars = new Bars.Builder(0);
    for (int window = writer.from(); window < to; window++) {
      if ((window + writer.price()) % 3 != 0) {
        double price = writer.price();
        bars.add(
            new Bar(
                first + Duration.ofDays(window).toMillis(),
                price,
                price,
                price,
                price,
                window,
                price,
                1,
                false,
                fetchedAt));
      }
    }
    TimeRange range =
        new TimeRange(
            first + Duration.ofDays(writer.from()).toMillis(),
            first + Duration.ofDays(to).toMillis());
    SplitEpoch epoch = new SplitEpoch(writer.revision(), "none");
    return new BarBlock(DAYS, YEAR, epoch, Coverage.of(range, fetchedAt, "r"), bars.build());
  }

  /** All but when they were fetched; none if there is no file. */
  private static List<String> values(Lake lake) {
    return lake.read(DAYS, YEAR).stream()
        .flatMap(file -> file.bars().stream())
        .map(BarsTableSyncTest::value)
        .toList();
  }

  private static List<String> rows() throws SQLException {
    return fixture.bars(DAYS).stream().map(BarsTableSyncTest::value).toList();
  }

  private static String value(Bar bar) {
    return "%d %s %s".formatted(bar.windowStart(), bar.close(), bar.volume());
  }
}
