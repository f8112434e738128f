package dev.barlake.localstack;

import java.security.MessageDigest;
import java.security.NoSuchAlgorithmException;
import java.time.Instant;
import java.time.LocalDate;
import java.time.LocalTime;
import java.time.Period;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.HexFormat;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.TreeMap;

/**
 * The vendor's flat files of a {@link Market}: one gzipped CSV file of all stocks a trading date,
 * from the same tape as the REST answers, raw and without vwap. {@link S3Server#offer} serves them.
 *
 * <p>A date is published at 11:00 New York time of the next day. It is listed from then on, but
 * only dates of the plan can be read: those of the last five years, if {@link #reachesBack} says
 * nothing else. A file that was read stays as it is until it is replaced, whatever happens to the
 * market. What cannot be read is 403, whether it is out of the plan or not published; so it is at
 * the vendor.
 */
public final class FlatFiles {
  public static final String BUCKET = "flatfiles";
  public static final String ACCESS_KEY = "local-flatfiles-key";
  public static final String SECRET_KEY = "local-flatfiles-secret";

  static final List<String> FOLDERS = List.of("day_aggs_v1", "minute_aggs_v1");
  private static final LocalDate FIRST = LocalDate.of(2003, 9, 10);
  private static final int KEPT = 64;

  private final Market market;
  private final Map<LocalDate, Edition> editions = new HashMap<>();
  private final Map<Object, byte[]> kept =
      new LinkedHashMap<>(16, 0.75f, true) {
        @Override
        protected boolean removeEldestEntry(Map.Entry<Object, byte[]> eldest) {
          return size() > KEPT;
        }
      };
  private Period history = Period.ofYears(5);

  /** What became of a date. */
  private record Edition(boolean held, Optional<Instant> replaced, List<FlatFault> faults) {
    static final Edition FIRST = new Edition(false, Optional.empty(), List.of());
  }

  /** An object of the bucket; nobody changes its bytes. */
  @SuppressWarnings("ArrayRecordComponent")
  record FlatFile(String key, byte[] bytes, String eTag, Instant modified) {}

  FlatFiles(Market market) {
    this.market = market;
  }

  /** The key of a date's file. */
  public static String key(LocalDate date, boolean daily) {
    return "us_stocks_sip/%s/%d/%02d/%s.csv.gz"
        .formatted(FOLDERS.get(daily ? 0 : 1), date.getYear(), date.getMonthValue(), date);
  }

  /** How far back the plan reaches from today. */
  public synchronized void reachesBack(Period newHistory) {
    history = newHistory;
  }

  /** Keeps a date from being published until {@link #publish}. */
  public synchronized void hold(LocalDate date) {
    Edition now = edition(date);
    editions.put(date, new Edition(true, now.replaced, now.faults));
  }

  public synchronized void publish(LocalDate date) {
    Edition now = edition(date);
    editions.put(date, new Edition(false, now.replaced, now.faults));
  }

  /** Replaces a date's files by what the market says now, without faults. */
  public synchronized void replace(LocalDate date) {
    Edition now = edition(date);
    editions.put(date, new Edition(now.held, Optional.of(market.clock().instant()), List.of()));
  }

  /** Replaces a date's files by such with one more fault, until {@link #replace}. */
  public synchronized void spoil(LocalDate date, FlatFault fault) {
    Edition now = edition(date);
    List<FlatFault> faults = new ArrayList<>(now.faults);
    faults.add(fault);
    editions.put(
        date, new Edition(now.held, Optional.of(market.clock().instant()), List.copyOf(faults)));
  }

  private Edition edition(LocalDate date) {
    return editions.getOrDefault(date, Edition.FIRST);
  }

  /** All published files whose key begins with the prefix, by key; those out of the plan too. */
  List<String> keys(String prefix) {
    TreeMap<String, LocalDate> keys = new TreeMap<>();
    for (LocalDate date = FIRST; date.isBefore(market.today()); date = date.plusDays(1)) {
      for (boolean daily : new boolean[] {true, false}) {
        String key = key(date, daily);
        if (key.startsWith(prefix) && isPublished(date)) {
          keys.put(key, date);
        }
      }
    }
    return List.copyOf(keys.keySet());
  }

  /** A file that can be read; empty if the plan or the vendor does not have it. */
  Optional<FlatFile> read(String key) {
    Optional<LocalDate> date = date(key);
    synchronized (this) {
      if (date.isEmpty() || date.get().isBefore(market.today().minus(history))) {
        return Optional.empty();
      }
    }
    return isPublished(date.get()) ? Optional.of(file(key)) : Optional.empty();
  }

  /** A published file, whether it can be read or not. */
  synchronized FlatFile file(String key) {
    LocalDate date = date(key).orElseThrow();
    Edition edition = edition(date);
    boolean daily = key.contains(FOLDERS.get(0));
    byte[] bytes =
        kept.computeIfAbsent(
            List.of(key, edition), k -> new FlatFileText(market, date, daily).gzip(edition.faults));
    return new FlatFile(key, bytes, md5(bytes), edition.replaced.orElse(published(date)));
  }

  private synchronized boolean isPublished(LocalDate date) {
    return !date.isBefore(FIRST)
        && NyseCalendar.isTradingDay(date)
        && !edition(date).held
        && !published(date).isAfter(market.clock().instant());
  }

  private static Instant published(LocalDate date) {
    return date.plusDays(1).atTime(LocalTime.of(11, 0)).atZone(Listing.NEW_YORK).toInstant();
  }

  /** The date of a key, or empty if it is none of ours. */
  private static Optional<LocalDate> date(String key) {
    String name = key.substring(key.lastIndexOf('/') + 1);
    try {
      LocalDate date = LocalDate.parse(name.replaceFirst("\\.csv\\.gz$", ""));
      return key.equals(key(date, true)) || key.equals(key(date, false))
          ? Optional.of(date)
          : Optional.empty();
    } catch (java.time.format.DateTimeParseException notADate) {
      return Optional.empty();
    }
  }

  private static String md5(byte[] bytes) {
    try {
      byte[] hash = MessageDigest.getInstance("MD5").digest(bytes);
      return '"' + HexFormat.of().formatHex(hash) + '"';
    } catch (NoSuchAlgorithmException e) {
      throw new IllegalStateException("Every JVM has MD5", e);
    }
  }
}
