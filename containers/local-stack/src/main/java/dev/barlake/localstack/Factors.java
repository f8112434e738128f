package dev.barlake.localstack;

import java.time.LocalDate;
import java.time.temporal.ChronoUnit;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.stream.Collectors;

/** The factors and amounts that {@code /stocks/v1} gives beside a split or a dividend. */
final class Factors {
  /** Up to here the generated dividends' factors count. */
  private static final LocalDate LAST_GENERATED = LocalDate.of(2026, 1, 1);

  private final Market market;
  private final Map<String, Map<String, Double>> ofNamed = new HashMap<>();
  private Object version = "";
  private Map<String, List<Dividend>> byTicker = Map.of();

  Factors(Market market) {
    this.market = market;
  }

  double of(Split split) {
    Splits.Scale scale = market.listedScale(split.ticker(), true);
    LocalDate before = split.executionDate().minusDays(1);
    return (double) scale.adjustFrom(before) / scale.adjustTo(before);
  }

  /** The cash amount at today's scale. */
  double splitAdjusted(Dividend d) {
    Splits.Scale scale = market.listedScale(d.ticker(), true);
    return d.cashAmount()
        * scale.adjustFrom(d.exDividendDate())
        / scale.adjustTo(d.exDividendDate());
  }

  double of(Dividend dividend) {
    if (dividend.ticker().startsWith("SIM")) {
      return ofGenerated(dividend);
    }
    Double factor = ofNamed(dividend.ticker()).get(dividend.id());
    if (factor == null) {
      throw new IllegalArgumentException("Cannot find " + dividend + " in the market");
    }
    return factor;
  }

  /** Cheap, since there are half a million: 3 % a year from the ex-date on, 1 at the end. */
  private static double ofGenerated(Dividend dividend) {
    long days = ChronoUnit.DAYS.between(dividend.exDividendDate(), LAST_GENERATED);
    return 1 / (1 + 0.03 * Math.max(0, days) / 365);
  }

  /**
   * By id. Whatever else changes, such as a correction of a price, does so with a new version of
   * the market.
   */
  private synchronized Map<String, Double> ofNamed(String ticker) {
    if (!market.version().equals(version)) {
      version = market.version();
      ofNamed.clear();
      byTicker =
          market.dividends().stream()
              .filter(d -> !d.ticker().startsWith("SIM"))
              .collect(Collectors.groupingBy(Dividend::ticker));
    }
    return ofNamed.computeIfAbsent(ticker, t -> products(t, byTicker.getOrDefault(t, List.of())));
  }

  /** The product of 1 - cash / price of the evening before, of it and all later ones. */
  private Map<String, Double> products(String ticker, List<Dividend> dividends) {
    Tape tape = market.tape(market.listing(ticker).orElseThrow());
    Splits.Scale scale = market.listedScale(ticker, false);
    LocalDate today = market.today();
    Map<String, Double> factors = new HashMap<>();
    for (Dividend d : dividends) {
      factors.put(
          d.id(),
          dividends.stream()
              .filter(later -> !later.exDividendDate().isBefore(d.exDividendDate()))
              .filter(later -> !later.exDividendDate().isAfter(today))
              .mapToDouble(later -> 1 - later.cashAmount() / evening(tape, scale, later))
              .reduce(1, (a, b) -> a * b));
    }
    return factors;
  }

  private static double evening(Tape tape, Splits.Scale scale, Dividend d) {
    LocalDate before = NyseCalendar.previousTradingDay(d.exDividendDate());
    return tape.level(before, 16 * 60, scale.rawFrom(before), scale.rawTo(before));
  }
}
