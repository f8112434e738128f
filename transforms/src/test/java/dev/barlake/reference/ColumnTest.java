package dev.barlake.reference;

import static dev.barlake.reference.Column.Kind.DECIMAL;
import static dev.barlake.reference.Column.Kind.DOUBLE;
import static dev.barlake.reference.Column.Kind.INSTANT;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import com.fasterxml.jackson.databind.DeserializationFeature;
import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import com.fasterxml.jackson.databind.json.JsonMapper;
import dev.barlake.reference.Column.Kind;
import java.io.IOException;
import java.math.BigDecimal;
import java.time.Instant;
import java.time.LocalDateTime;
import java.time.ZoneOffset;
import java.time.format.DateTimeFormatter;
import net.jqwik.api.ForAll;
import net.jqwik.api.Property;
import net.jqwik.api.constraints.BigRange;
import net.jqwik.api.constraints.LongRange;
import net.jqwik.api.constraints.Scale;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/** The API's values as the text that the database reads back. */
class ColumnTest {
  /** As the walk over a list reads: numbers keep their digits. */
  private static final ObjectMapper MAPPER =
      JsonMapper.builder().enable(DeserializationFeature.USE_BIG_DECIMAL_FOR_FLOATS).build();

  private static final DateTimeFormatter DATETIME =
      DateTimeFormatter.ofPattern("uuuu-MM-dd HH:mm:ss.SSSSSS");

  @ParameterizedTest
  @CsvSource({
    "DATE, \"2024-02-29\", 2024-02-29",
    "INSTANT, \"2026-05-15T17:29:06.209036472Z\", 2026-05-15 17:29:06.209036",
    "INSTANT, \"2026-05-15T17:29:06-04:00\", 2026-05-15 21:29:06.000000",
    "INSTANT, \"2003-09-10\", 2003-09-10 00:00:00.000000",
    "DECIMAL, 0.24, 0.24",
    "DECIMAL, 1e2, 100",
    "DECIMAL, 0.0, 0",
    "DECIMAL, \"1.015228\", 1.015228",
    "DECIMAL, 0.1234567890125, 0.123456789013",
    "DOUBLE, 0.666667, 0.666667",
    "DOUBLE, 1e-7, 1.0E-7",
    "INTEGER, 4, 4",
    "INTEGER, 4.0, 4",
    "BOOLEAN, true, 1",
    "BOOLEAN, false, 0",
  })
  void valuesAreWrittenAsTheDatabaseReadsThem(Kind kind, String json, String text) {
    assertThat(read(Column.column("field", kind), json)).isEqualTo(text);
  }

  @ParameterizedTest
  @CsvSource({
    "DATE, \"2024-02-30\"",
    "DATE, \"0000-00-01\"",
    "DATE, \"NA\"",
    "DECIMAL, \"0000-00-00\"",
    "DATE, \"0203-01-01\"",
    "DATE, 20240101",
    "INSTANT, \"yesterday\"",
    "DECIMAL, \"NaN\"",
    "DECIMAL, 1e12",
    "DOUBLE, \"Infinity\"",
    "INTEGER, 4.5",
    "INTEGER, 3000000000",
    "BOOLEAN, \"yes\"",
    "BOOLEAN, {}",
    "DATE, [1]",
  })
  void whatAColumnCannotHoldIsNamed(Kind kind, String json) {
    assertThatThrownBy(() -> read(Column.column("field", kind), json))
        .isInstanceOf(RowViolation.class)
        .hasMessageStartingWith("field ");
  }

  @Test
  void aMissingFieldAndANullAreNull() throws Exception {
    Column column = Column.text("field", 10);
    assertThat(column.read(MAPPER.readTree("{}"))).isNull();
    assertThat(read(column, "null")).isNull();
  }

  @ParameterizedTest
  @CsvSource({
    "DATE, 0000-00-00",
    "DATE, 0001-01-01",
    "DATE, 0001-01-01T00:00:00Z",
    "DATE, ''",
    "DATE, N/A",
    "INSTANT, 0000-00-00 00:00:00",
    "INSTANT, 0001-01-01T00:00:00Z",
    "INSTANT, None",
    "DECIMAL, ''",
    "DECIMAL, ' '",
    "DOUBLE, null",
    "INTEGER, NULL",
    "BOOLEAN, ''",
    "CODE, None",
    "CODE, N/A",
  })
  void knownSpellingsOfNullAreNull(Kind kind, String text) throws IOException {
    Column column = new Column("field", kind, 10, false);
    JsonNode row = MAPPER.readTree("{\"field\": \"%s\"}".formatted(text));
    assertThat(column.read(row)).isNull();
    assertThat(column.spellsNull(row)).isTrue();
  }

  @Test
  void whatIsNullOrMissingAlreadySpellsNothing() throws IOException {
    Column date = Column.column("field", Kind.DATE);
    assertThat(date.spellsNull(MAPPER.readTree("{}"))).isFalse();
    assertThat(date.spellsNull(MAPPER.readTree("{\"field\": null}"))).isFalse();
    assertThat(date.spellsNull(MAPPER.readTree("{\"field\": \"2024-01-01\"}"))).isFalse();
  }

  @Test
  void textsThatLookLikeSomethingElseStayTexts() {
    for (String text : new String[] {"NULL", "TRUE", "NA", "001", "", "null", "1e5"}) {
      assertThat(read(Column.text("field", 10), "\"" + text + "\"")).isEqualTo(text);
    }
  }

  @Test
  void charactersAreCountedAndNotTheirHalves() {
    String rockets = "🚀".repeat(10);
    assertThat(read(Column.text("field", 10), "\"" + rockets + "\"")).isEqualTo(rockets);
    assertThatThrownBy(() -> read(Column.text("field", 9), "\"" + rockets + "\""))
        .hasMessage("field has 10 characters, and 9 fit");
  }

  @Property(tries = 300)
  void noDecimalThatFitsIsChanged(
      @ForAll @BigRange(min = "-999999999999", max = "999999999999") @Scale(12) BigDecimal number) {
    String text = read(Column.column("field", DECIMAL), number.toString());
    assertThat(new BigDecimal(text)).isEqualByComparingTo(number);
    assertThat(text).doesNotContain("E");
  }

  @Property(tries = 300)
  void instantsLoseNothingBeyondTheMicrosecond(
      @ForAll @LongRange(min = -30_000_000_000L, max = 250_000_000_000L) long second,
      @ForAll @LongRange(min = 0, max = 999_999_999) long nano) {
    Instant instant = Instant.ofEpochSecond(second, nano);
    String text = read(Column.column("field", INSTANT), "\"" + instant + "\"");
    assertThat(LocalDateTime.parse(text, DATETIME).toInstant(ZoneOffset.UTC))
        .isEqualTo(instant.minusNanos(nano % 1000));
  }

  @Property(tries = 300)
  void doublesComeBackAsTheyWere(@ForAll double number) {
    String text = read(Column.column("field", DOUBLE), Double.toString(number));
    assertThat(Double.parseDouble(text)).isEqualTo(number);
  }

  private static String read(Column column, String json) {
    try {
      JsonNode row = MAPPER.readTree("{\"field\": %s}".formatted(json));
      return column.read(row);
    } catch (IOException e) {
      throw new AssertionError(json, e);
    }
  }
}
