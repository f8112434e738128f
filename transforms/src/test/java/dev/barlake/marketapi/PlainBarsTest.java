package dev.barlake.marketapi;

import static org.assertj.core.api.Assertions.assertThat;

import dev.barlake.model.Bar;
import dev.barlake.model.Bars;
import java.io.ByteArrayInputStream;
import java.io.IOException;
import java.nio.charset.Charset;
import java.nio.charset.StandardCharsets;
import net.jqwik.api.Arbitraries;
import net.jqwik.api.Arbitrary;
import net.jqwik.api.Combinators;
import net.jqwik.api.ForAll;
import net.jqwik.api.Property;
import net.jqwik.api.Provide;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class PlainBarsTest {
  private static final String PLAIN = "{'t':1,'o':1,'h':1,'l':1,'c':1,'v':1}";

  /** With apostrophes for quotation marks. */
  private static RecentBytes body(String text, Charset charset) {
    byte[] bytes = text.replace('\'', '"').getBytes(charset);
    return new RecentBytes(new ByteArrayInputStream(bytes), 8 << 20);
  }

  private static RecentBytes body(String text) {
    return body(text, StandardCharsets.UTF_8);
  }

  private static void assertSame(String page) throws IOException {
    PageOutcome.assertSame(page.replace('\'', '"').getBytes(StandardCharsets.UTF_8));
  }

  /** The bar that comes next in a page, null if it is not plain. */
  private static Bar next(String text) throws IOException {
    BarFields fields = new BarFields(true);
    try (PlainBars plain = new PlainBars(body(text))) {
      if (!plain.read(fields)) {
        assertThat(plain.readAllBytes()).asString().isEqualTo(text.replace('\'', '"'));
        return null;
      }
      Bars.Builder bars = new Bars.Builder(1);
      fields.addTo(bars, 77);
      return bars.build().get(0);
    }
  }

  private static Double number(String written) throws IOException {
    Bar bar = next("," + PLAIN.replace("'v':1", "'v':" + written) + ",");
    return bar == null ? null : bar.volume();
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        ",{'v':5.5,'vw':2.25,'o':1,'c':2,'h':4,'l':0.5,'t':60000,'n':9,'otc':true}",
        ",{'otc':true,'n':9,'t':60000,'l':0.5,'h':4,'c':2,'o':1,'vw':2.25,'v':5.5}]",
        " ,\n{ 'v' : 5.5 ,\t'vw':2.25,'o':1,'c':2,'h':4,\r\n'l':0.5,'t':60000,'n':9,'otc':true } ,"
      })
  void knownFieldsInAnyOrderArePlain(String text) throws IOException {
    assertThat(next(text)).isEqualTo(new Bar(60_000, 1, 4, 0.5, 2, 5.5, 2.25, 9, true, 77));
  }

  @ParameterizedTest
  @ValueSource(strings = {"", ",'otc':false"})
  void vwapTransactionsAndOtcMayBeMissing(String rest) throws IOException {
    assertThat(next("," + PLAIN.replace("}", rest + "}")))
        .isEqualTo(new Bar(1, 1, 1, 1, 1, 1, Double.NaN, -1, false, 77));
  }

  @Test
  void theSecondOfTwoValuesCountsAsItDoesForTheParser() throws IOException {
    assertThat(number("2,'v':3")).isEqualTo(3);
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        "null",
        "'5'",
        "'NaN'",
        "NaN",
        "Infinity",
        "true",
        "-1",
        "-0",
        "-0.0",
        "+1",
        "007",
        "00",
        "1.",
        ".5",
        "1.e5",
        "1e",
        "1e+",
        "1e999",
        "0x1",
        "1d",
        "1_0",
        "{'x':[1]}",
        "[1]",
        "",
        "1 1",
        "/* one */ 1",
        "1,",
        "1;",
        "1,'x':1",
        "1,'vwap':1",
        "1,'V':1",
        "1,'O':1",
        "1,'vo':1",
        "1,'ot':true",
        "1,'vw\\u0000':1",
        "1,'\\u0076':1",
        "1,'':1",
        "1,'é':1",
        "1,v:1",
        "1,'t':1.5",
        "1,'t':1e3",
        "1,'t':null",
        "1,'t':01",
        "1,'t':1234567890123456789",
        "1,'n':'1'",
        "1,'n':-1",
        "1,'vw':null",
        "1,'otc':1",
        "1,'otc':null",
        "1,'otc':'true'",
        "1,'otc':trueish",
        "1,'otc':True"
      })
  void everythingElseIsLeftToTheParser(String volume) throws IOException {
    assertThat(number(volume)).isNull();
    assertSame("{'results':[" + PLAIN + "," + PLAIN.replace("'v':1", "'v':" + volume) + "]}");
  }

  @ParameterizedTest
  @ValueSource(strings = {"t", "o", "h", "l", "c", "v"})
  void aBarThatLacksAFieldIsLeftToTheParser(String field) throws IOException {
    String bar = PLAIN.replace("'" + field + "':1", "'n':1");
    assertThat(next("," + bar)).isNull();
    assertSame("{'results':[" + PLAIN + "," + bar + "," + PLAIN + "]}");
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        "",
        ",",
        ",,",
        "]",
        ",]",
        ",{",
        ",{}",
        ",{'t':1,}",
        ",{'t'",
        ",{'t':",
        ",{'t':1",
        ",{'t':1,",
        ",{'t':1,'o':1,'h':1,'l':1,'c':1,'v':1",
        ",{'t':1,'o':1,'h':1,'l':1,'c':1,'v':1]",
        ",{'t':1,'o':1,'h':1,'l':1,'c':1,'v':1,}",
        "{'t':1,'o':1,'h':1,'l':1,'c':1,'v':1}"
      })
  void aPieceOfABarIsLeftToTheParser(String text) throws IOException {
    assertThat(next(text)).isNull();
    assertSame("{'results':[" + PLAIN + text);
  }

  @Test
  void aLongBarIsLeftToTheParserOrCutByNothing() throws IOException {
    for (int spaces = 1; spaces < 40_000; spaces = spaces * 5 / 4 + 1) {
      String bar = PLAIN.replace("'o'", " ".repeat(spaces) + "'o'");
      assertSame("{'results':[" + PLAIN + ("," + bar).repeat(3) + "]}");
    }
  }

  @Test
  void aPageInAnotherEncodingIsTheParsers() throws IOException {
    String page = "{'ticker':'A','results':[" + PLAIN + ("," + PLAIN).repeat(3) + "]}";
    AggregatesPage read =
        AggregatesPage.read(() -> body(page, StandardCharsets.UTF_16BE), 100, 77, true);
    assertThat(read.results()).isEqualTo(4);
    assertThat(read.ticker()).isEqualTo("A");
  }

  @Test
  void ofAPageOfPlainBarsTheParserReadsTheFirst() throws IOException {
    StringBuilder given = new StringBuilder();
    String rest = "],'status':'OK','more':{}}".replace('\'', '"');
    try (PlainBars plain =
        new PlainBars(body("{'results':[" + PLAIN + ("," + PLAIN).repeat(9_999) + rest))) {
      byte[] buffer = new byte[8_000];
      int bars = 0;
      for (int count = plain.read(buffer); count > 0; count = plain.read(buffer)) {
        given.append(new String(buffer, 0, count, StandardCharsets.UTF_8));
        assertThat(plain.isNext(given.length())).isTrue();
        while (plain.read(new BarFields(true))) {
          bars++;
        }
      }
      assertThat(bars).isEqualTo(9_999);
      assertThat(plain.kept()).isEqualTo(9_999L * (PLAIN.length() + 1));
    }
    assertThat(given).hasToString(("{'results':[" + PLAIN).replace('\'', '"') + rest);
  }

  /** Pages of bars with a field that is new are not read in pieces to no purpose. */
  @Test
  void afterTwentyOtherBarsInARowTheParserHasTheRest() throws IOException {
    String other = "," + PLAIN.replace("}", ",'x':1}");
    String bars = (other.repeat(19) + "," + PLAIN).repeat(3) + other.repeat(20) + "," + PLAIN;
    assertSame("{'results':[" + PLAIN + bars.repeat(20) + "]}");
    try (PlainBars plain = new PlainBars(body(bars))) {
      int read = 0;
      int given = 0;
      while (plain.isNext(given)) {
        boolean isPlain = plain.read(new BarFields(true));
        read += isPlain ? 1 : 0;
        given += isPlain ? 0 : plain.readNBytes(other.length()).length;
      }
      assertThat(read).isEqualTo(3);
      assertThat(given).isEqualTo(77 * other.length());
      assertThat(plain.readAllBytes()).hasSize(PLAIN.length() + 1);
    }
  }

  @Property(tries = 5_000)
  void aNumberIsTheNearestThatThereIs(@ForAll("numbers") String written) throws IOException {
    assertThat(number(written)).isEqualTo(Double.parseDouble(written));
  }

  @Provide
  Arbitrary<String> numbers() {
    Arbitrary<String> whole =
        Arbitraries.oneOf(
            Arbitraries.longs().between(0, 999).map(String::valueOf),
            Arbitraries.longs().between(0, Long.MAX_VALUE).map(String::valueOf),
            Arbitraries.longs().between((1L << 53) - 99, (1L << 53) + 99).map(String::valueOf));
    Arbitrary<String> decimals =
        Arbitraries.strings().numeric().ofMinLength(1).ofMaxLength(25).map(text -> "." + text);
    Arbitrary<String> exponent =
        Combinators.combine(
                Arbitraries.of("e", "E", "e+", "e-"), Arbitraries.integers().between(0, 280))
            .as((letter, number) -> letter + number);
    return Combinators.combine(whole, decimals.injectNull(0.2), exponent.injectNull(0.8))
        .as((a, b, c) -> a + (b == null ? "" : b) + (c == null ? "" : c));
  }
}
