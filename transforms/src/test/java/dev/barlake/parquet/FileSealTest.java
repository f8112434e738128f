package dev.barlake.parquet;

import static org.assertj.core.api.Assertions.assertThat;

import dev.barlake.lake.Blocks;
import dev.barlake.model.BarBlock;
import dev.barlake.store.DamagedFileException;
import dev.barlake.store.ObjectTail;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.util.Arrays;
import java.util.Optional;
import net.jqwik.api.Example;
import net.jqwik.api.ForAll;
import net.jqwik.api.Property;
import net.jqwik.api.constraints.IntRange;
import net.jqwik.api.constraints.Size;

/** Whatever becomes of a file's bytes, it is read as it was written or found damaged. */
class FileSealTest {
  /** Parquet's encoding 9 as Thrift writes it: plain doubles are read by it too, as others. */
  private static final byte BYTE_STREAM_SPLIT = 9 << 1;

  private static final BarBlock BLOCK = Blocks.block(0, 400, 10, 1);
  private static final byte[] FILE = written();
  private static final byte[] UNSEALED = withoutSeal(FILE);

  private static byte[] written() {
    try {
      return PartitionFile.write(BLOCK);
    } catch (IOException e) {
      throw new IllegalStateException(e);
    }
  }

  /** A single bit in each place, and what stands for another encoding in the head of a page. */
  @Example
  void everyByteIsUnderTheSeal() {
    for (int at = 0; at < FILE.length; at++) {
      for (int bit = 0; bit < 8; bit++) {
        requireTheBlockOrDamage(with(at, (byte) (FILE[at] ^ 1 << bit)));
      }
      requireTheBlockOrDamage(with(at, BYTE_STREAM_SPLIT));
    }
  }

  private static byte[] with(int at, byte value) {
    byte[] file = FILE.clone();
    file[at] = value;
    return file;
  }

  @Property(tries = 2000)
  void bytesInAnyPlaces(
      @ForAll @Size(max = 4) java.util.List<@IntRange(max = 1 << 30) Integer> at,
      @ForAll byte value) {
    byte[] file = FILE.clone();
    at.forEach(place -> file[place % file.length] = value);

    requireTheBlockOrDamage(file);
  }

  @Property(tries = 2000)
  void aStretchThatIsLostOrOverwritten(
      @ForAll @IntRange(max = 1 << 30) int from,
      @ForAll @IntRange(min = 1, max = 600) int length,
      @ForAll byte value,
      @ForAll boolean lost) {
    int start = from % FILE.length;
    int end = Math.min(FILE.length, start + length);
    byte[] file = FILE.clone();
    Arrays.fill(file, start, end, value);
    ByteArrayOutputStream shorter = new ByteArrayOutputStream();
    shorter.write(FILE, 0, start);
    shorter.write(FILE, end, FILE.length - end);

    requireTheBlockOrDamage(lost ? shorter.toByteArray() : file);
  }

  @Property(tries = 500)
  void headersToo(@ForAll @IntRange(max = 1 << 30) int from, @ForAll byte value) {
    int start = FILE.length - 1 - from % footerLength(FILE);
    byte[] file = FILE.clone();
    file[start] = value;

    damage(() -> header(file)).ifPresent(header -> assertThat(header).isEqualTo(header(FILE)));
  }

  /** Files of an earlier Barlake. */
  @Example
  void aFileWithoutASealIsRead() {
    assertThat(read(UNSEALED)).isEqualTo(BLOCK);
    assertThat(header(UNSEALED))
        .usingRecursiveComparison()
        .ignoringFields("bytes")
        .isEqualTo(header(FILE));
    assertThat(header(UNSEALED).bytes()).isEqualTo(UNSEALED.length);
  }

  /** Without a seal other bars can be read, but the machine stands. */
  @Property(tries = 5000)
  void withoutASealTooDamageIsTheFilesOwn(
      @ForAll @IntRange(max = 1 << 30) int from, @ForAll byte value, @ForAll boolean footer) {
    byte[] file = UNSEALED.clone();
    int at = footer ? file.length - 1 - from % footerLength(file) : from % file.length;
    file[at] = value;

    damage(() -> read(file));
    damage(() -> header(file));
  }

  private static void requireTheBlockOrDamage(byte[] file) {
    damage(() -> read(file)).ifPresent(block -> assertThat(block).isEqualTo(BLOCK));
  }

  private static <T> Optional<T> damage(java.util.function.Supplier<T> reading) {
    try {
      return Optional.of(reading.get());
    } catch (DamagedFileException e) {
      assertThat(e).hasMessageStartingWith("Cannot read here as a partition file");
      return Optional.empty();
    }
  }

  private static BarBlock read(byte[] file) {
    return PartitionFile.read(Blocks.AAPL, Blocks.JANUARY, file, "here");
  }

  private static PartitionHeader header(byte[] file) {
    ObjectTail tail = new ObjectTail(file, file.length);
    PartitionFile.footerLength(tail, "here");
    return PartitionFile.header(Blocks.AAPL, Blocks.JANUARY, tail, "here");
  }

  private static byte[] withoutSeal(byte[] file) {
    int seal = file.length - footerLength(file);
    byte[] without = new byte[file.length - FileSeal.LENGTH];
    System.arraycopy(file, 0, without, 0, seal);
    int rest = seal + FileSeal.LENGTH;
    System.arraycopy(file, rest, without, seal, file.length - rest);
    return without;
  }

  /** With the seal, or as many bytes before it. */
  private static int footerLength(byte[] file) {
    return PartitionFile.footerLength(new ObjectTail(file, file.length), "here");
  }
}
