package dev.barlake.localstack;

import java.time.LocalDate;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.stream.IntStream;

/** All splits there are, executed and announced; may grow while bars are read. */
final class Splits {
  private volatile Known known;

  /**
   * All views of one moment.
   *
   * @param waiting those for which older adjusted bars are not rewritten yet
   * @param halfWaiting those for which their volumes are not
   */
  private record Known(
      List<Split> all,
      Map<String, List<Split>> byTicker,
      List<Split> waiting,
      List<Split> halfWaiting) {
    static Known of(List<Split> splits, List<Split> waiting) {
      return of(splits, waiting, waiting);
    }

    static Known of(List<Split> splits, List<Split> waiting, List<Split> halfWaiting) {
      Map<String, List<Split>> byTicker = new HashMap<>();
      for (Split split : splits) {
        byTicker.computeIfAbsent(split.ticker(), t -> new ArrayList<>(2)).add(split);
      }
      byTicker.values().forEach(own -> own.sort(Comparator.comparing(Split::executionDate)));
      return new Known(
          List.copyOf(splits), byTicker, List.copyOf(waiting), List.copyOf(halfWaiting));
    }
  }

  /**
   * @param today the date of the clock at the start: one split was half a year before, so that the
   *     last year has one, and one is announced for three weeks later
   * @param universe how many generated tickers' splits there are
   * @param odd what is there besides
   */
  Splits(LocalDate today, int universe, List<Split> odd) {
    List<Split> splits = new ArrayList<>();
    splits.add(new Split("AAPL", LocalDate.of(2024, 8, 12), 1, 2));
    splits.add(new Split("AAPL", LocalDate.of(2020, 8, 31), 1, 4));
    splits.add(new Split("KO", LocalDate.of(2024, 3, 18), 2, 3));
    splits.add(new Split("TRUE", LocalDate.of(2023, 5, 15), 10, 1));
    splits.add(new Split("TSLA", LocalDate.of(2025, 6, 9), 1, 3));
    splits.add(new Split("SIM00007", LocalDate.of(2025, 3, 3), 1, 2));
    splits.add(new Split("META", NyseCalendar.tradingDayOnOrAfter(today.minusWeeks(26)), 1, 2));
    splits.add(new Split("NVDA", NyseCalendar.tradingDayOnOrAfter(today.plusWeeks(3)), 1, 10));
    splits.addAll(odd);
    IntStream.rangeClosed(1, universe).mapToObj(Generated::splits).forEach(splits::addAll);
    known = Known.of(splits, List.of());
  }

  /**
   * @param rewritten whether adjusted bars before it are at the new scale as soon as it is
   *     executed; else {@link #rewrite} brings them there
   */
  synchronized void add(Split split, boolean rewritten) {
    List<Split> more = new ArrayList<>(known.all());
    more.add(split);
    List<Split> waiting = new ArrayList<>(known.waiting());
    if (!rewritten) {
      waiting.add(split);
    }
    known = Known.of(more, waiting);
  }

  /** Takes the adjusted bars of a ticker back to the scale before its latest split. */
  synchronized void undoRewrite(String ticker) {
    List<Split> own = known.byTicker().get(ticker);
    List<Split> waiting = new ArrayList<>(known.waiting());
    waiting.add(own.get(own.size() - 1));
    known = Known.of(known.all(), waiting);
  }

  /** Brings all adjusted bars of a ticker to the scale after its splits. */
  synchronized void rewrite(String ticker) {
    known =
        Known.of(
            known.all(), known.waiting().stream().filter(s -> !s.ticker().equals(ticker)).toList());
  }

  /** The same of their prices; volumes stay until {@link #rewrite}. */
  synchronized void rewritePrices(String ticker) {
    List<Split> volumes = known.waiting();
    rewrite(ticker);
    known = Known.of(known.all(), known.waiting(), volumes);
  }

  List<Split> all() {
    return known.all();
  }

  /**
   * Scales of a ticker's bars. Raw bars from a split's execution date on are at the new scale;
   * adjusted bars before it too, once it is executed, that is when its date is not after {@code
   * today}. A split that is listed again under another id counts once.
   */
  Scale scale(String ticker, boolean adjusted, LocalDate today) {
    Known now = known;
    List<Split> applied = without(now.waiting(), once(now, ticker));
    List<Split> half = without(now.halfWaiting(), once(now, ticker));
    return new Scale(once(now, ticker), applied, half, adjusted, today);
  }

  /** The same as the lists have it: also splits for which no bar is rewritten yet count. */
  Scale listedScale(String ticker, boolean adjusted, LocalDate today) {
    List<Split> once = once(known, ticker);
    return new Scale(once, once, once, adjusted, today);
  }

  private static List<Split> without(List<Split> some, List<Split> all) {
    return all.stream().filter(split -> !some.contains(split)).toList();
  }

  private static List<Split> once(Known known, String ticker) {
    return known.byTicker().getOrDefault(ticker, List.of()).stream()
        .filter(s -> s.copy() == 0)
        .toList();
  }

  /**
   * @param splits that move raw bars
   * @param applied those of them that move adjusted bars
   * @param toVolumes those of them that move their volumes
   */
  record Scale(
      List<Split> splits,
      List<Split> applied,
      List<Split> toVolumes,
      boolean adjusted,
      LocalDate today) {
    long rawFrom(LocalDate date) {
      return product(splits, date, true, true);
    }

    long rawTo(LocalDate date) {
      return product(splits, date, true, false);
    }

    long adjustFrom(LocalDate date) {
      return adjusted ? product(applied, date, false, true) : 1;
    }

    long adjustTo(LocalDate date) {
      return adjusted ? product(applied, date, false, false) : 1;
    }

    long volumeFrom(LocalDate date) {
      return adjusted ? product(toVolumes, date, false, true) : 1;
    }

    long volumeTo(LocalDate date) {
      return adjusted ? product(toVolumes, date, false, false) : 1;
    }

    private long product(List<Split> which, LocalDate date, boolean before, boolean from) {
      long product = 1;
      for (Split s : which) {
        boolean passed = !s.executionDate().isAfter(date);
        if (passed == before && (passed || !s.executionDate().isAfter(today))) {
          product = Math.multiplyExact(product, from ? s.from() : s.to());
        }
      }
      return product;
    }
  }
}
