package dev.barlake.verify;

import java.util.Arrays;
import java.util.List;

/**
 * A gap that the vendor's second answer has too is believed. A witness that has the bars is not
 * overruled by it.
 */
final class SecondAnswer {
  private SecondAnswer() {}

  /**
   * The row in the light of the one before it.
   *
   * @param before of the same series and date; null if there is none
   */
  static VerdictRow judge(VerdictRow row, VerdictRow before) {
    if (!row.verdict().isBad() || before == null || !isSame(row, before)) {
      return row;
    }
    boolean again = before.verdict().isBad() && row.asked() > before.asked();
    long first = again && before.firstAsked() < 0 ? before.asked() : before.firstAsked();
    boolean believed = first >= 0 && isSilence(row);
    return row.with(
        believed ? row.finding().as(Verdict.SILENT) : row.finding(), row.together(), first);
  }

  /** Whether nothing but silence speaks against the date. */
  private static boolean isSilence(VerdictRow row) {
    return row.verdict() == Verdict.SUSPECT
        && switch (row.check()) {
          case SILENCE, DAILY, TOGETHER -> true;
          default -> false;
        };
  }

  /** Whether both rows found the same, before the same witnesses. */
  private static boolean isSame(VerdictRow row, VerdictRow before) {
    return row.found() == before.found()
        && row.from() == before.from()
        && row.to() == before.to()
        && witnesses(row).equals(witnesses(before));
  }

  /**
   * The files of the whole market. Other series of the lake are no reason to doubt an answer again:
   * their files change with each extraction.
   */
  private static List<String> witnesses(VerdictRow row) {
    return Arrays.stream(row.witnesses().split(" ")).filter(w -> !w.startsWith("bars/")).toList();
  }
}
