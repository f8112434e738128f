package dev.barlake.localstack;

import java.time.Instant;
import java.time.LocalDate;
import java.util.Locale;
import java.util.Optional;

/**
 * A row of {@code /v3/reference/tickers}: a listing and what the vendor keeps beside it. Which of
 * the optional fields a ticker has is a function of its name.
 *
 * @param revision how often the row was changed since the start; each moves its update by a second
 * @param day of the last regular update; the vendor touches every row each morning
 */
public record TickerRow(Listing listing, int revision, LocalDate day) {
  /** With nanoseconds; a later one is the newer row of a ticker. Some have none. */
  public Optional<Instant> lastUpdated() {
    return hash() % 7 == 3
        ? Optional.empty()
        : Optional.of(Instant.parse(day + "T06:05:09.206036472Z").plusSeconds(revision));
  }

  /** Ten digits; stocks only, and not all of them. */
  public Optional<String> cik() {
    return isIdentified()
        ? Optional.of(String.format(Locale.ROOT, "%010d", hash() % 2_000_000))
        : Optional.empty();
  }

  public Optional<String> compositeFigi() {
    return isIdentified() ? Optional.of("BBG" + code(1)) : Optional.empty();
  }

  /** Not even all that have a composite one have it. */
  public Optional<String> shareClassFigi() {
    return isIdentified() && hash() % 11 != 5 ? Optional.of("BBG" + code(2)) : Optional.empty();
  }

  /** Midnight UTC of the date; none for what was delisted before 2008. */
  public Optional<String> delistedUtc() {
    return listing
        .delisted()
        .filter(date -> !date.isBefore(Listing.FIRST_KNOWN_DELISTING))
        .map(date -> date + "T00:00:00Z");
  }

  /** Another name, as a later answer has it. */
  TickerRow renamed(String name) {
    return new TickerRow(listing.named(name), revision + 1, day);
  }

  /** Nine characters; never part of a row, as with the vendor, but one can ask by it. */
  public Optional<String> cusip() {
    return isIdentified() ? Optional.of(code(3)) : Optional.empty();
  }

  private boolean isIdentified() {
    return listing.market().equals("stocks") && hash() % 5 != 0;
  }

  private long hash() {
    return Noise.of(5, listing.ticker()) >>> 1;
  }

  private String code(int which) {
    long hash = Noise.mix(hash(), which) >>> 1;
    return String.format(Locale.ROOT, "%09d", hash % 1_000_000_000L);
  }
}
