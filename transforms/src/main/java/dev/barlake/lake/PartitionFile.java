package dev.barlake.lake;

import dev.barlake.model.BarBlock;
import dev.barlake.model.BarSeries;
import dev.barlake.model.Bars;
import dev.barlake.model.TimeRange;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.util.Map;
import org.apache.parquet.hadoop.ParquetFileReader;

/** A block as the bytes of a partition file. */
final class PartitionFile {
  /** After the footer: its length in 4 bytes and the magic number in 4. */
  private static final int ENDING = 8;

  private PartitionFile() {}

  /** Bytes that are the same for the same block. */
  static byte[] write(BarBlock block) throws IOException {
    Bars bars = block.bars();
    TimeRange period = block.series().periodRange(block.period());
    if (!bars.isEmpty()
        && !(period.contains(bars.windowStart(0))
            && period.contains(bars.windowStart(bars.size() - 1)))) {
      throw new IllegalArgumentException(
          "Cannot store %s: it has bars outside of %s: %s".formatted(block, period, bars));
    }
    return BarWriter.write(block, Footer.of(block));
  }

  /** Reads a whole file and sees that it is of this partition. */
  static BarBlock read(BarSeries series, long period, byte[] bytes, String uri) {
    try (ParquetFileReader file = BarReader.open(new ObjectTail(bytes, bytes.length))) {
      Map<String, String> footer = file.getFileMetaData().getKeyValueMetaData();
      Footer.check(footer, series, period);
      return new BarBlock(
          series, period, Footer.epoch(footer), Footer.coverage(footer), BarReader.read(file));
    } catch (IOException | RuntimeException e) {
      throw unreadable(uri, e);
    }
  }

  /** Reads the footer alone. */
  static PartitionHeader header(BarSeries series, long period, ObjectTail tail, String uri) {
    try (ParquetFileReader file = BarReader.open(tail)) {
      Map<String, String> footer = file.getFileMetaData().getKeyValueMetaData();
      Footer.check(footer, series, period);
      return new PartitionHeader(
          Footer.epoch(footer), Footer.coverage(footer), file.getRecordCount());
    } catch (IOException | RuntimeException e) {
      throw unreadable(uri, e);
    }
  }

  /** How many bytes from a file's end hold its footer. */
  static int footerLength(ObjectTail tail, String uri) {
    byte[] bytes = tail.bytes();
    if (bytes.length >= ENDING) {
      long length =
          ENDING
              + (long)
                  ByteBuffer.wrap(bytes)
                      .order(ByteOrder.LITTLE_ENDIAN)
                      .getInt(bytes.length - ENDING);
      if (length >= ENDING && length <= Math.min(tail.length(), Integer.MAX_VALUE)) {
        return (int) length;
      }
    }
    throw unreadable(uri, new IOException("it does not end with a footer"));
  }

  private static DamagedFileException unreadable(String uri, Exception e) {
    return new DamagedFileException(
        ("Cannot read %s as a partition file: %s; it is damaged or was not written here: restore an"
                + " earlier version of it, or delete it and extract its period again")
            .formatted(uri, e.getMessage()),
        e);
  }
}
