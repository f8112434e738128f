package dev.barlake.market;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.io.IOException;
import java.math.BigDecimal;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Optional;
import java.util.Random;
import java.util.regex.Pattern;
import net.jqwik.api.ForAll;
import net.jqwik.api.Property;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class FlatRowsTest {
  private static final Pattern NUMBER =
      Pattern.compile("[+-]?(?:\\d+(?:\\.\\d*)?|\\.\\d+)(?:[eE][+-]?\\d{1,4})?");

  private static String row(String volume) {
    return "AAPL," + volume + ",1.5,2,3,1," + FlatText.nanos(600) + ",7\n";
  }

  private static double volume(String text) throws IOException {
    return FlatText.rows(FlatText.HEADER + row(text), new RejectedRows()).get(0).volume;
  }

  @Test
  void aRowIsReadByItsColumns() throws IOException {
    List<BarRow> rows = FlatText.rows(FlatText.HEADER + row("100"), new RejectedRows());

    assertThat(rows)
        .extracting(FlatText::show)
        .containsExactly("AAPL 100.0 1.5 2.0 3.0 1.0 " + FlatText.nanos(600) / 1000 + " 7");
    assertThat(rows.get(0).vwap).isNaN();
    assertThat(rows.get(0).otc).isFalse();
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        "17798.430378",
        "0.000001",
        "9007199254740993",
        "123456789012345678.5",
        "1.70888e+06",
        "1e0",
        "007",
        "5.",
        ".5",
        "+3",
        "-4",
        "0.1",
        "36558537",
        "1.7976931348623157e308"
      })
  void aNumberIsTheNearestDouble(String text) throws IOException {
    assertThat(volume(text)).isEqualTo(new BigDecimal(text).doubleValue());
  }

  @ParameterizedTest
  @ValueSource(strings = {"", "n/a", "NaN", "Infinity", "1e999", "0x10", "1d", "1 2", "--1", "."})
  void whatIsNoNumberIsOnRecordAndTheRestIsRead(String text) throws IOException {
    RejectedRows rejected = new RejectedRows();
    List<BarRow> rows = FlatText.rows(FlatText.HEADER + row(text) + row("5"), rejected);

    assertThat(rows).hasSize(1);
    assertThat(rejected.rows()).isEqualTo(2);
    assertThat(rejected.rejected()).isEqualTo(1);
    assertThat(rejected.first().get(0)).contains("line 2").contains("volume");
  }

  @Test
  void columnsMayComeInAnyOrderAndWithMore() throws IOException {
    String text =
        "extra,window_start,\"ticker\",low,high,open,close,volume,transactions\r\n"
            + "x,%d,KO,1,4,2,3,5,6\r\n".formatted(FlatText.nanos(600));

    assertThat(FlatText.rows(text, new RejectedRows()))
        .extracting(FlatText::show)
        .containsExactly("KO 5.0 2.0 3.0 4.0 1.0 " + FlatText.nanos(600) / 1000 + " 6");
  }

  @Test
  void aMissingColumnIsNamed() {
    assertThatThrownBy(() -> FlatText.rows("ticker,open\nA,1\n", new RejectedRows()))
        .isInstanceOf(IOException.class)
        .hasMessageContaining("no column volume, close, high, low, window_start");
  }

  @Test
  void rowsOfOtherDaysAreOnRecord() throws IOException {
    RejectedRows rejected = new RejectedRows();
    String text =
        FlatText.HEADER
            + row("1").replace("" + FlatText.nanos(600), "" + FlatText.nanos(-1))
            + row("2").replace("" + FlatText.nanos(600), "" + FlatText.nanos(1440))
            + row("3").replace("" + FlatText.nanos(600), "" + FlatText.nanos(0));

    assertThat(FlatText.rows(text, rejected)).extracting(r -> r.volume).containsExactly(3.0);
    assertThat(rejected.rejected()).isEqualTo(2);
    assertThat(rejected.first().get(0)).contains("2026-01-30T04:59:00Z is of another day");
  }

  @Test
  void aTruncatedObjectIsAnError() {
    StringBuilder text = new StringBuilder(FlatText.HEADER);
    Random random = new Random(3);
    for (int i = 0; i < 50_000; i++) {
      text.append(row(Integer.toString(random.nextInt(1_000_000))));
    }
    byte[] whole = FlatText.gzip(text.toString());
    byte[] cut = Arrays.copyOf(whole, whole.length / 2);

    assertThatThrownBy(
            () -> {
              FlatRows rows = new FlatRows(cut, FlatText.DAY, new RejectedRows());
              while (rows.next()) {}
            })
        .isInstanceOf(IOException.class);
  }

  @Test
  void aLineWithoutEndIsAnErrorAndNotAnArrayWithoutEnd() {
    String text = FlatText.HEADER + "A".repeat(1 << 20);

    assertThatThrownBy(() -> FlatText.rows(text, new RejectedRows()))
        .isInstanceOf(IOException.class)
        .hasMessageContaining("line");
  }

  /**
   * Rows with up to three bytes changed, against a parser that shares no line with ours: both read
   * the same rows, with the same values, and leave out the same.
   */
  @Property(tries = 300)
  void anyTextIsReadAsAnotherParserReadsIt(@ForAll long seed) throws IOException {
    Random random = new Random(seed);
    List<String> lines = new ArrayList<>();
    for (int i = 0; i < 40; i++) {
      lines.add(changed(random, spelled(random)));
    }
    boolean endsWithNewline = random.nextBoolean();
    String text = FlatText.HEADER + String.join("\n", lines) + (endsWithNewline ? "\n" : "");

    List<String> expected = new ArrayList<>();
    lines.forEach(line -> other(line).ifPresent(expected::add));
    assertThat(FlatText.rows(text, new RejectedRows()))
        .extracting(FlatText::show)
        .isEqualTo(expected);
  }

  private static String spelled(Random random) {
    String[] tickers = {"A", "AAPL", "BRK.B", "BCpC", "\"KO\"", "ZWZZT", "NULL", "\"A\"\"B\""};
    StringBuilder line = new StringBuilder(tickers[random.nextInt(tickers.length)]);
    for (int i = 0; i < 5; i++) {
      line.append(',').append(number(random));
    }
    line.append(',').append(FlatText.nanos(random.nextInt(1500) - 20));
    line.append(',').append(random.nextInt(10) == 0 ? "" : "" + random.nextInt(10_000));
    return line.append(random.nextInt(5) == 0 ? "\r" : "").toString();
  }

  private static String number(Random random) {
    return switch (random.nextInt(7)) {
      case 0 -> Integer.toString(random.nextInt(1_000_000));
      case 1 -> random.nextInt(1000) + "." + random.nextInt(1_000_000);
      case 2 -> Long.toString(random.nextLong() >>> random.nextInt(60));
      case 3 -> Double.toString(random.nextDouble() * 1e9);
      case 4 -> random.nextInt(10) + "e" + random.nextInt(12);
      case 5 -> "\"" + random.nextInt(100) + ".25\"";
      default -> random.nextInt(500) + "." + random.nextInt(100);
    };
  }

  private static String changed(Random random, String line) {
    StringBuilder text = new StringBuilder(line);
    String bytes = "0123456789,.eE+- \tA";
    for (int i = random.nextInt(4) - 1; i > 0; i--) {
      // Not in the ticker: what a quote within quotes is, two parsers need not agree on.
      int comma = text.indexOf(",");
      int at = comma + random.nextInt(text.length() - comma);
      char c = bytes.charAt(random.nextInt(bytes.length()));
      switch (random.nextInt(3)) {
        case 0 -> text.setCharAt(at, c);
        case 1 -> text.insert(at, c);
        default -> text.deleteCharAt(at);
      }
    }
    return text.toString();
  }

  /** The row by regular expressions and big decimals; empty if it is no bar of the day. */
  private static Optional<String> other(String lineWithEnd) {
    String line = lineWithEnd.replaceFirst("\r$", "");
    long quotes = line.chars().filter(c -> c == '"').count();
    List<String> fields = new ArrayList<>();
    StringBuilder field = new StringBuilder();
    boolean open = false;
    for (char c : line.replace("\"\"", "\u0001").toCharArray()) {
      if (c == '"') {
        open = !open;
      } else if (c == ',' && !open) {
        fields.add(field.toString());
        field.setLength(0);
      } else {
        field.append(c);
      }
    }
    fields.add(field.toString());
    if (quotes % 2 != 0 || fields.size() != 8) {
      return Optional.empty();
    }
    String ticker = fields.get(0).replace('\u0001', '"');
    if (!ticker.matches("[^\\s]{1,64}")) {
      return Optional.empty();
    }
    List<Double> numbers = new ArrayList<>();
    for (String text : fields.subList(1, 6)) {
      double value =
          NUMBER.matcher(text.strip()).matches() && text.strip().length() <= 64
              ? new BigDecimal(text.strip()).doubleValue()
              : Double.NaN;
      if (!Double.isFinite(value)) {
        return Optional.empty();
      }
      numbers.add(value);
    }
    BigDecimal nanos = whole(fields.get(6).strip());
    boolean none = fields.get(7).isBlank();
    BigDecimal count = none ? BigDecimal.ONE.negate() : whole(fields.get(7).strip());
    if (nanos == null
        || count == null
        || (!none && count.signum() < 0)
        || nanos.remainder(BigDecimal.valueOf(1000)).signum() != 0) {
      return Optional.empty();
    }
    BigDecimal micros = nanos.divide(BigDecimal.valueOf(1000));
    if (micros.compareTo(BigDecimal.valueOf(FlatText.DAY.from())) < 0
        || micros.compareTo(BigDecimal.valueOf(FlatText.DAY.to())) >= 0
        || count.compareTo(BigDecimal.valueOf(Long.MAX_VALUE)) > 0) {
      return Optional.empty();
    }
    return Optional.of(
        "%s %s %s %s %s %s %d %d"
            .formatted(
                ticker,
                numbers.get(0),
                numbers.get(1),
                numbers.get(2),
                numbers.get(3),
                numbers.get(4),
                micros.longValueExact(),
                count.longValueExact()));
  }

  private static BigDecimal whole(String text) {
    if (!NUMBER.matcher(text).matches() || text.length() > 64) {
      return null;
    }
    BigDecimal value = new BigDecimal(text);
    return value.remainder(BigDecimal.ONE).signum() == 0 ? value : null;
  }
}
