package dev.barlake.lake;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.barlake.model.BarBlock;
import dev.barlake.model.Coverage;
import dev.barlake.model.SplitEpoch;
import dev.barlake.parquet.PartitionFile;
import dev.barlake.parquet.PartitionHeader;
import dev.barlake.store.DamagedFileException;
import java.io.IOException;
import java.nio.file.Path;
import org.apache.beam.sdk.options.PipelineOptionsFactory;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class LakeHeaderTest {
  private static final String PATH = Layout.partition(Blocks.AAPL, Blocks.JANUARY);

  @TempDir private Path directory;

  /** The first question brings 16 KB of the file's end. */
  @ParameterizedTest
  @ValueSource(ints = {1, 13_000, 15_000, 16_000, 17_000, 100_000})
  void footersOfAnyLengthAreRead(int length) throws IOException {
    BarBlock block = withFooter(length);
    try (Lake lake = lake()) {
      byte[] file = PartitionFile.write(block);
      lake.write(PATH, file);

      assertThat(lake.header(Blocks.AAPL, Blocks.JANUARY))
          .contains(new PartitionHeader(block.epoch(), block.coverage(), 500, file.length));
    }
  }

  @Test
  void anEmptyFileIsADamagedOne() {
    try (Lake lake = lake()) {
      lake.write(PATH, new byte[0]);

      assertThatThrownBy(() -> lake.header(Blocks.AAPL, Blocks.JANUARY))
          .isInstanceOf(DamagedFileException.class)
          .hasMessageContaining(lake.uri(PATH));
    }
  }

  private static BarBlock withFooter(int length) {
    return new BarBlock(
        Blocks.AAPL,
        Blocks.JANUARY,
        SplitEpoch.RAW,
        Coverage.of(Blocks.RANGE, 1, "r".repeat(length)),
        Blocks.block(0, 500, 10, 1).bars());
  }

  private Lake lake() {
    return Lake.open(directory.toString(), PipelineOptionsFactory.create());
  }
}
