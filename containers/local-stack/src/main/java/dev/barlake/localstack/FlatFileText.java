package dev.barlake.localstack;

import static dev.barlake.localstack.BaseBars.PRICE_UNITS;
import static dev.barlake.localstack.BaseBars.VOLUME_UNITS;

import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.OutputStream;
import java.io.UncheckedIOException;
import java.math.BigDecimal;
import java.math.RoundingMode;
import java.nio.charset.StandardCharsets;
import java.time.LocalDate;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Optional;
import java.util.zip.GZIPOutputStream;

/**
 * A flat file of one date as the vendor writes it: a line of names, then one line a bar, by ticker
 * and time, gzipped. Raw bars of stocks, without those over the counter and without vwap.
 */
final class FlatFileText {
  static final List<String> COLUMNS =
      List.of("ticker", "volume", "open", "close", "high", "low", "window_start", "transactions");

  private final Market market;
  private final LocalDate date;
  private final boolean daily;

  FlatFileText(Market market, LocalDate date, boolean daily) {
    this.market = market;
    this.date = date;
    this.daily = daily;
  }

  byte[] gzip(List<FlatFault> faults) {
    ByteArrayOutputStream bytes = new ByteArrayOutputStream(1 << 16);
    List<String> columns = COLUMNS;
    for (FlatFault fault : faults) {
      columns = fault instanceof FlatFault.ColumnOrder order ? order.columns() : columns;
    }
    try (OutputStream out = new GZIPOutputStream(bytes, 1 << 15)) {
      write(out, String.join(",", columns) + "\n");
      for (FlatRow row : spoiled(faults)) {
        write(out, row.line(columns, faults) + "\n");
      }
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
    byte[] file = bytes.toByteArray();
    for (FlatFault fault : faults) {
      if (fault instanceof FlatFault.TruncatedGzip cut) {
        return Arrays.copyOf(file, (int) (file.length * cut.keepShare()));
      }
    }
    return file;
  }

  private List<FlatRow> spoiled(List<FlatFault> faults) {
    List<FlatRow> rows = rows();
    for (FlatFault fault : faults) {
      rows = FlatRow.spoil(rows, fault);
    }
    return rows;
  }

  /** The truth: by ticker, then by time. */
  private List<FlatRow> rows() {
    List<FlatRow> rows = new ArrayList<>();
    BaseBars bars = new BaseBars();
    for (Listing listing : market.listings()) {
      // A ticker's bars are those of its last listing.
      boolean isLast = market.listing(listing.ticker()).equals(Optional.of(listing));
      if (!isLast || !listing.market().equals("stocks")) {
        continue;
      }
      market.rawMinutes(listing, date, bars);
      if (daily && bars.size > 0) {
        WindowFold day = new WindowFold();
        long midnight = date.atStartOfDay(Listing.NEW_YORK).toInstant().toEpochMilli();
        day.begin(midnight, Long.MAX_VALUE);
        for (int i = 0; i < bars.size; i++) {
          day.add(bars, i, false);
        }
        day.store(bars);
      }
      for (int i = 0; i < bars.size; i++) {
        rows.add(row(listing.ticker(), bars, i));
      }
    }
    return rows;
  }

  private static FlatRow row(String ticker, BaseBars bars, int i) {
    return new FlatRow(
        ticker,
        decimal(bars.volume[i], VOLUME_UNITS),
        decimal(bars.open[i], PRICE_UNITS),
        decimal(bars.close[i], PRICE_UNITS),
        decimal(bars.high[i], PRICE_UNITS),
        decimal(bars.low[i], PRICE_UNITS),
        bars.start[i] * 1_000_000,
        bars.transactions[i],
        Optional.empty());
  }

  private static BigDecimal decimal(long units, long scale) {
    BigDecimal value =
        BigDecimal.valueOf(units)
            .divide(BigDecimal.valueOf(scale), 6, RoundingMode.UNNECESSARY)
            .stripTrailingZeros();
    return value.scale() < 0 ? value.setScale(0) : value;
  }

  private static void write(OutputStream out, String line) throws IOException {
    out.write(line.getBytes(StandardCharsets.UTF_8));
  }
}
