package dev.barlake.parquet;

import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import org.apache.parquet.bytes.ByteBufferAllocator;
import org.apache.parquet.bytes.BytesInput;
import org.apache.parquet.column.ColumnDescriptor;
import org.apache.parquet.column.Encoding;
import org.apache.parquet.column.ParquetProperties;
import org.apache.parquet.column.ParquetProperties.WriterVersion;
import org.apache.parquet.column.statistics.SizeStatistics;
import org.apache.parquet.column.statistics.Statistics;
import org.apache.parquet.column.statistics.geospatial.GeospatialStatistics;
import org.apache.parquet.column.values.ValuesWriter;
import org.apache.parquet.column.values.delta.DeltaBinaryPackingValuesWriterForInteger;
import org.apache.parquet.column.values.delta.DeltaBinaryPackingValuesWriterForLong;
import org.apache.parquet.column.values.rle.RunLengthBitPackingHybridEncoder;
import org.apache.parquet.column.values.rle.RunLengthBitPackingHybridValuesWriter;
import org.apache.parquet.crypto.FileEncryptionProperties;
import org.apache.parquet.hadoop.ColumnChunkPageWriteStore;
import org.apache.parquet.hadoop.ParquetFileWriter;
import org.apache.parquet.hadoop.ParquetWriter;

/**
 * Writes columns of bars a page at a time: through Parquet's record interface, and still through
 * its columns, each value costs several calls and comparisons more. Partition files and files of
 * the whole market share these settings and encodings.
 */
public final class BarPages {
  /** Rows of a page, in all columns. */
  public static final int ROWS = 20_000;

  private static final FileEncryptionProperties PLAIN = null;
  private static final GeospatialStatistics NO_PLACES = null;
  private static final ParquetProperties PROPERTIES =
      ParquetProperties.builder()
          .withWriterVersion(WriterVersion.PARQUET_2_0)
          .withPageWriteChecksumEnabled(true)
          .build();
  private static final ByteBufferAllocator ALLOCATOR = PROPERTIES.getAllocator();
  private static final int SLAB = 1024;
  private static final int PAGE = PROPERTIES.getPageSizeThreshold();

  private final ColumnChunkPageWriteStore pages;
  private int rows;

  /**
   * @param pages of one row group
   */
  public BarPages(ColumnChunkPageWriteStore pages) {
    this.pages = pages;
  }

  /** A file of bars, begun. */
  public static ParquetFileWriter begin(ParquetBytes.Output output) throws IOException {
    ParquetFileWriter file =
        new ParquetFileWriter(
            output,
            BarSchema.ALL,
            ParquetFileWriter.Mode.CREATE,
            ParquetWriter.DEFAULT_BLOCK_SIZE,
            ParquetWriter.MAX_PADDING_SIZE_DEFAULT,
            PLAIN,
            PROPERTIES);
    file.start();
    return file;
  }

  /** The pages of a row group, empty. */
  public static ColumnChunkPageWriteStore group(ZstdCodec.Compressor compressor) {
    return new ColumnChunkPageWriteStore(
        compressor,
        BarSchema.ALL,
        ALLOCATOR,
        PROPERTIES.getColumnIndexTruncateLength(),
        PROPERTIES.getPageWriteChecksumEnabled());
  }

  /** How many rows the next pages have. */
  public void rows(int count) {
    rows = count;
  }

  /**
   * A page of a column.
   *
   * @param values of all rows; those of the page begin at {@code from}, here as in what follows
   */
  public void longs(ColumnDescriptor column, long[] values, int from) throws IOException {
    long min = Long.MAX_VALUE;
    long max = Long.MIN_VALUE;
    try (ValuesWriter delta = new DeltaBinaryPackingValuesWriterForLong(SLAB, PAGE, ALLOCATOR)) {
      for (int row = from; row < from + rows; row++) {
        long value = values[row];
        delta.writeLong(value);
        min = Math.min(min, value);
        max = Math.max(max, value);
      }
      Statistics<?> statistics = statistics(column);
      statistics.updateStats(min);
      statistics.updateStats(max);
      page(column, BytesInput.empty(), delta.getEncoding(), delta.getBytes(), statistics);
    }
  }

  /** The same of a column that may be null: -1 is. */
  public void longsOrNull(ColumnDescriptor column, long[] values, int from) throws IOException {
    Statistics<?> statistics = statistics(column);
    try (RunLengthBitPackingHybridEncoder present = present();
        ValuesWriter delta = new DeltaBinaryPackingValuesWriterForLong(SLAB, PAGE, ALLOCATOR)) {
      for (int row = from; row < from + rows; row++) {
        long value = values[row];
        if (value == -1) {
          present.writeInt(0);
          statistics.incrementNumNulls();
        } else {
          present.writeInt(1);
          delta.writeLong(value);
          statistics.updateStats(value);
        }
      }
      page(column, present.toBytes(), delta.getEncoding(), delta.getBytes(), statistics);
    }
  }

  public void ints(ColumnDescriptor column, int[] values, int from) throws IOException {
    int min = Integer.MAX_VALUE;
    int max = Integer.MIN_VALUE;
    try (ValuesWriter delta = new DeltaBinaryPackingValuesWriterForInteger(SLAB, PAGE, ALLOCATOR)) {
      for (int row = from; row < from + rows; row++) {
        int value = values[row];
        delta.writeInteger(value);
        min = Math.min(min, value);
        max = Math.max(max, value);
      }
      Statistics<?> statistics = statistics(column);
      statistics.updateStats(min);
      statistics.updateStats(max);
      page(column, BytesInput.empty(), delta.getEncoding(), delta.getBytes(), statistics);
    }
  }

  public void doubles(ColumnDescriptor column, double[] values, int from) throws IOException {
    byte[] bytes = new byte[rows * Double.BYTES];
    ByteBuffer plain = ByteBuffer.wrap(bytes).order(ByteOrder.LITTLE_ENDIAN);
    double min = Double.POSITIVE_INFINITY;
    double max = Double.NEGATIVE_INFINITY;
    for (int row = from; row < from + rows; row++) {
      double value = values[row];
      plain.putDouble(value);
      min = Math.min(min, value);
      max = Math.max(max, value);
    }
    Statistics<?> statistics = statistics(column);
    statistics.updateStats(min);
    statistics.updateStats(max);
    page(column, BytesInput.empty(), Encoding.PLAIN, BytesInput.from(bytes), statistics);
  }

  /** The same of a column that may be null: NaN is. */
  public void doublesOrNull(ColumnDescriptor column, double[] values, int from) throws IOException {
    byte[] bytes = new byte[rows * Double.BYTES];
    ByteBuffer plain = ByteBuffer.wrap(bytes).order(ByteOrder.LITTLE_ENDIAN);
    Statistics<?> statistics = statistics(column);
    try (RunLengthBitPackingHybridEncoder present = present()) {
      for (int row = from; row < from + rows; row++) {
        double value = values[row];
        if (Double.isNaN(value)) {
          present.writeInt(0);
          statistics.incrementNumNulls();
        } else {
          present.writeInt(1);
          plain.putDouble(value);
          statistics.updateStats(value);
        }
      }
      BytesInput held = BytesInput.from(bytes, 0, plain.position());
      page(column, present.toBytes(), Encoding.PLAIN, held, statistics);
    }
  }

  public void booleans(ColumnDescriptor column, boolean[] values, int from) throws IOException {
    Statistics<?> statistics = statistics(column);
    try (ValuesWriter bits = new RunLengthBitPackingHybridValuesWriter(1, SLAB, PAGE, ALLOCATOR)) {
      for (int row = from; row < from + rows; row++) {
        boolean value = values[row];
        bits.writeBoolean(value);
        statistics.updateStats(value);
      }
      page(column, BytesInput.empty(), bits.getEncoding(), bits.getBytes(), statistics);
    }
  }

  private void page(
      ColumnDescriptor column,
      BytesInput present,
      Encoding encoding,
      BytesInput values,
      Statistics<?> statistics)
      throws IOException {
    SizeStatistics sizes = SizeStatistics.newBuilder(column.getPrimitiveType(), 0, 0).build();
    page(column, present, encoding, values, statistics, sizes);
  }

  /**
   * A page that somebody else has encoded.
   *
   * @param present which rows are not null; empty if none may be
   */
  public void page(
      ColumnDescriptor column,
      BytesInput present,
      Encoding encoding,
      BytesInput values,
      Statistics<?> statistics,
      SizeStatistics sizes)
      throws IOException {
    pages
        .getPageWriter(column)
        .writePageV2(
            rows,
            Math.toIntExact(statistics.getNumNulls()),
            rows,
            BytesInput.empty(),
            present,
            encoding,
            values,
            statistics,
            sizes,
            NO_PLACES);
  }

  /** Of a page, nothing counted yet. */
  public static Statistics<?> statistics(ColumnDescriptor column) {
    return Statistics.createStats(column.getPrimitiveType());
  }

  private static RunLengthBitPackingHybridEncoder present() {
    return new RunLengthBitPackingHybridEncoder(1, SLAB, PAGE, ALLOCATOR);
  }
}
