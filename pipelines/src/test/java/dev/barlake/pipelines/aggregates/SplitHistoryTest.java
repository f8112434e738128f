package dev.barlake.pipelines.aggregates;

import static org.assertj.core.api.Assertions.assertThat;

import dev.barlake.marketapi.Split;
import dev.barlake.marketapi.SplitList;
import java.math.BigDecimal;
import java.time.LocalDate;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.Test;

/** A ticker's splits have a name that changes when its adjusted history does, and only then. */
class SplitHistoryTest {
  private static final LocalDate TODAY = LocalDate.of(2024, 6, 10);

  @Test
  void aTickerWithoutSplitsHasTheNameForNone() {
    assertThat(SplitHistory.of(list(split("KO", "2020-01-02", "1", "2")), TODAY).name("JPM"))
        .isEqualTo("none");
  }

  @Test
  void theNameHasEveryExecution() {
    assertThat(name(split("KO", "2012-08-13", "1", "2"), split("KO", "2020-01-02", "1", "4")))
        .isEqualTo("2012-08-13 1:2, 2020-01-02 1:4");
  }

  @Test
  void anAnnouncedSplitCountsFromItsDayOn() {
    Split executed = split("KO", "2020-01-02", "1", "2");
    assertThat(name(executed, split("KO", "2024-06-11", "1", "2"))).isEqualTo(name(executed));
    assertThat(name(executed, split("KO", "2024-06-10", "1", "2"))).isNotEqualTo(name(executed));
  }

  @Test
  void orderRepetitionAndSpellingDoNotMatter() {
    Split first = split("KO", "2012-08-13", "1", "2");
    Split second = split("KO", "2020-01-02", "1", "4");
    assertThat(name(second, first, split("KO", "2020-01-02", "1.0", "4.00")))
        .isEqualTo(name(first, second));
  }

  @Test
  void aCorrectedOrWithdrawnSplitChangesTheName() {
    Split first = split("KO", "2012-08-13", "1", "2");
    Split second = split("KO", "2020-01-02", "1", "4");
    assertThat(
            List.of(
                name(first, second),
                name(second),
                name(first, split("KO", "2020-01-02", "1", "5")),
                name(first, split("KO", "2020-01-03", "1", "4"))))
        .doesNotHaveDuplicates();
  }

  @Test
  void tickersThatDifferInCaseAreTwo() {
    SplitHistory history =
        SplitHistory.of(
            list(split("BCPC", "2020-01-02", "1", "2"), split("BCpC", "2021-01-02", "1", "2")),
            TODAY);
    assertThat(history.name("BCPC")).isEqualTo("2020-01-02 1:2");
    assertThat(history.name("BCpC")).isEqualTo("2021-01-02 1:2");
  }

  private static String name(Split... splits) {
    return SplitHistory.of(list(splits), TODAY).name("KO");
  }

  private static SplitList list(Split... splits) {
    return new SplitList(List.of(splits), Map.of());
  }

  private static Split split(String ticker, String date, String from, String to) {
    return new Split(ticker, LocalDate.parse(date), new BigDecimal(from), new BigDecimal(to));
  }
}
