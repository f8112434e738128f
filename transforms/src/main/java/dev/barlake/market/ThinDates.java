package dev.barlake.market;

import java.time.LocalDate;
import java.util.Collection;
import java.util.Map;
import java.util.NavigableSet;
import java.util.TreeMap;
import java.util.TreeSet;
import java.util.stream.LongStream;
import java.util.stream.Stream;

/** Finds dates that have far fewer tickers than the dates around them. */
public final class ThinDates {
  /** Of the tickers of the dates around it, a date has at least this share. */
  private static final double LEAST = 0.75;

  /** On each side. */
  private static final int NEIGHBOURS = 3;

  /** What is farther away says nothing: the market grows. */
  private static final int MOST_DAYS = 45;

  private ThinDates() {}

  /**
   * Those among some dates, each with what is odd about it.
   *
   * @param sources of all dates of the tree
   */
  public static Map<LocalDate, String> among(Collection<LocalDate> some, Sources sources) {
    NavigableSet<LocalDate> held = new TreeSet<>(sources.dates());
    Map<LocalDate, String> thin = new TreeMap<>();
    for (LocalDate date : some) {
      long tickers = sources.of(date).map(SourceRecord::tickers).orElse(0L);
      long usual = median(around(date, held).mapToLong(d -> tickers(sources, d)));
      if (held.contains(date) && tickers < LEAST * usual) {
        thin.put(
            date, "%s has %,d tickers, the dates around it %,d".formatted(date, tickers, usual));
      }
    }
    return thin;
  }

  private static long tickers(Sources sources, LocalDate date) {
    return sources.of(date).map(SourceRecord::tickers).orElse(0L);
  }

  private static Stream<LocalDate> around(LocalDate date, NavigableSet<LocalDate> held) {
    return Stream.concat(
            held.headSet(date, false).descendingSet().stream().limit(NEIGHBOURS),
            held.tailSet(date, false).stream().limit(NEIGHBOURS))
        .filter(other -> Math.abs(other.toEpochDay() - date.toEpochDay()) <= MOST_DAYS);
  }

  /** The greater of the two in the middle; 0 of none. */
  private static long median(LongStream values) {
    long[] sorted = values.sorted().toArray();
    return sorted.length == 0 ? 0 : sorted[sorted.length / 2];
  }
}
