package dev.barlake.market;

import dev.barlake.lake.Lake;
import dev.barlake.store.StoreException;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;

/**
 * Adjusted bars of a date, computed from its raw file and the splits after it: prices times
 * from/to, volume times to/from. So a split costs no request, however many dates it moves.
 */
public final class AdjustedBars implements DateSource {
  private final Lake lake;
  private final String run;
  private MarketSplits splits;

  AdjustedBars(Lake lake, String run) {
    this.lake = lake;
    this.run = run;
  }

  /** What an adjusted file is named by: the raw file's edition, and the splits after its date. */
  public static String eTag(SourceRecord raw, String epoch) {
    return raw.eTag() + "+" + epoch;
  }

  @Override
  public DateFile read(MarketTree tree, MarketDate date) throws IOException {
    String path = new MarketTree(tree.window(), false).path(date.date());
    byte[] bytes =
        lake.read(path)
            .orElseThrow(() -> new StoreException("Cannot adjust: %s is gone".formatted(path)));
    try (MarketFile raw = new MarketFile(bytes)) {
      SourceRecord from = raw.source().orElseThrow(() -> new IOException(path + " has no source"));
      return read(tree, date, path, raw, from);
    } catch (IOException e) {
      throw new IOException("Cannot adjust %s: %s".formatted(path, e.getMessage()), e);
    }
  }

  private DateFile read(
      MarketTree tree, MarketDate date, String path, MarketFile raw, SourceRecord from)
      throws IOException {
    List<String> left = new ArrayList<>();
    long fetchedAt = Instant.parse(from.readAt()).toEpochMilli();
    try (MarketFileWriter file = new MarketFileWriter(date.date(), fetchedAt)) {
      SortedRows sorted = new SortedRows(file);
      BarRow row = new BarRow();
      double factor = 1;
      while (raw.next()) {
        if (raw.ticker() != row.ticker) {
          row.ticker = raw.ticker();
          factor = factor(row.ticker, date, left);
        }
        if (!Double.isNaN(factor)) {
          scale(raw.rows(), raw.row(), factor, row);
          sorted.add(row);
        }
      }
      sorted.end();
      String epoch = splits().epoch(date.date());
      SourceRecord record =
          new SourceRecord(
              from.date(),
              path,
              eTag(from, epoch),
              from.length(),
              from.modified(),
              from.readAt(),
              run,
              epoch,
              file.rows(),
              file.tickers(),
              0,
              0,
              left.size(),
              left.subList(0, Math.min(5, left.size())),
              null,
              null);
      return new DateFile(file.end(FlatFiles.footer(tree, record)), record);
    }
  }

  /** NaN if the ticker's splits cannot be read: its bars would be on no known scale. */
  private double factor(byte[] name, MarketDate date, List<String> left) {
    String ticker = new String(name, StandardCharsets.UTF_8);
    if (!splits().isReadable(ticker)) {
      left.add(ticker + ": a split of it cannot be read");
      return Double.NaN;
    }
    return splits().priceFactor(ticker, date.date());
  }

  private static void scale(MarketRows from, int i, double factor, BarRow to) {
    to.windowStart = from.windowStart[i];
    to.open = from.open[i] * factor;
    to.high = from.high[i] * factor;
    to.low = from.low[i] * factor;
    to.close = from.close[i] * factor;
    to.volume = from.volume[i] / factor;
    to.vwap = from.vwap[i] * factor;
    to.transactions = from.transactions[i];
    to.otc = from.otc[i];
  }

  private MarketSplits splits() {
    if (splits == null) {
      splits = MarketSplits.read(lake);
    }
    return splits;
  }

  @Override
  public void close() {
    lake.close();
  }
}
