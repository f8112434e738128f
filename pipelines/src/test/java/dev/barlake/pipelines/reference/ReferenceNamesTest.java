package dev.barlake.pipelines.reference;

import static org.assertj.core.api.Assertions.assertThat;

import dev.barlake.localstack.TestDatabase;
import dev.barlake.pipelines.aggregates.World;
import java.util.List;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** ShortList that a table, a statement or a reader may not stand. */
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
  void oneThatIsTooLongIsNullAndTold() {
    DatabaseWeather.requireDone(weather.run());
    // Of the second one no half of a character may be told.
    for (String name : List.of("Long ".repeat(205), "x" + "🚀".repeat(1024))) {
      weather.api.market().rename("WMT", name);
      World.Outcome outcome = weather.run();
      DatabaseWeather.requireDone(outcome);
      assertThat(outcome.summary().path("warnings").path(0).asText())
          .startsWith(
              "stocks active: 1 rows have values that cannot be read and are NULL:"
                  + " name has 1,025 characters, and 1,024 fit in {")
          .contains("\"ticker\":\"WMT\"")
          .hasSizeLessThan(1000);
      assertThat(outcome.err().lines())
          .containsOnlyOnce(outcome.summary().path("warnings").path(0).asText());
      assertThat(
              weather.database.value(
                  "SELECT COALESCE(name, 'none') FROM tickers WHERE ticker = 'WMT'"))
          .isEqualTo("none");
      assertThat(
              weather.database.query(
                  "SELECT ticker, column_name, left_out FROM reference_quarantine"))
          .containsExactly(List.of("WMT", "name", "VALUE"));
      assertThat(weather.leftovers()).isEmpty();
    }
    weather.api.market().rename("WMT", "Walmart Inc.");
    weather.requireNextRunIsRight();
  }
}
