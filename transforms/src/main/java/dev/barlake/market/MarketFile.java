package dev.barlake.market;

import dev.barlake.parquet.BarReader;
import dev.barlake.parquet.BarSchema;
import dev.barlake.parquet.FileSeal;
import dev.barlake.store.ObjectTail;
import java.io.IOException;
import java.util.Arrays;
import java.util.Map;
import java.util.Optional;
import org.apache.parquet.column.ColumnDescriptor;
import org.apache.parquet.column.ColumnReadStore;
import org.apache.parquet.column.ColumnReader;
import org.apache.parquet.column.page.PageReadStore;
import org.apache.parquet.column.statistics.Statistics;
import org.apache.parquet.hadoop.ParquetFileReader;
import org.apache.parquet.hadoop.metadata.BlockMetaData;
import org.apache.parquet.hadoop.metadata.ColumnPath;

/** A date's file that was written here, read row by row. */
final class MarketFile implements AutoCloseable {
  private static final ColumnPath TICKER = ColumnPath.get(BarSchema.TICKER.getPath());

  private final ParquetFileReader file;
  private MarketRows rows = new MarketRows(0);
  private int row = -1;
  private int ticker;

  /** The next row group that {@link #seek} looks at. */
  private int group;

  /**
   * @throws IOException if it is not as it was written
   */
  MarketFile(byte[] bytes) throws IOException {
    ObjectTail all = new ObjectTail(bytes, bytes.length);
    FileSeal.check(all);
    file = BarReader.open(all);
  }

  /** What the file says of itself. */
  Map<String, String> footer() {
    return file.getFileMetaData().getKeyValueMetaData();
  }

  Optional<SourceRecord> source() {
    return SourceRecord.of(footer());
  }

  /** Moves to the next row; false after the last. */
  boolean next() throws IOException {
    row++;
    while (row == rows.size) {
      PageReadStore pages = file.readNextRowGroup();
      if (pages == null) {
        return false;
      }
      load(pages);
      row = 0;
      ticker = 0;
    }
    while (row >= rows.endRow(ticker)) {
      ticker++;
    }
    return true;
  }

  /**
   * Moves to the first row of a ticker; groups without it are not read. Tickers are asked for in
   * the order of their bytes.
   *
   * @return false if the file has no row of it; the file then stands at the first row after it
   */
  boolean seek(byte[] wanted) throws IOException {
    while (row < 0 || row >= rows.size || Arrays.compareUnsigned(ticker(), wanted) < 0) {
      if (row >= 0 && row < rows.size && ticker + 1 < rows.tickers) {
        row = rows.endRow(ticker++);
      } else if (!nextGroupWith(wanted)) {
        return false;
      }
    }
    return Arrays.equals(ticker(), wanted);
  }

  /** Moves to the next row if it is of the ticker too; else to the first row after it. */
  boolean nextOf(byte[] wanted) throws IOException {
    row++;
    if (row < rows.endRow(ticker)) {
      return true;
    }
    if (row < rows.size) {
      ticker++;
      return false;
    }
    return nextGroupWith(wanted) && Arrays.equals(ticker(), wanted);
  }

  private boolean nextGroupWith(byte[] wanted) throws IOException {
    while (group < file.getRowGroups().size()) {
      Statistics<?> tickers = tickers(file.getRowGroups().get(group++));
      if (tickers.hasNonNullValue() && Arrays.compareUnsigned(tickers.getMaxBytes(), wanted) < 0) {
        file.skipNextRowGroup();
      } else {
        load(file.readNextRowGroup());
        row = 0;
        ticker = 0;
        return true;
      }
    }
    row = rows.size;
    return false;
  }

  private static Statistics<?> tickers(BlockMetaData group) {
    return group.getColumns().stream()
        .filter(column -> column.getPath().equals(TICKER))
        .findFirst()
        .orElseThrow()
        .getStatistics();
  }

  /** The rows of the group that {@link #row} is in. */
  MarketRows rows() {
    return rows;
  }

  int row() {
    return row;
  }

  byte[] ticker() {
    return rows.ticker[ticker];
  }

  private void load(PageReadStore pages) {
    int size = Math.toIntExact(pages.getRowCount());
    rows = new MarketRows(size);
    ColumnReadStore columns =
        BarReader.columns(pages, BarSchema.ALL, file.getFileMetaData().getCreatedBy());
    ColumnReader names = columns.getColumnReader(BarSchema.TICKER);
    byte[] last = null;
    for (rows.size = 0; rows.size < size; rows.size++) {
      byte[] name = names.getBinary().getBytes();
      names.consume();
      if (!Arrays.equals(name, last)) {
        rows.begin(name);
        last = name;
      }
    }
    longs(columns, BarSchema.WINDOW_START, rows.windowStart);
    doubles(columns, BarSchema.OPEN, rows.open);
    doubles(columns, BarSchema.HIGH, rows.high);
    doubles(columns, BarSchema.LOW, rows.low);
    doubles(columns, BarSchema.CLOSE, rows.close);
    doubles(columns, BarSchema.VOLUME, rows.volume);
    doubles(columns, BarSchema.VWAP, rows.vwap);
    longs(columns, BarSchema.TRANSACTIONS, rows.transactions);
    ColumnReader otc = columns.getColumnReader(BarSchema.OTC);
    for (int i = 0; i < size; i++) {
      rows.otc[i] = otc.getBoolean();
      otc.consume();
    }
  }

  private static void longs(ColumnReadStore columns, ColumnDescriptor column, long[] values) {
    ColumnReader reader = columns.getColumnReader(column);
    for (int i = 0; i < values.length; i++) {
      boolean present = reader.getCurrentDefinitionLevel() == column.getMaxDefinitionLevel();
      values[i] = present ? reader.getLong() : -1;
      reader.consume();
    }
  }

  private static void doubles(ColumnReadStore columns, ColumnDescriptor column, double[] values) {
    ColumnReader reader = columns.getColumnReader(column);
    for (int i = 0; i < values.length; i++) {
      boolean present = reader.getCurrentDefinitionLevel() == column.getMaxDefinitionLevel();
      values[i] = present ? reader.getDouble() : Double.NaN;
      reader.consume();
    }
  }

  @Override
  public void close() throws IOException {
    file.close();
  }
}
