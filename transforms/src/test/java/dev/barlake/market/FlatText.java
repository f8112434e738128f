package dev.barlake.market;

import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.OutputStream;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;
import java.time.LocalDate;
import java.time.ZoneId;
import java.util.ArrayList;
import java.util.List;
import java.util.zip.GZIPOutputStream;

/** Flat files written by hand. */
final class FlatText {
  static final String HEADER = "ticker,volume,open,close,high,low,window_start,transactions\n";
  static final LocalDate DATE = LocalDate.of(2026, 1, 30);
  static final DayOfRows DAY = DayOfRows.of(DATE, ZoneId.of("America/New_York"));

  private FlatText() {}

  static byte[] gzip(String text) {
    ByteArrayOutputStream bytes = new ByteArrayOutputStream();
    try (OutputStream out = new GZIPOutputStream(bytes)) {
      out.write(text.getBytes(StandardCharsets.UTF_8));
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
    return bytes.toByteArray();
  }

  /** The start of the nth minute of the date, in nanoseconds as the vendor writes it. */
  static long nanos(int minute) {
    return DAY.from() * 1000 + minute * 60_000_000_000L;
  }

  /** All rows that are bars. */
  static List<BarRow> rows(String text, RejectedRows rejected) throws IOException {
    FlatRows rows = new FlatRows(gzip(text), DAY, rejected);
    List<BarRow> read = new ArrayList<>();
    while (rows.next()) {
      read.add(rows.copy());
    }
    return read;
  }

  /** As {@code ticker volume open close high low micros transactions}. */
  static String show(BarRow row) {
    return "%s %s %s %s %s %s %d %d"
        .formatted(
            new String(row.ticker, StandardCharsets.UTF_8),
            row.volume,
            row.open,
            row.close,
            row.high,
            row.low,
            row.windowStart,
            row.transactions);
  }
}
