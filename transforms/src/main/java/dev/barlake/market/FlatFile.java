package dev.barlake.market;

import java.io.IOException;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.Comparator;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;

/**
 * A flat file: gzipped lines of text, one a bar, nearly always by ticker and time.
 *
 * <p>If they are not, the file is read once to count the rows of each ticker, and then as often as
 * it takes to bring them in order, some tickers at a time, in bounded memory.
 */
final class FlatFile {
  /** Rows that are put in order at a time, some 100 bytes each. */
  private static final int BATCH = 200_000;

  private final byte[] gzip;
  private final DayOfRows day;
  private final int batch;
  private RejectedRows rejected;
  private SortedRows sorted;

  FlatFile(byte[] gzip, DayOfRows day) {
    this(gzip, day, BATCH);
  }

  FlatFile(byte[] gzip, DayOfRows day, int batch) {
    this.gzip = gzip;
    this.day = day;
    this.batch = batch;
  }

  /** Makes a file for its rows; once more if the first one met rows out of order. */
  interface NewFile {
    MarketFileWriter get() throws IOException;
  }

  /**
   * Reads all rows into a file.
   *
   * @throws IOException if the object is cut off, damaged, or has no columns of bars
   */
  MarketFileWriter read(NewFile files) throws IOException {
    MarketFileWriter file = files.get();
    if (isInOrder(file)) {
      return file;
    }
    file.close();
    MarketFileWriter second = files.get();
    readInBatches(second);
    return second;
  }

  private boolean isInOrder(MarketFileWriter file) throws IOException {
    FlatRows rows = rows();
    sorted = new SortedRows(file);
    while (rows.next()) {
      if (!sorted.add(rows)) {
        return false;
      }
    }
    sorted.end();
    return true;
  }

  private FlatRows rows() throws IOException {
    rejected = new RejectedRows();
    return new FlatRows(gzip, day, rejected);
  }

  private void readInBatches(MarketFileWriter file) throws IOException {
    TreeMap<byte[], Integer> counts = new TreeMap<>(Arrays::compareUnsigned);
    FlatRows rows = rows();
    while (rows.next()) {
      counts.merge(rows.ticker, 1, Integer::sum);
    }
    sorted = new SortedRows(file);
    byte[] first = counts.isEmpty() ? null : counts.firstKey();
    while (first != null) {
      byte[] end = end(counts.tailMap(first, true));
      for (BarRow row : batch(first, end)) {
        if (!sorted.add(row)) {
          throw new IllegalStateException("Rows that were sorted are not in order");
        }
      }
      first = end;
    }
    sorted.end();
  }

  /** The first ticker of the next batch, or null after the last. */
  private byte[] end(Map<byte[], Integer> counts) {
    long rows = 0;
    for (Map.Entry<byte[], Integer> ticker : counts.entrySet()) {
      if (rows > 0 && rows + ticker.getValue() > batch) {
        return ticker.getKey();
      }
      rows += ticker.getValue();
    }
    return null;
  }

  /** The rows of some tickers, by ticker and time; of equal ones the later line last. */
  private List<BarRow> batch(byte[] first, byte[] end) throws IOException {
    List<BarRow> some = new ArrayList<>();
    FlatRows rows = rows();
    while (rows.next()) {
      if (Arrays.compareUnsigned(rows.ticker, first) >= 0
          && (end == null || Arrays.compareUnsigned(rows.ticker, end) < 0)) {
        some.add(rows.copy());
      }
    }
    some.sort(
        Comparator.<BarRow, byte[]>comparing(row -> row.ticker, Arrays::compareUnsigned)
            .thenComparingLong(row -> row.windowStart));
    return some;
  }

  /** What was wrong with rows, after {@link #read}. */
  RejectedRows rejected() {
    return rejected;
  }

  /** Rows that came more than once, after {@link #read}. */
  SortedRows sorted() {
    return sorted;
  }
}
