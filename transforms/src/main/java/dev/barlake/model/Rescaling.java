package dev.barlake.model;

import dev.barlake.model.Coverage.Fetched;
import java.math.BigDecimal;
import java.math.MathContext;
import java.time.LocalDate;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.NavigableMap;
import java.util.Optional;
import java.util.TreeMap;
import java.util.stream.Stream;

/**
 * The way from adjusted prices under one set of splits to those under another. Between two
 * executions the factor is the same, so it is kept by the dates on which it changes.
 */
public final class Rescaling {
  /** Less than this is the rounding of the factors themselves. */
  private static final double SAME = 1e-9;

  /** No way at all: every price stays. */
  public static final Rescaling NONE = new Rescaling(new TreeMap<>(Map.of(LocalDate.MIN, 1.0)));

  private final NavigableMap<LocalDate, Double> factors;

  private Rescaling(NavigableMap<LocalDate, Double> factors) {
    this.factors = factors;
  }

  /**
   * The way from one epoch's scale to another's, as named in {@link SplitEpoch#splits}; empty if
   * one of the names does not say which splits it is of.
   */
  public static Optional<Rescaling> between(String from, String to) {
    return ExecutedSplits.parse(from)
        .flatMap(before -> ExecutedSplits.parse(to).map(after -> between(before, after)));
  }

  private static Rescaling between(ExecutedSplits before, ExecutedSplits after) {
    NavigableMap<LocalDate, Double> factors = new TreeMap<>();
    factors.put(LocalDate.MIN, factor(before, after, LocalDate.MIN));
    Stream.concat(before.executions().stream(), after.executions().stream())
        .map(ExecutedSplits.Execution::date)
        .forEach(date -> factors.put(date, factor(before, after, date)));
    return new Rescaling(factors);
  }

  private static double factor(ExecutedSplits before, ExecutedSplits after, LocalDate date) {
    BigDecimal factor =
        after.priceFactor(date).divide(before.priceFactor(date), MathContext.DECIMAL64);
    double value = factor.doubleValue();
    return Math.abs(value - 1) < SAME ? 1 : value;
  }

  /** By one factor up to a date, and not at all from it on. */
  public static Rescaling upTo(LocalDate end, double factor) {
    NavigableMap<LocalDate, Double> factors = new TreeMap<>();
    factors.put(LocalDate.MIN, factor);
    factors.put(end, 1.0);
    return new Rescaling(factors);
  }

  /** What a price of a trading date is multiplied by; its volume is divided by the same. */
  public double priceFactor(LocalDate tradeDate) {
    return factors.floorEntry(tradeDate).getValue();
  }

  /** Whether a price of any date would change. */
  public boolean changesAnything() {
    return factors.values().stream().anyMatch(factor -> factor != 1);
  }

  /** Whether a price of a date from {@code first} to {@code last} (both included) would change. */
  public boolean changes(LocalDate first, LocalDate last) {
    return priceFactor(first) != 1
        || factors.subMap(first, true, last, true).values().stream().anyMatch(f -> f != 1);
  }

  /** Whether any covered bar of a series would change. */
  public boolean changes(Coverage coverage, BarSeries series) {
    return coverage.spans().stream()
        .anyMatch(span -> changes(series.tradeDate(span.from()), series.tradeDate(span.to() - 1)));
  }

  /** The first date from which on no price would change. */
  public LocalDate settledFrom() {
    LocalDate settled = LocalDate.MIN;
    double later = 1;
    for (var entry : factors.descendingMap().entrySet()) {
      if (entry.getValue() != later) {
        break;
      }
      settled = entry.getKey();
    }
    return settled;
  }

  /** Bars of a series on the new scale. */
  public Bars apply(Bars bars, BarSeries series) {
    Bars.Builder scaled = new Bars.Builder(bars.size());
    LocalDate date = LocalDate.MIN;
    long nextMidnight = Long.MIN_VALUE;
    for (int row = 0; row < bars.size(); row++) {
      long start = bars.windowStart(row);
      if (start >= nextMidnight) {
        date = series.tradeDate(start);
        nextMidnight = date.plusDays(1).atStartOfDay(series.zone()).toInstant().toEpochMilli();
      }
      double factor = priceFactor(date);
      if (factor == 1) {
        scaled.add(bars, row);
      } else {
        scaled.add(scaled(bars.get(row), factor));
      }
    }
    return scaled.build();
  }

  /** What a file covers, after its bars were brought to the new scale: what changed is marked. */
  public Coverage apply(Coverage coverage, BarSeries series) {
    LocalDate settled = settledFrom();
    if (settled.equals(LocalDate.MIN)) {
      return coverage;
    }
    long end = settled.atStartOfDay(series.zone()).toInstant().toEpochMilli();
    List<Fetched> parts = new ArrayList<>();
    for (Fetched fetched : coverage.ranges()) {
      long from = fetched.range().from();
      long cut = Math.max(from, Math.min(end, fetched.range().to()));
      parts.add(fetched.within(new TimeRange(from, cut)).asRescaled());
      parts.add(fetched.within(new TimeRange(cut, fetched.range().to())));
    }
    return new Coverage(parts.stream().filter(part -> !part.range().isEmpty()).toList());
  }

  private static Bar scaled(Bar bar, double factor) {
    return new Bar(
        bar.windowStart(),
        bar.open() * factor,
        bar.high() * factor,
        bar.low() * factor,
        bar.close() * factor,
        bar.volume() / factor,
        bar.vwap() * factor,
        bar.transactions(),
        bar.otc(),
        bar.fetchedAt());
  }
}
