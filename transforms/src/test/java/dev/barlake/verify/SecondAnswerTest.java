package dev.barlake.verify;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.List;
import org.junit.jupiter.api.Test;

class SecondAnswerTest {
  private static final Finding SILENCE =
      new Finding(Verdict.SUSPECT, Check.SILENCE, -1, "no bar", 60_000, 120_000);
  private static final Finding MINUTES =
      new Finding(Verdict.MISSING, Check.MINUTES, 390, "1 missing", 60_000, 60_000);

  @Test
  void theSameSilenceInASecondAnswerIsBelieved() {
    VerdictRow second = SecondAnswer.judge(row(SILENCE, "", 2_000), row(SILENCE, "", 1_000));

    assertThat(second.verdict()).isEqualTo(Verdict.SILENT);
    assertThat(second.firstAsked()).isEqualTo(1_000);
    assertThat(second.asked()).isEqualTo(2_000);
  }

  @Test
  void oneAnswerIsNotTwo() {
    assertThat(SecondAnswer.judge(row(SILENCE, "", 1_000), row(SILENCE, "", 1_000)).verdict())
        .isEqualTo(Verdict.SUSPECT);
  }

  @Test
  void whatIsSilentStaysSoWithBothTimes() {
    VerdictRow silent = SecondAnswer.judge(row(SILENCE, "", 2_000), row(SILENCE, "", 1_000));

    VerdictRow later = SecondAnswer.judge(row(SILENCE, "", 3_000), silent);

    assertThat(later.verdict()).isEqualTo(Verdict.SILENT);
    assertThat(later.firstAsked()).isEqualTo(1_000);
  }

  @Test
  void aWitnessIsNotOverruledButTheQuestionIsRemembered() {
    VerdictRow second =
        SecondAnswer.judge(
            row(MINUTES, "market/1minute@a", 2_000), row(MINUTES, "market/1minute@a", 1_000));

    assertThat(second.verdict()).isEqualTo(Verdict.MISSING);
    assertThat(second.firstAsked()).isEqualTo(1_000);
  }

  @Test
  void aNewWitnessIsAReasonToAskAgain() {
    VerdictRow second =
        SecondAnswer.judge(
            row(MINUTES, "market/1minute@b", 2_000), row(MINUTES, "market/1minute@a", 1_000));

    assertThat(second.firstAsked()).isEqualTo(-1);
  }

  @Test
  void anotherGapIsAnotherQuestion() {
    Finding other = new Finding(Verdict.SUSPECT, Check.SILENCE, -1, "no bar", 60_000, 180_000);

    assertThat(SecondAnswer.judge(row(other, "", 2_000), row(SILENCE, "", 1_000)).verdict())
        .isEqualTo(Verdict.SUSPECT);
  }

  private static VerdictRow row(Finding finding, String witnesses, long asked) {
    return Rows.of("KO", finding, List.of(), witnesses, asked);
  }
}
