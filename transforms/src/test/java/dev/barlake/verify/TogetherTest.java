package dev.barlake.verify;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.Test;

class TogetherTest {
  private static final long TEN = 600_000;
  private static final long MINUTE = 60_000;

  @Test
  void twoUnlikelySilencesInOneMinuteAreOneFinding() {
    List<VerdictRow> rows = market();
    rows.add(silent("HON", -8));
    rows.add(silent("MMM", -8));

    assertThat(Together.of(rows).stream().filter(row -> row.verdict() == Verdict.SUSPECT))
        .hasSize(2)
        .allSatisfy(
            row -> {
              assertThat(row.check()).isEqualTo(Check.TOGETHER);
              assertThat(row.together()).isEqualTo(TEN);
            });
  }

  @Test
  void oneAloneAndTwoThatAreLikelyAreNone() {
    List<VerdictRow> rows = market();
    rows.add(silent("HON", -8));
    rows.add(Rows.consistent("KO", List.of(new Gap(TEN + MINUTE, TEN + 2 * MINUTE, -8))));
    rows.add(silent("THIN", -2));
    rows.add(silent("THINNER", -2));

    assertThat(Together.of(rows)).allMatch(row -> row.verdict() == Verdict.CONSISTENT);
  }

  @Test
  void whatASecondAnswerProvedCountsForNothing() {
    List<VerdictRow> rows = market();
    rows.add(silent("HON", -8));
    VerdictRow proven = silent("MMM", -8);
    rows.add(proven.with(Finding.of(Verdict.SILENT, Check.TOGETHER), TEN, 1));

    assertThat(Together.of(rows)).noneMatch(row -> row.verdict() == Verdict.SUSPECT);
  }

  @Test
  void aFindingGoesWhenTheOtherIsMended() {
    List<VerdictRow> rows = market();
    rows.add(silent("HON", -8));
    rows.add(silent("MMM", -8));
    List<VerdictRow> found = new ArrayList<>(Together.of(rows));

    found.removeIf(row -> row.ticker().equals("MMM"));
    found.add(Rows.consistent("MMM", List.of()));

    assertThat(Together.of(found)).allMatch(row -> row.verdict() == Verdict.CONSISTENT);
  }

  /** A hundred tickers without a gap. */
  private static List<VerdictRow> market() {
    List<VerdictRow> rows = new ArrayList<>();
    for (int i = 0; i < 100; i++) {
      rows.add(Rows.consistent("T" + i, List.of()));
    }
    return rows;
  }

  private static VerdictRow silent(String ticker, double log10) {
    return Rows.consistent(ticker, List.of(new Gap(TEN, TEN + MINUTE, log10)));
  }
}
