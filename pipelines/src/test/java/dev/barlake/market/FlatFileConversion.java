package dev.barlake.market;

import dev.barlake.model.Market;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;
import java.time.LocalDate;
import java.util.Map;
import java.util.zip.GZIPOutputStream;

/** What the market job does with an object between its two requests. */
public final class FlatFileConversion {
  private FlatFileConversion() {}

  /** The date's file, whole. */
  public static byte[] run(byte[] gzip, LocalDate date, long fetchedAt) throws IOException {
    FlatFile source = new FlatFile(gzip, DayOfRows.of(date, Market.STOCKS.zone()));
    try (MarketFileWriter file = source.read(() -> new MarketFileWriter(date, fetchedAt))) {
      return file.end(Map.of());
    }
  }

  /** The date's file of a text that the vendor would compress. */
  public static byte[] day(String text, LocalDate date) {
    ByteArrayOutputStream gzip = new ByteArrayOutputStream();
    try (GZIPOutputStream out = new GZIPOutputStream(gzip)) {
      out.write(text.getBytes(StandardCharsets.UTF_8));
      out.finish();
      return run(gzip.toByteArray(), date, 0);
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }
}
