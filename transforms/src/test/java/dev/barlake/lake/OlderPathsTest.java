package dev.barlake.lake;

import static org.assertj.core.api.Assertions.assertThat;

import dev.barlake.model.BarBlock;
import dev.barlake.model.BarSeries;
import dev.barlake.parquet.PartitionFile;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import org.apache.beam.sdk.options.PipelineOptionsFactory;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** The ticker {@code NULL} in lakes of before its path was encoded, and in those of after. */
class OlderPathsTest {
  private static final BarSeries NULL =
      new BarSeries("NULL", 5, Blocks.AAPL.timespan(), Blocks.AAPL.adjusted());
  private static final String MONTH = "bars/timespan=5minute/adjusted=true/symbol=%s/month=2024-01";

  @TempDir private Path directory;
  private Lake lake;

  @BeforeEach
  void open() {
    lake = Lake.open(directory.toString(), PipelineOptionsFactory.create());
  }

  @Test
  void aNewFileHasAPathThatNoReaderTakesForAMissingValue() {
    MergeResult made = merge(of(Blocks.block(0, 3, 10, 1)));

    assertThat(made.path()).isEqualTo(MONTH.formatted("NUL%4C") + "/bars.parquet");
    assertThat(lake.periods(NULL)).containsExactly(Blocks.JANUARY);
    assertThat(lake.partitions())
        .containsExactly(
            new PartitionPath(NULL, Blocks.JANUARY, MONTH.formatted("NUL%4C") + "/bars.parquet"));
  }

  @Test
  void aFileAtItsOldPathIsReadAndWrittenThere() throws IOException {
    BarBlock first = of(Blocks.block(0, 3, 10, 1));
    String old = MONTH.formatted("NULL") + "/bars.parquet";
    lake.write(old, PartitionFile.write(first));

    assertThat(lake.read(NULL, Blocks.JANUARY)).contains(first);
    assertThat(lake.header(NULL, Blocks.JANUARY)).isPresent();
    assertThat(lake.version(NULL, Blocks.JANUARY)).isPresent();
    assertThat(lake.periods(NULL)).containsExactly(Blocks.JANUARY);
    MergeResult merged = merge(of(Blocks.block(3, 6, 10, 2)));

    assertThat(merged.path()).isEqualTo(old);
    assertThat(lake.read(NULL, Blocks.JANUARY).orElseThrow().bars().size()).isEqualTo(6);
    assertThat(lake.partitions()).extracting(PartitionPath::path).isEqualTo(List.of(old));
    assertThat(Files.exists(directory.resolve(MONTH.formatted("NUL%4C")))).isFalse();
  }

  @Test
  void aFileThatSomebodyMovedIsFoundAtTheNewPath() throws IOException {
    lake.write(
        MONTH.formatted("NULL") + "/bars.parquet",
        PartitionFile.write(of(Blocks.block(0, 3, 10, 1))));
    Files.move(
        directory.resolve(MONTH.formatted("NULL")).getParent(),
        directory.resolve(MONTH.formatted("NUL%4C")).getParent());

    assertThat(merge(of(Blocks.block(3, 6, 10, 2))).rows()).isEqualTo(6);
    assertThat(lake.partitions()).hasSize(1);
  }

  private MergeResult merge(BarBlock block) {
    return (MergeResult) lake.merge(block);
  }

  private static BarBlock of(BarBlock block) {
    return new BarBlock(NULL, block.period(), block.epoch(), block.coverage(), block.bars());
  }
}
