package dev.barlake.market;

import static java.nio.charset.StandardCharsets.UTF_8;

import dev.barlake.lake.Lake;
import dev.barlake.model.Bars;
import dev.barlake.store.DamagedFileException;
import java.io.IOException;
import java.time.LocalDate;
import java.util.Comparator;
import java.util.Optional;

/**
 * The bars of a date of the whole market, ticker by ticker. Row groups without a wanted ticker are
 * not read.
 */
public final class DateBars implements AutoCloseable {
  /** The order in which tickers are asked for: that of their bytes. */
  public static final Comparator<String> ORDER =
      (a, b) -> java.util.Arrays.compareUnsigned(a.getBytes(UTF_8), b.getBytes(UTF_8));

  private static final long MICROS = 1000;

  private final MarketFile file;
  private final String uri;

  private DateBars(MarketFile file, String uri) {
    this.file = file;
    this.uri = uri;
  }

  /**
   * Opens the file of a date; empty if there is none.
   *
   * @throws DamagedFileException if it is not as it was written
   */
  public static Optional<DateBars> open(Lake lake, MarketTree tree, LocalDate date) {
    String path = tree.path(date);
    return lake.read(path)
        .map(
            bytes -> {
              try {
                return new DateBars(new MarketFile(bytes), lake.uri(path));
              } catch (IOException | RuntimeException e) {
                throw damaged(lake.uri(path), e);
              }
            });
  }

  /** The bars of a ticker; none if it did not trade. Not fetched at any time: 0. */
  public Bars of(String ticker) {
    byte[] name = ticker.getBytes(UTF_8);
    try {
      if (!file.seek(name)) {
        return Bars.NONE;
      }
      Bars.Builder bars = new Bars.Builder(512);
      do {
        MarketRows rows = file.rows();
        int row = file.row();
        bars.add(
            rows.windowStart[row] / MICROS,
            rows.open[row],
            rows.high[row],
            rows.low[row],
            rows.close[row],
            rows.volume[row],
            rows.vwap[row],
            rows.transactions[row],
            rows.otc[row],
            0);
      } while (file.nextOf(name));
      return bars.build();
    } catch (IOException | RuntimeException e) {
      throw damaged(uri, e);
    }
  }

  private static DamagedFileException damaged(String uri, Exception e) {
    return new DamagedFileException(
        "Cannot read %s: %s; delete it and bring its date again with ./barlake market"
            .formatted(uri, e.getMessage()),
        e);
  }

  @Override
  public void close() {
    try {
      file.close();
    } catch (IOException e) {
      throw damaged(uri, e);
    }
  }
}
