package dev.barlake.market;

import dev.barlake.model.Market;
import java.io.IOException;
import java.time.LocalDate;
import java.util.Map;

/** What the market job does with an object between its two requests, for the benchmark. */
public final class FlatFileConversion {
  private FlatFileConversion() {}

  /** The date's file, whole. */
  public static byte[] run(byte[] gzip, LocalDate date, long fetchedAt) throws IOException {
    FlatFile source = new FlatFile(gzip, DayOfRows.of(date, Market.STOCKS.zone()));
    try (MarketFileWriter file = source.read(() -> new MarketFileWriter(date, fetchedAt))) {
      return file.end(Map.of());
    }
  }
}
