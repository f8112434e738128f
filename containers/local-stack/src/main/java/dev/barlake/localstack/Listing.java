package dev.barlake.localstack;

import java.time.LocalDate;
import java.time.ZoneId;
import java.time.ZoneOffset;
import java.util.Optional;

/**
 * A ticker of the invented market and how it trades.
 *
 * @param ticker case-sensitive
 * @param name of the company, fund, pair or contract
 * @param market {@code stocks}, {@code otc}, {@code crypto}, {@code fx}, {@code indices} or {@code
 *     options}
 * @param type the vendor's type code, such as {@code CS} or {@code ETF}; empty for crypto and pairs
 * @param exchange MIC of the primary exchange; empty where there is none
 * @param price level around which the price moves, before any split
 * @param minuteVolume about how much trades in a minute around noon
 * @param density probability that a minute of the regular session has a trade
 * @param listed the first date with bars
 * @param delisted the first date without bars any more
 * @param halted a date without any trade between two normal ones
 */
public record Listing(
    String ticker,
    String name,
    String market,
    String type,
    String exchange,
    double price,
    double minuteVolume,
    double density,
    LocalDate listed,
    Optional<LocalDate> delisted,
    Optional<LocalDate> halted) {
  static final ZoneId NEW_YORK = ZoneId.of("America/New_York");
  static final LocalDate FIRST_KNOWN_DELISTING = LocalDate.of(2008, 1, 1);
  private static final LocalDate FIRST_DATE = LocalDate.of(2003, 9, 10);

  /** A common stock at Nasdaq that has been listed since 2003-09-10; the rest by the withers. */
  public static Listing stock(
      String ticker, String name, double price, double volume, double density) {
    return new Listing(
        ticker,
        name,
        "stocks",
        "CS",
        "XNAS",
        price,
        volume,
        density,
        FIRST_DATE,
        Optional.empty(),
        Optional.empty());
  }

  /** In another market, of another type and at another exchange. */
  public Listing as(String newMarket, String newType, String newExchange) {
    return new Listing(
        ticker,
        name,
        newMarket,
        newType,
        newExchange,
        price,
        minuteVolume,
        density,
        listed,
        delisted,
        halted);
  }

  /** Listed since a date (inclusive). */
  public Listing from(LocalDate date) {
    return new Listing(
        ticker, name, market, type, exchange, price, minuteVolume, density, date, delisted, halted);
  }

  /** Delisted: a date is the first without bars. */
  public Listing until(LocalDate date) {
    return new Listing(
        ticker,
        name,
        market,
        type,
        exchange,
        price,
        minuteVolume,
        density,
        listed,
        Optional.of(date),
        halted);
  }

  Listing named(String newName) {
    return new Listing(
        ticker,
        newName,
        market,
        type,
        exchange,
        price,
        minuteVolume,
        density,
        listed,
        delisted,
        halted);
  }

  Listing haltedOn(LocalDate date) {
    return new Listing(
        ticker,
        name,
        market,
        type,
        exchange,
        price,
        minuteVolume,
        density,
        listed,
        delisted,
        Optional.of(date));
  }

  /** Whose midnight begins a day bar. */
  public ZoneId zone() {
    return market.equals("crypto") || market.equals("fx") ? ZoneOffset.UTC : NEW_YORK;
  }

  /**
   * Whether it is listed on a date of its zone: from the listing (inclusive) to the delisting
   * (exclusive).
   */
  public boolean isListed(LocalDate date) {
    return !date.isBefore(listed) && delisted.map(date::isBefore).orElse(true);
  }

  boolean isOtc() {
    return market.equals("otc");
  }

  boolean isIndex() {
    return market.equals("indices");
  }
}
