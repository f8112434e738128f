package dev.barlake.verify;

import java.time.LocalDate;
import java.util.List;

/** Verdict rows with little in them. */
final class Rows {
  static final LocalDate DATE = LocalDate.of(2026, 10, 14);

  private Rows() {}

  static VerdictRow consistent(String ticker, List<Gap> gaps) {
    return of(ticker, Finding.of(Verdict.CONSISTENT, Check.NONE), gaps, "", 1_000);
  }

  static VerdictRow of(
      String ticker, Finding finding, List<Gap> gaps, String witnesses, long asked) {
    return new VerdictRow(
        ticker,
        false,
        DATE,
        finding.verdict(),
        finding.check(),
        finding.expected(),
        390,
        finding.text(),
        finding.from(),
        finding.to(),
        -1,
        gaps,
        witnesses,
        "v/1",
        -1,
        asked,
        asked,
        "run");
  }
}
