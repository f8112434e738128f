package dev.barlake.parquet;

import dev.barlake.model.BarBlock;
import dev.barlake.model.BarSeries;
import dev.barlake.model.Bars;
import dev.barlake.model.TimeRange;
import dev.barlake.store.DamagedFileException;
import dev.barlake.store.ObjectTail;
import java.io.IOException;
import java.util.Map;
import org.apache.parquet.hadoop.ParquetFileReader;

/** A block as the bytes of a partition file. */
public final class PartitionFile {
  private PartitionFile() {}

  /** Bytes that are the same for the same block. */
  public static byte[] write(BarBlock block) throws IOException {
    Bars bars = block.bars();
    TimeRange period = block.series().periodRange(block.period());
    if (!bars.isEmpty()
        && !(period.contains(bars.windowStart(0))
            && period.contains(bars.windowStart(bars.size() - 1)))) {
      throw new IllegalArgumentException(
          "Cannot store %s: it has bars outside of %s: %s".formatted(block, period, bars));
    }
    return FileSeal.seal(BarWriter.write(block, Footer.of(block)));
  }

  /**
   * Reads a whole file and sees that it is of this partition.
   *
   * @throws DamagedFileException if it is not, or not as it was written
   */
  public static BarBlock read(BarSeries series, long period, byte[] bytes, String uri) {
    ObjectTail all = new ObjectTail(bytes, bytes.length);
    try (ParquetFileReader file = open(all)) {
      Map<String, String> footer = file.getFileMetaData().getKeyValueMetaData();
      Footer.check(footer, series, period);
      return new BarBlock(
          series,
          period,
          Footer.epoch(footer),
          Footer.coverage(footer),
          BarReader.read(file, bytes.length));
    } catch (IOException | RuntimeException e) {
      throw unreadable(uri, e);
    }
  }

  /**
   * Reads the footer alone.
   *
   * @param tail at least {@link #footerLength} bytes
   * @throws DamagedFileException if it is not as it was written, or of another partition
   */
  public static PartitionHeader header(BarSeries series, long period, ObjectTail tail, String uri) {
    try (ParquetFileReader file = open(tail)) {
      Map<String, String> footer = file.getFileMetaData().getKeyValueMetaData();
      Footer.check(footer, series, period);
      return new PartitionHeader(
          Footer.epoch(footer), Footer.coverage(footer), file.getRecordCount(), tail.length());
    } catch (IOException | RuntimeException e) {
      throw unreadable(uri, e);
    }
  }

  /** The key-values of a footer, whatever file it is of. */
  public static Map<String, String> footer(ObjectTail tail, String uri) {
    try (ParquetFileReader file = open(tail)) {
      return file.getFileMetaData().getKeyValueMetaData();
    } catch (IOException | RuntimeException e) {
      throw unreadable(uri, e);
    }
  }

  /** Opens a file or the end of one, if it is as it was written. */
  private static ParquetFileReader open(ObjectTail tail) throws IOException {
    footerLength(tail);
    FileSeal.check(tail);
    return BarReader.open(tail);
  }

  /**
   * How many bytes from a file's end hold its footer and what it is checked by.
   *
   * @throws DamagedFileException if the file does not end with a footer
   */
  public static int footerLength(ObjectTail tail, String uri) {
    try {
      return (int) Math.min(tail.length(), footerLength(tail) + FileSeal.LENGTH);
    } catch (IOException e) {
      throw unreadable(uri, e);
    }
  }

  private static long footerLength(ObjectTail tail) throws IOException {
    if (tail.bytes().length >= FileSeal.ENDING) {
      long length = FileSeal.footerLength(tail.bytes());
      if (length >= FileSeal.ENDING && length <= Math.min(tail.length(), Integer.MAX_VALUE)) {
        return length;
      }
    }
    throw new IOException("it does not end with a footer");
  }

  private static DamagedFileException unreadable(String uri, Exception e) {
    return new DamagedFileException(
        ("Cannot read %s as a partition file: %s; it is damaged or was not written here: restore an"
                + " earlier version of it, or delete it and extract its period again")
            .formatted(uri, e.getMessage()),
        e);
  }
}
