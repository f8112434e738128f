package dev.barlake.localstack;

import java.time.DayOfWeek;
import java.time.LocalDate;
import java.time.temporal.TemporalAdjusters;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import java.util.stream.IntStream;

/**
 * Quarterly dividends since 2015, a special one of KO on the ex-date of its last each year, those
 * of the generated tickers, and what is declared while the market runs.
 */
final class Dividends {
  private static final int FIRST_YEAR = 2015;

  /** The first month of the quarterly payments, and cents a share in the first year. */
  private static final Map<String, int[]> PAYERS =
      new TreeMap<>(
          Map.of(
              "AAPL", new int[] {2, 12},
              "JPM", new int[] {1, 45},
              "KO", new int[] {3, 33},
              "MSFT", new int[] {2, 31},
              "SPY", new int[] {3, 95},
              "WMT", new int[] {3, 20},
              "XOM", new int[] {2, 70}));

  private final int universe;
  private final List<Dividend> more;
  private List<Dividend> all = List.of();
  private LocalDate allUpTo = LocalDate.MIN;

  /**
   * @param universe how many generated tickers' dividends there are
   * @param odd what is there besides
   */
  Dividends(int universe, List<Dividend> odd) {
    this.universe = universe;
    this.more = new ArrayList<>(odd);
  }

  synchronized void declare(Dividend dividend) {
    more.add(dividend);
    allUpTo = LocalDate.MIN;
  }

  /**
   * By ticker and ex-date; regular ones up to a date (inclusive), which is asked for again and
   * again, and all that were declared.
   */
  synchronized List<Dividend> upTo(LocalDate lastExDate) {
    if (!allUpTo.equals(lastExDate)) {
      List<Dividend> dividends = named(lastExDate);
      dividends.addAll(more);
      IntStream.rangeClosed(1, universe).mapToObj(Generated::dividends).forEach(dividends::addAll);
      dividends.sort(
          Comparator.comparing(Dividend::ticker).thenComparing(Dividend::exDividendDate));
      all = List.copyOf(dividends);
      allUpTo = lastExDate;
    }
    return all;
  }

  private static List<Dividend> named(LocalDate lastExDate) {
    List<Dividend> dividends = new ArrayList<>();
    PAYERS.forEach(
        (ticker, plan) -> {
          for (int year = FIRST_YEAR; year <= lastExDate.getYear(); year++) {
            int cents = plan[1] + (year - FIRST_YEAR) * (1 + plan[1] / 40);
            for (int month = plan[0]; month <= 12; month += 3) {
              LocalDate exDate = exDate(year, month);
              dividends.add(new Dividend(ticker, exDate, cents / 100.0, false));
              if (ticker.equals("KO") && month == 12) {
                dividends.add(new Dividend(ticker, exDate, 2 * cents / 100.0, true));
              }
            }
          }
        });
    dividends.removeIf(d -> d.exDividendDate().isAfter(lastExDate));
    return dividends;
  }

  /** The second Friday, or the next trading day. */
  private static LocalDate exDate(int year, int month) {
    LocalDate friday =
        LocalDate.of(year, month, 1).with(TemporalAdjusters.dayOfWeekInMonth(2, DayOfWeek.FRIDAY));
    return NyseCalendar.tradingDayOnOrAfter(friday);
  }
}
