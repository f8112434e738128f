package dev.barlake.verify;

import static org.assertj.core.api.Assertions.assertThat;

import dev.barlake.model.BarSeries;
import dev.barlake.model.Bars;
import dev.barlake.model.Timespan;
import org.junit.jupiter.api.Test;

class ComparisonTest {
  private static final long NINE = 1_791_983_400_000L;
  private static final long MINUTE = 60_000;
  private static final BarSeries FIVE = new BarSeries("KO", 5, Timespan.MINUTE, true);

  @Test
  void minutesAddUpToFiveOnAnotherScale() {
    Bars minutes = bars(NINE, 10, 12, NINE + MINUTE, 20, 24, NINE + 5 * MINUTE, 30, 33);

    Bars rolled = RollUp.of(minutes, FIVE, NINE, 0.5);

    assertThat(rolled.size()).isEqualTo(2);
    assertThat(rolled.open(0)).isEqualTo(5);
    assertThat(rolled.close(0)).isEqualTo(12);
    assertThat(rolled.high(0)).isEqualTo(12.5);
    assertThat(rolled.low(0)).isEqualTo(4.5);
    assertThat(rolled.volume(0)).isEqualTo(400);
    assertThat(rolled.transactions(0)).isEqualTo(14);
    assertThat(rolled.windowStart(1)).isEqualTo(NINE + 5 * MINUTE);
  }

  @Test
  void aMissingBarIsMissingAndABarTooManyIsSuspect() {
    Bars two = bars(NINE, 10, 12, NINE + MINUTE, 20, 24);
    Bars one = bars(NINE, 10, 12);

    Finding missing = Comparison.of(one, two, true).finding(Check.MINUTES, 2);
    assertThat(missing.verdict()).isEqualTo(Verdict.MISSING);
    assertThat(missing.from()).isEqualTo(NINE + MINUTE);
    assertThat(Comparison.of(two, one, true).finding(Check.MINUTES, 1).verdict())
        .isEqualTo(Verdict.SUSPECT);
  }

  @Test
  void rawBarsMustBeTheSameAndAdjustedOnesOnlyButForRounding() {
    Bars bars = bars(NINE, 10, 12);
    Bars rounded = bars(NINE, 10.00004, 12);

    assertThat(Comparison.of(rounded, bars, true).agrees()).isFalse();
    assertThat(Comparison.of(rounded, bars, false).agrees()).isTrue();
    assertThat(Comparison.of(bars(NINE, 10.1, 12), bars, false).agrees()).isFalse();
  }

  @Test
  void noBarOnBothSidesIsProvenSilence() {
    Comparison both = Comparison.of(Bars.NONE, Bars.NONE, true);

    assertThat(both.finding(Check.MINUTES, 0).verdict()).isEqualTo(Verdict.SILENT);
  }

  /** Start, open and close of each; high and low are one beyond, volume 100, trades 7. */
  private static Bars bars(double... values) {
    Bars.Builder bars = new Bars.Builder(4);
    for (int i = 0; i < values.length; i += 3) {
      double open = values[i + 1];
      double close = values[i + 2];
      bars.add((long) values[i], open, close + 1, open - 1, close, 100, Double.NaN, 7, false, 0);
    }
    return bars.build();
  }
}
