package dev.barlake.parquet;

import dev.barlake.model.Bars;
import dev.barlake.store.ObjectTail;
import java.io.IOException;
import org.apache.parquet.ParquetReadOptions;
import org.apache.parquet.column.ColumnDescriptor;
import org.apache.parquet.column.ColumnReadStore;
import org.apache.parquet.column.ColumnReader;
import org.apache.parquet.column.impl.ColumnReadStoreImpl;
import org.apache.parquet.column.page.PageReadStore;
import org.apache.parquet.conf.PlainParquetConfiguration;
import org.apache.parquet.hadoop.ParquetFileReader;
import org.apache.parquet.hadoop.metadata.BlockMetaData;
import org.apache.parquet.hadoop.metadata.ColumnChunkMetaData;
import org.apache.parquet.io.api.Converter;
import org.apache.parquet.io.api.GroupConverter;
import org.apache.parquet.io.api.PrimitiveConverter;
import org.apache.parquet.schema.MessageType;

/** Reads what {@link BarWriter} wrote, column by column. */
public final class BarReader {
  private static final long MICROS = 1000;

  /** The fullest period, a day of seconds, has 90,000. */
  private static final int MOST_ROWS = 250_000;

  private static final ParquetReadOptions OPTIONS =
      new ParquetReadOptions.Builder(new PlainParquetConfiguration())
          .withCodecFactory(new ZstdCodec())
          .usePageChecksumVerification(true)
          .build();

  private final ColumnReadStore columns;
  private final int rows;

  private BarReader(ColumnReadStore columns, int rows) {
    this.columns = columns;
    this.rows = rows;
  }

  /** Opens a file or the end of one, which must hold the footer. */
  public static ParquetFileReader open(ObjectTail file) throws IOException {
    return ParquetFileReader.open(new ParquetBytes.Input(file), OPTIONS);
  }

  /**
   * All bars.
   *
   * @param length of the file, in bytes
   */
  static Bars read(ParquetFileReader file, long length) throws IOException {
    requirePossible(file, length);
    file.setRequestedSchema(BarSchema.READ);
    Bars.Builder bars = new Bars.Builder(Math.toIntExact(file.getRecordCount()));
    String createdBy = file.getFileMetaData().getCreatedBy();
    PageReadStore pages = file.readNextRowGroup();
    while (pages != null) {
      ColumnReadStore columns = columns(pages, BarSchema.READ, createdBy);
      new BarReader(columns, Math.toIntExact(pages.getRowCount())).addTo(bars);
      pages = file.readNextRowGroup();
    }
    return bars.build();
  }

  /** The columns of a row group, to be read one after the other. */
  public static ColumnReadStore columns(PageReadStore pages, MessageType schema, String createdBy) {
    return new ColumnReadStoreImpl(pages, new NoRecords(), schema, createdBy);
  }

  /** Arrays are made by these numbers before a row is read; a file without a seal may have any. */
  private static void requirePossible(ParquetFileReader file, long length) throws IOException {
    long rows = file.getRecordCount();
    boolean possible = rows >= 0 && rows <= MOST_ROWS;
    for (BlockMetaData group : file.getRowGroups()) {
      for (ColumnChunkMetaData column : group.getColumns()) {
        possible &= column.getTotalSize() >= 0 && column.getTotalSize() <= length;
      }
    }
    if (!possible) {
      throw new IOException("its footer has impossible numbers of bars or bytes");
    }
  }

  private void addTo(Bars.Builder bars) {
    long[] windowStart = millis(BarSchema.WINDOW_START);
    double[] open = doubles(BarSchema.OPEN);
    double[] high = doubles(BarSchema.HIGH);
    double[] low = doubles(BarSchema.LOW);
    double[] close = doubles(BarSchema.CLOSE);
    double[] volume = doubles(BarSchema.VOLUME);
    double[] vwap = doubles(BarSchema.VWAP);
    long[] transactions = longs(BarSchema.TRANSACTIONS);
    boolean[] otc = booleans();
    long[] fetchedAt = millis(BarSchema.FETCHED_AT);
    for (int row = 0; row < rows; row++) {
      bars.add(
          windowStart[row],
          open[row],
          high[row],
          low[row],
          close[row],
          volume[row],
          vwap[row],
          transactions[row],
          otc[row],
          fetchedAt[row]);
    }
  }

  private long[] millis(ColumnDescriptor descriptor) {
    long[] values = longs(descriptor);
    for (int row = 0; row < rows; row++) {
      values[row] = Math.floorDiv(values[row], MICROS);
    }
    return values;
  }

  private double[] doubles(ColumnDescriptor descriptor) {
    ColumnReader column = columns.getColumnReader(descriptor);
    int present = descriptor.getMaxDefinitionLevel();
    double[] values = new double[rows];
    for (int row = 0; row < rows; row++) {
      values[row] = column.getCurrentDefinitionLevel() == present ? column.getDouble() : Double.NaN;
      column.consume();
    }
    return values;
  }

  private long[] longs(ColumnDescriptor descriptor) {
    ColumnReader column = columns.getColumnReader(descriptor);
    int present = descriptor.getMaxDefinitionLevel();
    long[] values = new long[rows];
    for (int row = 0; row < rows; row++) {
      values[row] = column.getCurrentDefinitionLevel() == present ? column.getLong() : -1;
      column.consume();
    }
    return values;
  }

  private boolean[] booleans() {
    ColumnReader column = columns.getColumnReader(BarSchema.OTC);
    boolean[] values = new boolean[rows];
    for (int row = 0; row < rows; row++) {
      values[row] = column.getBoolean();
      column.consume();
    }
    return values;
  }

  /** Parquet wants a place to put records together; the columns are read without it. */
  private static final class NoRecords extends GroupConverter {
    @Override
    public Converter getConverter(int field) {
      return new PrimitiveConverter() {};
    }

    @Override
    public void start() {}

    @Override
    public void end() {}
  }
}
