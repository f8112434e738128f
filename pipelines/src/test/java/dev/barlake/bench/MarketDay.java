package dev.barlake.bench;

import java.io.BufferedOutputStream;
import java.io.IOException;
import java.io.OutputStream;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.LocalDate;
import java.time.ZoneId;
import java.util.Random;
import java.util.TreeSet;
import java.util.zip.GZIPOutputStream;

/**
 * An invented flat file of a whole market's minutes: 11,000 tickers, of which few trade each minute
 * and most seldom, and about 2.3 million rows. Prices have two decimals, one in four has four;
 * volumes are whole, or some have six decimals, as since February 2026.
 */
final class MarketDay {
  static final LocalDate DATE = LocalDate.of(2026, 1, 30);
  private static final int TICKERS = 11_000;
  private static final int MINUTES = 960;
  private static final ZoneId NEW_YORK = ZoneId.of("America/New_York");
  private static final String HEADER =
      "ticker,volume,open,close,high,low,window_start,transactions\n";

  private final Random random = new Random(14);
  private final double fractional;

  private MarketDay(double fractional) {
    this.fractional = fractional;
  }

  /**
   * Writes the file; returns its rows.
   *
   * @param fractional share of volumes with decimals
   */
  static long write(Path file, double fractional) throws IOException {
    try (OutputStream out =
        new GZIPOutputStream(new BufferedOutputStream(Files.newOutputStream(file)), 1 << 16)) {
      return new MarketDay(fractional).write(out);
    }
  }

  private long write(OutputStream out) throws IOException {
    out.write(HEADER.getBytes(StandardCharsets.US_ASCII));
    TreeSet<String> tickers = new TreeSet<>();
    while (tickers.size() < TICKERS) {
      int length = 1 + Math.min(random.nextInt(5), 3);
      StringBuilder name = new StringBuilder();
      for (int i = 0; i < length; i++) {
        name.append((char) ('A' + random.nextInt(26)));
      }
      tickers.add(random.nextInt(30) == 0 ? name + ".W" : name.toString());
    }
    long rows = 0;
    for (String ticker : tickers) {
      rows += write(out, ticker);
    }
    return rows;
  }

  private long write(OutputStream out, String ticker) throws IOException {
    long open = DATE.atStartOfDay(NEW_YORK).toEpochSecond() + 4 * 3600;
    double density = Math.pow(random.nextDouble(), 2.95);
    double size = 40 * Math.exp(5 * density + random.nextGaussian());
    long cents = Math.round(300 * Math.exp(1.6 * random.nextGaussian()) * 10) + 20;
    double swing = Math.max(0.8, cents * 0.001);
    StringBuilder text = new StringBuilder();
    long rows = 0;
    for (int minute = 0; minute < MINUTES; minute++) {
      boolean regular = minute >= 330 && minute < 720;
      if (random.nextDouble() > (regular ? Math.min(1, density * 1.9) : density * 0.38)) {
        continue;
      }
      long first = 100 * (cents + Math.round(random.nextGaussian() * swing * 0.3));
      cents = Math.max(5, cents + Math.round(random.nextGaussian() * swing));
      long last = 100 * cents;
      long high = Math.max(first, last) + 100 * Math.round(Math.abs(random.nextGaussian()) * swing);
      long low = Math.min(first, last) - 100 * Math.round(Math.abs(random.nextGaussian()) * swing);
      double shares = size * Math.exp(random.nextGaussian()) * (regular ? 1 : 0.1) + 1;
      text.append(ticker).append(',');
      volume(text, shares);
      price(text, odd(first, low, high));
      price(text, odd(last, low, high));
      price(text, high);
      price(text, Math.max(100, low));
      text.append(open + minute * 60L).append("000000000,");
      text.append(1 + (long) (shares / (40 + 60 * random.nextDouble()))).append('\n');
      rows++;
    }
    out.write(text.toString().getBytes(StandardCharsets.US_ASCII));
    return rows;
  }

  /** One in four is not of whole cents. */
  private long odd(long price, long low, long high) {
    long odd = random.nextInt(4) == 0 ? price + random.nextInt(100) - 50 : price;
    return Math.max(100, Math.max(low, Math.min(high, odd)));
  }

  private void volume(StringBuilder text, double shares) {
    text.append((long) shares);
    if (random.nextDouble() < fractional) {
      text.append('.').append(100_000 + random.nextInt(900_000));
    }
    text.append(',');
  }

  private static void price(StringBuilder text, long units) {
    text.append(units / 10_000);
    long rest = units % 10_000;
    if (rest != 0) {
      String digits = Long.toString(10_000 + rest).substring(1);
      text.append('.').append(digits.replaceFirst("0+$", ""));
    }
    text.append(',');
  }
}
