package dev.barlake.marketapi;

import static java.lang.Double.NaN;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.barlake.model.Bar;
import java.io.ByteArrayInputStream;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

class AggregatesPageTest {
  /** With apostrophes for quotation marks. */
  private static AggregatesPage read(String text) throws IOException {
    byte[] bytes = text.replace('\'', '"').getBytes(StandardCharsets.UTF_8);
    return AggregatesPage.read(
        () -> new RecentBytes(new ByteArrayInputStream(bytes), 8 << 20), bytes.length, 77, true);
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

  private static void assertMalformed(String odd) throws IOException {
    String good = "{'t':8,'o':1,'h':1,'l':1,'c':1,'v':1}";
    String bar = "{'t':7," + odd + "}";
    AggregatesPage page = read("{'results':[ " + bar + "," + good + "]}");
    assertThat(page.malformed()).containsExactly(new MalformedBar(7, bar.replace('\'', '"')));
    assertThat(page.bars().stream()).containsExactly(new Bar(8, 1, 1, 1, 1, 1, NaN, -1, false, 77));
    assertThat(page.results()).isEqualTo(2);
  }

  @ParameterizedTest
  @ValueSource(strings = {"o", "h", "l", "c", "v"})
  void aBarThatLacksAFieldIsMalformedAndTheOthersStand(String missing) throws IOException {
    String fields = "'o':1,'h':1,'l':1,'c':1,'v':1";
    for (String instead : new String[] {"'other':1", "'" + missing + "':null"}) {
      assertMalformed(fields.replace("'" + missing + "':1", instead));
    }
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        "'NaN'",
        "'Infinity'",
        "1e999",
        "'-Infinity'",
        "'many'",
        "''",
        "'0x1p3'",
        "'1d'",
        "true",
        "{'x':[1]}",
        "[1]"
      })
  void aFieldThatIsNoFiniteNumberMakesABarMalformed(String odd) throws IOException {
    for (String field : new String[] {"o", "h", "l", "c", "v", "vw", "n"}) {
      String fields = "'o':1,'h':1,'l':1,'c':1,'v':1,'vw':1,'n':1";
      assertMalformed(fields.replace("'" + field + "':1", "'" + field + "':" + odd));
    }
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        "'v':0",
        "'v':null",
        "'v':0.0,'vw':null,'n':null",
        "'v':'0','vw':0,'n':0",
        "'otc':true"
      })
  void aWindowWithoutTradeIsPassedOver(String rest) throws IOException {
    AggregatesPage page =
        read("{'results':[{'t':7,'o':null,'h':null,'l':null,'c':null," + rest + "}]}");
    assertThat(page.bars().isEmpty()).isTrue();
    assertThat(page.malformed()).isEmpty();
    assertThat(page.results()).isEqualTo(1);
  }

  /** If the vendor renamed its fields, no bar would have a price, and all would be passed over. */
  @ParameterizedTest
  @ValueSource(
      strings = {
        "'v':0",
        "'open':1,'high':1,'low':1,'close':1,'v':0",
        "'o':null,'h':null,'l':null,'v':0",
        "'o':null,'h':null,'l':null,'c':null,'v':5",
        "'o':null,'h':null,'l':null,'c':null,'v':0,'vw':3",
        "'o':null,'h':null,'l':null,'c':null,'v':0,'n':3",
      })
  void onlyNullsThatAreSpeltOutAreNoTrade(String fields) throws IOException {
    assertMalformed(fields);
  }

  @ParameterizedTest
  @ValueSource(strings = {"'x':1", "'t':null", "'t':'noon'", "'t':1.5", "'t':1e300", "'t':{'a':1}"})
  void aBarWithoutAUsableTimeIsShownAndMakesThePageUnbelievable(String time) {
    String bar = "{" + time + ",'o':1,'h':1,'l':1,'c':1,'v':1}";
    assertThatThrownBy(() -> read("{'results':[{'t':1,'o':2}, " + bar + "]}"))
        .isInstanceOf(BadPageException.class)
        .hasMessage("bar 1 has no usable time: " + bar.replace('\'', '"'));
  }

  @Test
  void atMost200CharactersOfABarAreShown() throws IOException {
    String bar = "{'t':7,'x':'" + "é".repeat(5_000) + "'}";
    AggregatesPage page = read("{'results':[" + bar + "]}");
    assertThat(page.malformed())
        .containsExactly(new MalformedBar(7, bar.substring(0, 200).replace('\'', '"')));
  }

  /** The parser reads 8,000 bytes at a time, so that some bars lie across its borders. */
  @Test
  void everyMalformedBarOfALongPageIsShownAsItIs() throws IOException {
    StringBuilder page = new StringBuilder("{'results':[");
    List<MalformedBar> expected = new ArrayList<>();
    for (int i = 0; i < 3_000; i++) {
      String bar =
          "{'t':%d,'o':1,'h':1,'l':1,'c':null,'v':1,'x':'%s'}".formatted(i, "é".repeat(i % 9));
      page.append(i == 0 ? "" : ",").append(bar);
      expected.add(new MalformedBar(i, bar.replace('\'', '"')));
    }
    assertThat(read(page + "]}").malformed()).isEqualTo(expected);
  }

  @Test
  void moreResultsThanTheApiReadsAreRefusedAtTheFirst() {
    String bar = "{'t':1,'o':1,'h':1,'l':1,'c':1,'v':1},";
    assertThatThrownBy(() -> read("{'results':[" + bar.repeat(50_001) + "garbage"))
        .isInstanceOf(BadPageException.class)
        .hasMessage("the page has more than 50,000 results");
  }

  @Test
  void asManyResultsAsTheApiReadsAreTaken() throws IOException {
    StringBuilder page = new StringBuilder("{'results':[{'t':0}");
    for (int t = 1; t < 50_000; t++) {
      page.append(",{'t':%d,'o':1,'h':1,'l':1,'c':1,'v':1}".formatted(t));
    }
    AggregatesPage read = read(page + "]}");
    assertThat(read.results()).isEqualTo(50_000);
    assertThat(read.bars().size()).isEqualTo(49_999);
  }

  @Test
  void repeatedBarsAreCountedAndKeptOnce() throws IOException {
    String bar = "{'t':1,'o':1,'h':1,'l':1,'c':1,'v':1}";
    AggregatesPage page = read("{'results':[" + bar + "," + bar + "]}");
    assertThat(page.results()).isEqualTo(2);
    assertThat(page.ascending()).isTrue();
    assertThat(page.bars().size()).isEqualTo(1);
    assertThat(page.repeated()).containsExactly(1L);
  }
}
