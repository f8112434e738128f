package dev.barlake.pipelines;

import static org.assertj.core.api.Assertions.assertThat;

import dev.barlake.localstack.TestDatabase;
import java.util.List;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** Names that a table, a statement or a reader may not stand. */
@Tag("database")
class ReferenceNamesTest {
  private DatabaseWeather weather;

  @BeforeEach
  void begin() {
    weather = new DatabaseWeather(TestDatabase.empty());
  }

  @AfterEach
  void end() {
    weather.close();
  }

  @ParameterizedTest
  @ValueSource(strings = {"DirectRunner", "FlinkRunner"})
  void comeBackAsTheyAre(String runner) {
    // As many characters as fit, each of four bytes.
    weather.api.market().rename("KO", "🥤".repeat(1024));
    DatabaseWeather.requireDone(weather.run("--runner=" + runner));
    weather.requireMarketsRows();
    assertThat(
            weather.database.query(
                "SELECT ticker, name FROM tickers WHERE ticker IN ('NULL', 'TRUE', 'NA', '001', 'BCpC', 'EMOJ', 'QUOT') ORDER BY ticker"))
        .containsExactly(
            List.of("001", "First Numbered Acquisition Co."),
            List.of("BCpC", "Brunswick Corp 6.375% Notes due 2049"),
            List.of("EMOJ", "Rocket 🚀 & Zürich 株式 𠮷 Holdings"),
            List.of("NA", "Nano Labs Ltd"),
            List.of("NULL", "Null Island Mining Corp"),
            List.of("QUOT", "O'Quote \"Double\" \\ Back\\slash'; DROP TABLE tickers; --"),
            List.of("TRUE", "TrueCar, Inc."));
  }

  @Test
  void oneThatIsTooLongClosesTheGateAndIsNamed() {
    DatabaseWeather.requireDone(weather.run());
    weather.newDay();
    List<List<List<String>>> before = weather.contents();
    // Of the second one no half of a character may be told.
    for (String name : List.of("Long ".repeat(205), "x" + "🚀".repeat(1024))) {
      weather.api.market().rename("WMT", name);
      World.Outcome outcome = weather.run();
      assertThat(outcome.code()).as(outcome.err()).isEqualTo(ExitCode.FAILED_REQUESTS);
      assertThat(outcome.summary().path("error").asText())
          .startsWith(
              "stocks active: 1 rows do not fit: name has 1,025 characters, and 1,024 fit: ")
          .contains("\"ticker\":\"WMT\"")
          .hasSizeLessThan(1000);
      assertThat(outcome.err().strip()).isEqualTo(outcome.summary().path("error").asText());
      assertThat(weather.contents()).isEqualTo(before);
      assertThat(weather.leftovers()).isEmpty();
      assertThat(weather.status()).isEqualTo("refused");
    }
    weather.api.market().rename("WMT", "Walmart Inc.");
    weather.requireNextRunIsRight();
  }
}
