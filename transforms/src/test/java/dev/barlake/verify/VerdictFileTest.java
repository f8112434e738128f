package dev.barlake.verify;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.List;
import org.junit.jupiter.api.Test;

class VerdictFileTest {
  private static final Finding SILENCE =
      new Finding(Verdict.SUSPECT, Check.SILENCE, -1, "no bar", 60_000, 120_000);

  @Test
  void rowsComeBackAsTheyWereInTheOrderOfTickers() {
    VerdictRow plain = Rows.consistent("ZZZ", List.of());
    VerdictRow full =
        Rows.of("AAPL", SILENCE, List.of(new Gap(60_000, 120_000, -9.5)), "market/1day@x", 5_000)
            .with(SILENCE, 60_000, 4_000);

    assertThat(VerdictFile.read(VerdictFile.write(List.of(plain, full))))
        .containsExactly(full, plain);
  }

  @Test
  void aDamagedFileHasNoVerdictsSoTheyAreMadeAgain() {
    byte[] bytes = VerdictFile.write(List.of(Rows.consistent("KO", List.of())));
    bytes[20] ^= 1;

    assertThat(VerdictFile.read(bytes)).isEmpty();
  }
}
