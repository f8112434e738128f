package dev.barlake.localstack;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.within;

import java.time.Clock;
import java.time.Instant;
import java.time.LocalDate;
import java.time.ZoneOffset;
import java.util.HashSet;
import java.util.List;
import java.util.Set;
import java.util.stream.IntStream;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** What is said about the generated tickers is so, and their bars know of their splits. */
class GeneratedTest {
  private static final Market WHOLE = market(35_000);

  @Test
  void aWholeMarketHasAsManyRowsAsTheVendors() {
    List<Listing> sims = WHOLE.listings().stream().filter(GeneratedTest::isGenerated).toList();
    List<Split> splits =
        IntStream.rangeClosed(1, 35_000).boxed().flatMap(GeneratedTest::splits).toList();

    assertThat(sims).hasSize(35_000);
    assertThat(sims.stream().filter(l -> l.delisted().isPresent())).hasSize(2_100);
    assertThat(sims.stream().filter(Listing::isOtc)).hasSize(1_750);
    assertThat(splits).hasSize(59_500).allMatch(s -> s.executionDate().getYear() < 2026);
    assertThat(splits.stream().filter(s -> s.splitTo().scale() > 0)).hasSize(11_200);
    assertThat(WHOLE.splits()).containsAll(splits.subList(0, 100)).hasSize(59_508);
    assertThat(WHOLE.dividends().stream().filter(d -> d.ticker().startsWith("SIM")))
        .hasSize(500_500);
    long undated =
        WHOLE.tickerRows().stream()
            .filter(r -> r.listing().delisted().isPresent() && r.delistedUtc().isEmpty())
            .count();
    assertThat(undated).isEqualTo(70);
  }

  @Test
  void idsAreUniqueAndEventsLieBeforeTheDelisting() {
    Set<String> ids = new HashSet<>();
    for (int number = 1; number <= 3_000; number++) {
      Listing listing = Generated.listing(number);
      LocalDate end = listing.delisted().orElse(LocalDate.of(2026, 1, 1));
      List<Split> splits = Generated.splits(number);
      List<Dividend> dividends = Generated.dividends(number);

      assertThat(splits)
          .extracting(Split::executionDate)
          .isSorted()
          .doesNotHaveDuplicates()
          .allMatch(date -> date.isBefore(end) && Market.isTradingDay(date));
      assertThat(dividends)
          .extracting(Dividend::exDividendDate)
          .isSorted()
          .doesNotHaveDuplicates()
          .allMatch(date -> date.isBefore(end));
      splits.forEach(s -> assertThat(ids.add(s.id())).isTrue());
      dividends.forEach(d -> assertThat(ids.add(d.id())).isTrue());
    }
  }

  @Test
  void aSmallerUniverseIsAPartOfALargerOne() {
    Market small = market(40);

    assertThat(small.listings()).isNotEmpty().allMatch(Set.copyOf(WHOLE.listings())::contains);
    assertThat(small.splits()).isNotEmpty().allMatch(Set.copyOf(WHOLE.splits())::contains);
    assertThat(small.dividends()).isNotEmpty().allMatch(Set.copyOf(WHOLE.dividends())::contains);
    assertThat(market(0).splits()).hasSize(8);
  }

  @Test
  void aRatioWithDecimalsIsWrittenAsTheVendorDoes() {
    Split split = new Split("KO", LocalDate.of(2024, 1, 2), 1_000_000, 1_015_228);

    assertThat(split.splitFrom().toPlainString()).isEqualTo("1");
    assertThat(split.splitTo().toPlainString()).isEqualTo("1.015228");
    assertThat(split.adjustmentType()).isEqualTo("stock_dividend");
    assertThat(new Split("KO", LocalDate.of(2024, 1, 2), 100, 1).splitFrom().toPlainString())
        .isEqualTo("100");
  }

  /** 8 has four splits, 1 one with decimals, 9 trades over the counter, 61 is delisted. */
  @ParameterizedTest
  @ValueSource(ints = {1, 3, 8, 9, 61, 34_998})
  void aListedSplitShowsInTheBarsOfItsTicker(int number) {
    String ticker = Generated.ticker(number);
    List<Split> visible =
        Generated.splits(number).stream()
            .filter(s -> s.executionDate().isAfter(LocalDate.of(2004, 1, 1)))
            .toList();

    assertThat(visible).isNotEmpty();
    for (Split split : visible) {
      TrueBar raw = lastBefore(ticker, false, split.executionDate());
      TrueBar adjusted = lastBefore(ticker, true, split.executionDate());
      TrueBar first = firstFrom(ticker, split.executionDate());
      double ratio = (double) split.from() / split.to();
      assertThat(first.open() / raw.close()).isCloseTo(ratio, within(ratio * 0.05));
      double factor = WHOLE.historicalFactor(split);
      assertThat(adjusted.close()).isCloseTo(raw.close() * factor, within(0.0001));
    }
  }

  @Test
  void factorsOfDividendsRiseWithTheDateAndEndAtOne() {
    Market market = market(10);
    for (String ticker : List.of("SIM00002", "SIM00004", "SIM00007", "KO", "SPY")) {
      List<Dividend> dividends =
          market.dividends().stream().filter(d -> d.ticker().equals(ticker)).toList();
      assertThat(dividends).isNotEmpty();
      assertThat(dividends)
          .extracting(market::historicalFactor)
          .isSorted()
          .allMatch(factor -> factor > 0 && factor <= 1);
    }
  }

  private static TrueBar lastBefore(String ticker, boolean adjusted, LocalDate date) {
    List<TrueBar> bars =
        WHOLE.bars(ticker, 1, "day", adjusted, midnight(date.minusDays(10)), midnight(date));
    return bars.get(bars.size() - 1);
  }

  private static TrueBar firstFrom(String ticker, LocalDate date) {
    return WHOLE.bars(ticker, 1, "day", false, midnight(date), midnight(date.plusDays(10))).get(0);
  }

  private static Instant midnight(LocalDate date) {
    return date.atStartOfDay(Listing.NEW_YORK).toInstant();
  }

  private static Stream<Split> splits(int number) {
    return Generated.splits(number).stream();
  }

  private static boolean isGenerated(Listing listing) {
    return listing.ticker().startsWith("SIM");
  }

  private static Market market(int universe) {
    return new Market(
        42, Clock.fixed(Instant.parse("2026-11-20T23:00:00Z"), ZoneOffset.UTC), universe);
  }
}
