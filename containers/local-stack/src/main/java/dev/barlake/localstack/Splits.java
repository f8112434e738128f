package dev.barlake.localstack;

import java.time.LocalDate;
import java.util.Comparator;
import java.util.List;
import java.util.concurrent.CopyOnWriteArrayList;

/** All splits there are, executed and announced; may grow while bars are read. */
final class Splits {
  private final List<Split> all = new CopyOnWriteArrayList<>();

  /**
   * @param today the date of the clock at the start: one split was half a year before, so that the
   *     last year has one, and one is announced for three weeks later
   */
  Splits(LocalDate today) {
    add(new Split("AAPL", LocalDate.of(2024, 8, 12), 1, 2));
    add(new Split("AAPL", LocalDate.of(2020, 8, 31), 1, 4));
    add(new Split("KO", LocalDate.of(2024, 3, 18), 2, 3));
    add(new Split("TRUE", LocalDate.of(2023, 5, 15), 10, 1));
    add(new Split("TSLA", LocalDate.of(2025, 6, 9), 1, 3));
    add(new Split("SIM00007", LocalDate.of(2025, 3, 3), 1, 2));
    add(new Split("META", NyseCalendar.tradingDayOnOrAfter(today.minusWeeks(26)), 1, 2));
    add(new Split("NVDA", NyseCalendar.tradingDayOnOrAfter(today.plusWeeks(3)), 1, 10));
  }

  void add(Split split) {
    all.add(split);
  }

  List<Split> all() {
    return List.copyOf(all);
  }

  List<Split> of(String ticker) {
    return all.stream()
        .filter(s -> s.ticker().equals(ticker))
        .sorted(Comparator.comparing(Split::executionDate))
        .toList();
  }

  /**
   * Scales of a ticker's bars. Raw bars from a split's execution date on are at the new scale;
   * adjusted bars before it too, once it is executed, that is when its date is not after {@code
   * today}.
   */
  Scale scale(String ticker, boolean adjusted, LocalDate today) {
    return new Scale(of(ticker), adjusted, today);
  }

  record Scale(List<Split> splits, boolean adjusted, LocalDate today) {
    long rawFrom(LocalDate date) {
      return product(date, true, true);
    }

    long rawTo(LocalDate date) {
      return product(date, true, false);
    }

    long adjustFrom(LocalDate date) {
      return adjusted ? product(date, false, true) : 1;
    }

    long adjustTo(LocalDate date) {
      return adjusted ? product(date, false, false) : 1;
    }

    private long product(LocalDate date, boolean before, boolean from) {
      long product = 1;
      for (Split s : splits) {
        boolean passed = !s.executionDate().isAfter(date);
        if (passed == before && (passed || !s.executionDate().isAfter(today))) {
          product *= from ? s.from() : s.to();
        }
      }
      return product;
    }
  }
}
