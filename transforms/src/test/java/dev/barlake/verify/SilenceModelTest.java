package dev.barlake.verify;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import org.junit.jupiter.api.Test;

class SilenceModelTest {
  private static final long MINUTE = 60_000;

  @Test
  void aTickerThatTradesSteadilyIsNotSilentByChance() {
    List<long[]> sessions = sessions(100);
    sessions.get(3)[200] = 0;

    assertThat(SilenceModel.learn(sessions).gaps(sessions.get(3), 1_000_000, MINUTE))
        .singleElement()
        .satisfies(
            gap -> {
              assertThat(gap.start()).isEqualTo(1_000_000 + 200 * MINUTE);
              assertThat(gap.end()).isEqualTo(1_000_000 + 201 * MINUTE);
              assertThat(gap.log10()).isLessThan(DayTests.IMPOSSIBLE);
            });
  }

  @Test
  void whatIsHabitIsNoSign() {
    List<long[]> sessions = sessions(100);
    for (int day = 0; day < 20; day++) {
      sessions.get(day)[10 + 7 * day] = 0;
    }

    assertThat(SilenceModel.learn(sessions).gaps(sessions.get(3), 0, MINUTE))
        .allSatisfy(gap -> assertThat(gap.log10()).isGreaterThan(-3.5));
  }

  @Test
  void aSilenceAtTheBorderOfABusyTimeIsJudgedByTheQuietSide() {
    List<long[]> sessions = new ArrayList<>();
    for (int day = 0; day < 20; day++) {
      long[] counts = new long[390];
      Arrays.fill(counts, 0, 100, 200);
      sessions.add(counts);
    }

    assertThat(SilenceModel.learn(sessions).gaps(sessions.get(3), 0, MINUTE))
        .noneMatch(gap -> gap.start() == 100 * MINUTE && gap.end() < 390 * MINUTE);
  }

  @Test
  void aThinTickerIsNeverSuspectForAMinute() {
    List<long[]> sessions = sessions(2);
    sessions.get(3)[200] = 0;

    assertThat(SilenceModel.learn(sessions).gaps(sessions.get(3), 0, MINUTE))
        .noneMatch(gap -> gap.log10() <= DayTests.IMPOSSIBLE);
  }

  @Test
  void plantedHolesAreFoundAsOftenAsTheReadmeSays() {
    HoleTrials trials = new HoleTrials(42);
    trials.run(25);
    trials.shared(1);

    assertThat(trials.found("AFTERNOON", 20)).isEqualTo(1);
    assertThat(trials.found("TO_THE_END", 20)).isEqualTo(1);
    assertThat(trials.found("FIVE_MINUTES", 60)).isEqualTo(1);
    assertThat(trials.found("SHARED_MINUTE", 60)).isEqualTo(1);
    assertThat(trials.found("MINUTE", 2)).isZero();
    assertThat(trials.alarms()).isLessThanOrEqualTo(1);
  }

  /** Twenty sessions of so many trades a minute, a little more or less. */
  private static List<long[]> sessions(long trades) {
    List<long[]> sessions = new ArrayList<>();
    for (int day = 0; day < 20; day++) {
      long[] counts = new long[390];
      for (int minute = 0; minute < counts.length; minute++) {
        counts[minute] = trades + (minute * 31 + day * 17) % 7 * trades / 20;
      }
      sessions.add(counts);
    }
    return sessions;
  }
}
