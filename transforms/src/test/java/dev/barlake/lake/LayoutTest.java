package dev.barlake.lake;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.barlake.model.BarSeries;
import dev.barlake.model.Timespan;
import dev.barlake.store.ArabicDigits;
import java.nio.charset.StandardCharsets;
import java.util.Locale;
import java.util.OptionalLong;
import net.jqwik.api.Assume;
import net.jqwik.api.Example;
import net.jqwik.api.ForAll;
import net.jqwik.api.Property;
import net.jqwik.api.constraints.Chars;
import net.jqwik.api.constraints.IntRange;
import net.jqwik.api.constraints.StringLength;

class LayoutTest {
  @Example
  void aFileForEachPeriod() {
    assertThat(Layout.partition(Blocks.AAPL, Blocks.JANUARY))
        .isEqualTo("bars/timespan=5minute/adjusted=true/symbol=AAPL/month=2024-01/bars.parquet");
    BarSeries daily = new BarSeries("X:BTCUSD", 1, Timespan.DAY, false);
    assertThat(Layout.partition(daily, daily.storagePeriod().parse("2024")))
        .isEqualTo("bars/timespan=1day/adjusted=false/symbol=X%3ABTCUSD/year=2024/bars.parquet");
  }

  @Example
  void pathsHaveTheSameDigitsInAllLanguages() {
    try (ArabicDigits digits = new ArabicDigits()) {
      digits.require();
      BarSeries seconds = new BarSeries("A1", 15, Timespan.SECOND, false);
      BarSeries daily = new BarSeries("A1", 1, Timespan.DAY, true);

      assertThat(Layout.partition(seconds, seconds.storagePeriod().parse("2024-02-09")))
          .isEqualTo("bars/timespan=15second/adjusted=false/symbol=A1/day=2024-02-09/bars.parquet");
      assertThat(Layout.partition(Blocks.AAPL, Blocks.JANUARY))
          .isEqualTo("bars/timespan=5minute/adjusted=true/symbol=AAPL/month=2024-01/bars.parquet");
      assertThat(Layout.partition(daily, daily.storagePeriod().parse("2024")))
          .isEqualTo("bars/timespan=1day/adjusted=true/symbol=A1/year=2024/bars.parquet");
      assertThat(Layout.period(daily, Layout.partition(daily, 54))).hasValue(54);
      assertThat(Layout.watermarks("15second", true))
          .isEqualTo("_watermarks/timespan=15second/adjusted=true.json");
    }
  }

  @Example
  void runsWhoseIdsHaveColonsAsAirflowsDo() {
    String run = "daily.scheduled__2024-01-01T00:00:00+00:00";
    assertThat(Layout.manifest(run, 2))
        .isEqualTo("_manifests/daily.scheduled__2024-01-01T00%3A00%3A00+00%3A00.2.json");
    assertThat(Layout.receipts(run, "a"))
        .isEqualTo("_receipts/daily.scheduled__2024-01-01T00%3A00%3A00+00%3A00/a");
    assertThat(Layout.failures(run, "a"))
        .isEqualTo("_failed/daily.scheduled__2024-01-01T00%3A00%3A00+00%3A00/a");
  }

  @Example
  void tickersThatAPathCannotHold() {
    assertThat(Layout.encode("BCpC")).isEqualTo("BC%70C");
    assertThat(Layout.encode("BRK.B")).isEqualTo("BRK.B");
    assertThat(Layout.encode("NULL")).isEqualTo("NUL%4C");
    assertThat(Layout.encode("NULLS")).isEqualTo("NULLS");
    assertThat(Layout.encode("..")).isEqualTo("%2E%2E");
    assertThat(Layout.encode("A/B=C%D")).isEqualTo("A%2FB%3DC%25D");
    assertThatThrownBy(() -> Layout.encode("\ud800")).isInstanceOf(IllegalArgumentException.class);
  }

  @Property
  void decodingUndoesEncoding(@ForAll String value) {
    Assume.that(isUnicode(value));

    assertThat(Layout.decode(Layout.encode(value))).isEqualTo(value);
  }

  @Property
  void nothingButPlainCharactersIsLeft(@ForAll @StringLength(min = 1) String value) {
    Assume.that(isUnicode(value));

    assertThat(Layout.encode(value)).matches("[A-Z0-9%.-]+").doesNotMatch("\\..*|.*\\.");
  }

  @Property
  void aCaseBlindDiskKeepsTickersApart(
      @ForAll @Chars({'A', 'a', 'B', 'b'}) @StringLength(3) String a,
      @ForAll @Chars({'A', 'a', 'B', 'b'}) @StringLength(3) String b) {
    Assume.that(!a.equals(b));

    assertThat(Layout.encode(a).toUpperCase(Locale.ROOT))
        .isNotEqualTo(Layout.encode(b).toUpperCase(Locale.ROOT));
  }

  @Property
  void aPathTellsItsPeriod(
      @ForAll Timespan timespan, @ForAll @IntRange(min = 0, max = 5000) int number) {
    BarSeries series = new BarSeries("BCpC", 1, timespan, true);

    assertThat(Layout.period(series, Layout.partition(series, number))).hasValue(number);
  }

  @Example
  void otherPathsHaveNone() {
    String file = Layout.partition(Blocks.AAPL, Blocks.JANUARY);
    for (String other :
        new String[] {
          "",
          file + "x",
          file.replace("2024-01", "2024-13"),
          file.replace("AAPL", "AAP"),
          file.replace("month=2024-01/", "month=")
        }) {
      assertThat(Layout.period(Blocks.AAPL, other)).isEqualTo(OptionalLong.empty());
    }
  }

  private static boolean isUnicode(String value) {
    return StandardCharsets.UTF_8.newEncoder().canEncode(value);
  }
}
