package dev.barlake.localstack;

import java.time.LocalDate;
import java.util.Comparator;
import java.util.List;
import java.util.Set;

/**
 * What is wrong or surprising in the vendor's lists, on tickers that are there for nothing else.
 */
final class Oddities {
  /** The ticker whose row comes again on the next page under another name. */
  static final String REPEATED_TICKER = "KO";

  /** The ticker whose newest dividend of 2020 comes again on the next page. */
  static final String REPEATED_PAYER = "XOM";

  private Oddities() {}

  /** Delisted before another company took its symbol. */
  static List<Listing> recycled() {
    return List.of(
        Listing.stock("NEWC", "New Canal Shipping Co.", 19, 700, 0.6)
            .until(LocalDate.of(2019, 5, 1)));
  }

  /**
   * One split under two ids, and two splits of one day: a reverse one followed by a forward one.
   */
  static List<Split> splits() {
    LocalDate twice = LocalDate.of(2021, 6, 15);
    LocalDate two = LocalDate.of(2022, 4, 1);
    LocalDate bare = LocalDate.of(2023, 7, 3);
    return List.of(
        new Split("ODDS", twice, 1, 2),
        new Split("ODDS", twice, 1, 2, 1, Set.of()),
        new Split("ODDS", two, 100, 1),
        new Split("ODDS", two, 1, 25),
        new Split("ODDS", bare, Split.MILLION, 1_015_228, 0, Set.of("id")));
  }

  /** Dividends with as little as the vendor promises, and one in another currency. */
  static List<Dividend> dividends() {
    Set<String> all = Set.of("id", "currency", "declaration_date", "record_date", "pay_date");
    LocalDate first = LocalDate.of(2022, 3, 11);
    LocalDate second = LocalDate.of(2022, 6, 10);
    LocalDate third = LocalDate.of(2022, 9, 9);
    return List.of(
        new Dividend("ODDS", first, 0.123456, false, 4, "USD", all),
        new Dividend("ODDS", second, 0.13, false, 4, "USD", Set.of("currency")),
        new Dividend("ODDS", third, 0.14, false, 4, "EUR", Set.of("id")),
        new Dividend("ODDS", third, 0.14, true, 0, "EUR", Dividend.WITHOUT_PAYMENT));
  }

  /** Of all rows those that come again, with another name and a later update. */
  static List<TickerRow> repeatedTickers(List<TickerRow> rows) {
    return rows.stream()
        .filter(row -> row.listing().ticker().equals(REPEATED_TICKER))
        .map(row -> row.renamed(row.listing().name() + " (The)"))
        .toList();
  }

  /** Of all dividends those that come again, unchanged. */
  static List<Dividend> repeatedDividends(List<Dividend> dividends) {
    return dividends.stream()
        .filter(d -> d.ticker().equals(REPEATED_PAYER))
        .filter(d -> d.exDividendDate().getYear() == 2020)
        .max(Comparator.comparing(Dividend::exDividendDate))
        .stream()
        .toList();
  }
}
