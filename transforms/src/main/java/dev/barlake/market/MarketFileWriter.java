package dev.barlake.market;

import dev.barlake.parquet.BarPages;
import dev.barlake.parquet.FileSeal;
import dev.barlake.parquet.ParquetBytes;
import dev.barlake.parquet.ZstdCodec;
import java.io.IOException;
import java.time.LocalDate;
import java.util.Map;
import org.apache.parquet.hadoop.ColumnChunkPageWriteStore;
import org.apache.parquet.hadoop.ParquetFileWriter;

/**
 * Writes the bars of all tickers on one date as a Parquet file, a row group at a time; what is held
 * is the compressed file and one group. Its bytes are the same for the same rows and footer.
 */
final class MarketFileWriter implements AutoCloseable {
  private static final long MICROS = 1000;

  private final ParquetBytes.Output output = new ParquetBytes.Output();
  private final ZstdCodec.Compressor compressor = new ZstdCodec.Compressor();
  private final ParquetFileWriter file;
  private final int day;
  private final long fetchedAt;
  private long rows;
  private long tickers;

  /**
   * @param fetchedAt of all bars, epoch ms
   */
  MarketFileWriter(LocalDate date, long fetchedAt) throws IOException {
    this.day = Math.toIntExact(date.toEpochDay());
    this.fetchedAt = Math.multiplyExact(fetchedAt, MICROS);
    this.file = BarPages.begin(output);
  }

  /** Adds a row group; its tickers come after those before it, or one goes on. */
  void add(MarketRows group) throws IOException {
    try (ColumnChunkPageWriteStore pages = BarPages.group(compressor)) {
      new RowGroupWriter(group, pages).write(day, fetchedAt);
      file.startBlock(group.size);
      pages.flushToFileWriter(file);
      file.endBlock();
    }
    rows += group.size;
    tickers += group.tickers;
  }

  /** The whole file. */
  byte[] end(Map<String, String> footer) throws IOException {
    file.end(footer);
    return FileSeal.seal(output);
  }

  long rows() {
    return rows;
  }

  /** How many tickers were begun; one that goes on in another group counts twice. */
  long tickers() {
    return tickers;
  }

  @Override
  public void close() throws IOException {
    compressor.release();
    file.close();
  }
}
