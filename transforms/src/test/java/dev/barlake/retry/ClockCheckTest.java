package dev.barlake.retry;

import static org.assertj.core.api.Assertions.assertThat;

import dev.barlake.retry.ClockCheck.Judgement;
import dev.barlake.retry.ClockCheck.Verdict;
import java.time.Instant;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class ClockCheckTest {
  private static final Instant THEIRS = Instant.parse("2026-11-02T12:00:00Z");

  @ParameterizedTest
  @CsvSource({
    "0, FINE, FINE",
    "120, FINE, FINE",
    "-120, FINE, FINE",
    "121, WARN, WARN",
    "-121, WARN, WARN",
    "900, WARN, WARN",
    "901, REFUSE, WARN",
    "-901, REFUSE, WARN",
    "-172800, REFUSE, WARN",
  })
  void clocksAreComparedByHowFarTheyAreApart(long seconds, Verdict remote, Verdict loopback) {
    Instant ours = THEIRS.plusSeconds(seconds);
    assertThat(ClockCheck.judge("192.0.2.7", THEIRS, ours).verdict()).isEqualTo(remote);
    for (String host : new String[] {"127.0.0.1", "localhost", "[::1]"}) {
      assertThat(ClockCheck.judge(host, THEIRS, ours).verdict()).isEqualTo(loopback);
    }
  }

  @ParameterizedTest
  @CsvSource({"1000, ahead", "-1000, behind"})
  void bothTimesAndTheWayOutAreSaid(long seconds, String direction) {
    Judgement judgement = ClockCheck.judge("192.0.2.7", THEIRS, THEIRS.plusSeconds(seconds));
    assertThat(judgement.sentence())
        .isEqualTo(
            "this machine's clock says %s, that of 192.0.2.7 says 2026-11-02T12:00:00Z: 1000 s %s;"
                + " set this machine's clock (NTP)",
            THEIRS.plusSeconds(seconds), direction);
  }
}
