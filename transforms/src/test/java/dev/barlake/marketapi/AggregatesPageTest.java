package dev.barlake.marketapi;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.barlake.model.Bar;
import java.io.ByteArrayInputStream;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

class AggregatesPageTest {
  /** With apostrophes for quotation marks. */
  private static AggregatesPage read(String text) throws IOException {
    byte[] bytes = text.replace('\'', '"').getBytes(StandardCharsets.UTF_8);
    return AggregatesPage.read(new ByteArrayInputStream(bytes), bytes.length, 77, true);
  }

  private static Bar bar(String fields) throws IOException {
    return read("{'results':[{" + fields + "}]}").bars().get(0);
  }

  @Test
  void everyFieldIsRead() throws IOException {
    assertThat(bar("'v':5.5,'vw':2.25,'o':1,'c':2,'h':4,'l':0.5,'t':60000,'n':9,'otc':true"))
        .isEqualTo(new Bar(60_000, 1, 4, 0.5, 2, 5.5, 2.25, 9, true, 77));
  }

  @ParameterizedTest
  @ValueSource(strings = {"", ",'vw':null,'n':null,'otc':null", ",'otc':false"})
  void vwapTransactionsAndOtcMayBeMissing(String rest) throws IOException {
    assertThat(bar("'t':1,'o':1,'h':1,'l':1,'c':1,'v':1" + rest))
        .isEqualTo(new Bar(1, 1, 1, 1, 1, 1, Double.NaN, -1, false, 77));
  }

  @ParameterizedTest
  @CsvSource(
      quoteCharacter = '~',
      value = {
        "1.70888e+06, 1708880",
        "1.70888E6, 1708880",
        "54863202.854363, 54863202.854363",
        "'54863202.854363', 54863202.854363",
        "'1.5e3', 1500",
        "135647456, 135647456",
        "9223372036854775808, 9223372036854775808",
        "0, 0",
      })
  void aVolumeIsReadHoweverItIsWritten(String written, double expected) throws IOException {
    assertThat(bar("'t':1,'o':1,'h':1,'l':1,'c':1,'v':" + written).volume()).isEqualTo(expected);
  }

  @Test
  void timeAndTransactionsMayHaveAnExponent() throws IOException {
    Bar bar = bar("'t':1.790861400e12,'n':1.2e3,'o':1,'h':1,'l':1,'c':1,'v':1");
    assertThat(bar.windowStart()).isEqualTo(1_790_861_400_000L);
    assertThat(bar.transactions()).isEqualTo(1_200);
  }

  @Test
  void fieldsMayComeInAnyOrderAndBesideUnknownOnes() throws IOException {
    AggregatesPage page =
        read(
            "{'new':{'results':[1]},'next_url':'/n','results':[{'x':[{'t':4}],'n':2,'t':3,"
                + "'y':{'o':9},'c':1,'l':1,'h':1,'o':1,'vw':1,'v':1}],'status':'OK','adjusted':true,"
                + "'resultsCount':1,'ticker':'A'}");
    assertThat(page.bars().stream()).containsExactly(new Bar(3, 1, 1, 1, 1, 1, 1, 2, false, 77));
    assertThat(page.ticker()).isEqualTo("A");
    assertThat(page.adjusted()).isTrue();
    assertThat(page.status()).isEqualTo("OK");
    assertThat(page.resultsCount()).isEqualTo(1);
    assertThat(page.nextUrl()).isEqualTo("/n");
  }

  @ParameterizedTest
  @ValueSource(strings = {"t", "o", "h", "l", "c", "v"})
  void aBarThatLacksAFieldIsNotTaken(String missing) {
    String fields = "'t':1,'o':1,'h':1,'l':1,'c':1,'v':1";
    for (String instead : new String[] {"'other':1", "'" + missing + "':null"}) {
      assertThatThrownBy(() -> bar(fields.replace("'" + missing + "':1", instead)))
          .isInstanceOf(BadPageException.class)
          .hasMessage("bar 0 lacks one of t, o, h, l, c, v");
    }
  }

  @ParameterizedTest
  @ValueSource(strings = {"'NaN'", "'Infinity'", "1e999", "'-Infinity'"})
  void aPriceThatIsNoFiniteNumberIsNotTaken(String price) {
    assertThatThrownBy(() -> bar("'t':1,'o':1,'h':1,'l':1,'v':1,'c':" + price))
        .isInstanceOf(BadPageException.class);
  }

  @Test
  void textThatIsNoNumberIsNotTaken() {
    assertThatThrownBy(() -> bar("'t':1,'o':1,'h':1,'l':1,'v':1,'c':'many'"))
        .isInstanceOf(BadPageException.class)
        .hasMessage("'many' is no number");
  }

  @Test
  void repeatedBarsAreCountedAndKeptOnce() throws IOException {
    String bar = "{'t':1,'o':1,'h':1,'l':1,'c':1,'v':1}";
    AggregatesPage page = read("{'results':[" + bar + "," + bar + "]}");
    assertThat(page.results()).isEqualTo(2);
    assertThat(page.ascending()).isTrue();
    assertThat(page.bars().size()).isEqualTo(1);
  }
}
