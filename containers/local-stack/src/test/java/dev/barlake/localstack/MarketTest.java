package dev.barlake.localstack;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.assertj.core.api.Assertions.within;

import java.time.Clock;
import java.time.Instant;
import java.time.LocalDate;
import java.time.ZoneOffset;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class MarketTest {
  private final Market market = new Market(42, at("2026-11-20T23:00:00Z"), 0);

  @ParameterizedTest
  @ValueSource(
      strings = {"AAPL", "BCpC", "THIN", "001", "X:BTCUSD", "C:EURUSD", "I:SPX", "SIM00123"})
  void theRangeOfABarHoldsItsPrices(String ticker) {
    List<TrueBar> bars = minutes(ticker, "2026-02-02", "2026-02-28");

    assertThat(bars).isNotEmpty();
    for (TrueBar b : bars) {
      assertThat(b.high()).isGreaterThanOrEqualTo(Math.max(b.open(), b.close()));
      assertThat(b.low()).isLessThanOrEqualTo(Math.min(b.open(), b.close())).isPositive();
      b.vwap().ifPresent(v -> assertThat(v).isBetween(b.low(), b.high()));
    }
    assertThat(bars).extracting(TrueBar::windowStart).isSorted().doesNotHaveDuplicates();
  }

  @Test
  void theSameSeedIsTheSameMarketAndAnotherIsNot() {
    Market same = new Market(42, at("2026-11-21T23:00:00Z"), 5);
    Market other = new Market(43, at("2026-11-20T23:00:00Z"), 0);

    assertThat(minutes("KO", "2024-06-03", "2024-06-04"))
        .isEqualTo(same.bars("KO", 1, "minute", true, day("2024-06-03"), day("2024-06-04")))
        .isNotEqualTo(other.bars("KO", 1, "minute", true, day("2024-06-03"), day("2024-06-04")));
  }

  @Test
  void anHourIsTheAggregateOfItsMinutes() {
    Instant ten = Instant.parse("2024-06-03T14:00:00Z");
    List<TrueBar> minutes = market.bars("AAPL", 1, "minute", true, ten, ten.plusSeconds(3600));
    TrueBar hour = market.bar("AAPL", 1, "hour", true, ten).orElseThrow();

    assertThat(hour.open()).isEqualTo(minutes.get(0).open());
    assertThat(hour.close()).isEqualTo(minutes.get(minutes.size() - 1).close());
    assertThat(hour.high())
        .isEqualTo(minutes.stream().mapToDouble(TrueBar::high).max().orElseThrow());
    assertThat(hour.low())
        .isEqualTo(minutes.stream().mapToDouble(TrueBar::low).min().orElseThrow());
    assertThat(hour.volume())
        .isCloseTo(minutes.stream().mapToDouble(TrueBar::volume).sum(), within(1e-5));
  }

  @Test
  void volumesAreWholeUntilFractionalSharesAreReported() {
    assertThat(minutes("AAPL", "2026-02-20", "2026-02-21"))
        .allMatch(b -> b.volume() == Math.rint(b.volume()));
    assertThat(minutes("AAPL", "2026-02-23", "2026-02-24"))
        .anyMatch(b -> b.volume() != Math.rint(b.volume()));
  }

  @Test
  void aSplitRewritesAdjustedHistoryAndNotTheRawOne() {
    Instant before = day("2024-03-15");
    TrueBar raw = market.bar("KO", 1, "day", false, before).orElseThrow();
    TrueBar adjusted = market.bar("KO", 1, "day", true, before).orElseThrow();

    assertThat(adjusted.close()).isCloseTo(raw.close() * 2 / 3, within(0.00005001));
    assertThat(adjusted.volume()).isCloseTo(raw.volume() * 3 / 2, within(1e-5));
    assertThat(market.bar("KO", 1, "day", true, day("2024-03-18")))
        .isEqualTo(market.bar("KO", 1, "day", false, day("2024-03-18")));
    // The raw price falls by about a third overnight.
    assertThat(market.bar("KO", 1, "day", false, day("2024-03-18")).orElseThrow().open())
        .isCloseTo(raw.close() * 2 / 3, within(raw.close() * 0.03));
  }

  @Test
  void aSplitAddedBetweenTwoRunsChangesOnlyWhatIsAdjusted() {
    List<TrueBar> adjusted = minutes("MSFT", "2026-11-18", "2026-11-19");
    List<TrueBar> raw = rawMinutes("MSFT", "2026-11-18", "2026-11-19");

    market.addSplit("MSFT", LocalDate.of(2026, 11, 20), 1, 2);

    List<TrueBar> halved = minutes("MSFT", "2026-11-18", "2026-11-19");
    assertThat(rawMinutes("MSFT", "2026-11-18", "2026-11-19")).isEqualTo(raw);
    assertThat(halved).hasSameSizeAs(adjusted);
    for (int i = 0; i < halved.size(); i++) {
      assertThat(halved.get(i).close()).isCloseTo(adjusted.get(i).close() / 2, within(0.00005001));
      assertThat(halved.get(i).volume()).isEqualTo(adjusted.get(i).volume() * 2);
    }
  }

  @Test
  void anAnnouncedSplitChangesNothingBeforeItsDate() {
    Split announced =
        market.splits().stream().filter(s -> s.ticker().equals("NVDA")).findFirst().orElseThrow();

    assertThat(announced.executionDate()).isAfter(market.today());
    assertThat(minutes("NVDA", "2026-11-18", "2026-11-19"))
        .isEqualTo(rawMinutes("NVDA", "2026-11-18", "2026-11-19"));
  }

  @Test
  void aLateCorrectionReachesTheMinuteAndTheDay() {
    Instant minute = Instant.parse("2026-11-18T15:00:00Z");
    TrueBar before = market.bar("AAPL", 1, "minute", true, minute).orElseThrow();

    market.correctClose("AAPL", minute, 1000);

    TrueBar after = market.bar("AAPL", 1, "minute", true, minute).orElseThrow();
    assertThat(after.close()).isEqualTo(1000);
    assertThat(after.high()).isEqualTo(1000);
    assertThat(after.open()).isEqualTo(before.open());
    assertThat(market.bar("AAPL", 1, "day", true, day("2026-11-18")).orElseThrow().high())
        .isEqualTo(1000);
    assertThatThrownBy(() -> market.correct("AAPL", day("2026-11-15"), 1.1))
        .hasMessageContaining("no bar");
  }

  @Test
  void barsExistUpToNowAndOnlyWhenTheirMinuteIsOver() {
    Market morning = new Market(42, at("2026-11-20T15:00:30Z"), 0);

    List<TrueBar> bars =
        morning.bars("SPY", 1, "minute", true, day("2026-11-20"), day("2026-11-21"));

    assertThat(bars.get(bars.size() - 1).windowStart()).isEqualTo("2026-11-20T14:59:00Z");
  }

  @Test
  void listedDelistedHaltedAndQuietTickersHaveTheirGaps() {
    assertThat(firstDay("NEWC", "2024-03-01")).isEqualTo(day("2024-03-13"));
    assertThat(days("GONE", "2023-10-16", "2023-11-01"))
        .containsExactly(
            day("2023-10-16"), day("2023-10-17"), day("2023-10-18"), day("2023-10-19"));
    assertThat(days("HALT", "2024-06-03", "2024-06-06"))
        .containsExactly(day("2024-06-03"), day("2024-06-05"));
    int sessions = days("SPY", "2024-01-01", "2025-01-01").size();
    assertThat(sessions).isEqualTo(252);
    assertThat(days("THIN", "2024-01-01", "2025-01-01").size()).isBetween(150, 240);
    assertThat(minutes("THIN", "2024-06-03", "2024-06-08").size()).isBetween(20, 150);
  }

  @Test
  void tickersThatDifferInCaseAreDifferent() {
    assertThat(minutes("BCPC", "2024-06-03", "2024-06-04"))
        .isNotEqualTo(minutes("BCpC", "2024-06-03", "2024-06-04"))
        .isNotEmpty();
    assertThat(minutes("bcpc", "2024-06-03", "2024-06-04")).isEmpty();
  }

  @Test
  void cryptoTradesRoundTheClockAndCurrenciesFromMondayToFriday() {
    Instant saturday = Instant.parse("2024-06-01T00:00:00Z");

    assertThat(market.bars("X:BTCUSD", 1, "hour", true, saturday, saturday.plusSeconds(86400)))
        .hasSize(24);
    assertThat(market.bars("C:EURUSD", 1, "hour", true, saturday, saturday.plusSeconds(3 * 86400)))
        .hasSize(24);
  }

  @Test
  void secondsStayWithinTheirMinute() {
    Instant open = Instant.parse("2024-06-03T13:30:00Z");
    TrueBar minute = market.bar("AAPL", 1, "minute", true, open).orElseThrow();

    assertThat(market.bars("AAPL", 1, "second", true, open, open.plusSeconds(60)))
        .hasSizeGreaterThan(20)
        .allMatch(b -> b.high() <= minute.high() && b.low() >= minute.low());
  }

  private List<TrueBar> minutes(String ticker, String from, String to) {
    return market.bars(ticker, 1, "minute", true, day(from), day(to));
  }

  private List<TrueBar> rawMinutes(String ticker, String from, String to) {
    return market.bars(ticker, 1, "minute", false, day(from), day(to));
  }

  private List<Instant> days(String ticker, String from, String to) {
    return market.bars(ticker, 1, "day", true, day(from), day(to)).stream()
        .map(TrueBar::windowStart)
        .toList();
  }

  private Instant firstDay(String ticker, String from) {
    return days(ticker, from, "2024-04-01").get(0);
  }

  private static Instant day(String date) {
    return LocalDate.parse(date).atStartOfDay(Listing.NEW_YORK).toInstant();
  }

  private static Clock at(String instant) {
    return Clock.fixed(Instant.parse(instant), ZoneOffset.UTC);
  }
}
