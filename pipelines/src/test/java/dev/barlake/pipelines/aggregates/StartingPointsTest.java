package dev.barlake.pipelines.aggregates;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.barlake.model.BarSeries;
import dev.barlake.model.Timespan;
import dev.barlake.pipelines.cli.BadOptionsException;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Clock;
import java.time.Instant;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** StartingPoints that a user wrote, or that the lake keeps. */
class StartingPointsTest {
  @TempDir Path dir;

  @Test
  void anInstantOrAnObjectThatHasOneWillDo() throws IOException {
    assertThat(
            read(
                """
                {"KO": "2024-01-02T05:00:00Z",
                 "BCpC": {"watermark": "2024-01-03T05:00:00Z", "splits": "none"}}
                """))
        .isEqualTo(
            Map.of(
                "KO", Instant.parse("2024-01-02T05:00:00Z"),
                "BCpC", Instant.parse("2024-01-03T05:00:00Z")));
  }

  @Test
  void everyEntryThatIsNoInstantIsTold() {
    assertThatThrownBy(
            () -> read("{\"KO\": \"2024-01-02\", \"JPM\": {\"splits\": \"none\"}, \"XOM\": null}"))
        .isInstanceOf(BadOptionsException.class)
        .hasMessageContaining("'2024-01-02' of KO is no instant")
        .hasMessageContaining("of JPM is no instant")
        .hasMessageContaining("of XOM is no instant");
  }

  @Test
  void anotherFileIsRefused() {
    assertThatThrownBy(() -> read("[\"KO\"]"))
        .isInstanceOf(BadOptionsException.class)
        .hasMessageContaining("is no JSON object of tickers and instants");
    assertThatThrownBy(() -> read(""))
        .isInstanceOf(BadOptionsException.class)
        .hasMessageContaining("is no JSON object of tickers and instants");
    assertThatThrownBy(() -> read("{\"KO\": "))
        .isInstanceOf(UncheckedIOException.class)
        .hasMessageContaining("Cannot read the watermarks in " + dir.resolve("marks.json"));
  }

  @Test
  void aMissingFileIsOneOfAFirstRunAndNeedsAnotherStart() {
    String missing = dir.resolve("none.json").toString();
    assertThat(read(missing, "true", true).byScale()).isEqualTo(Map.of(true, Map.of()));
    assertThatThrownBy(() -> read(missing, "true", false))
        .isInstanceOf(BadOptionsException.class)
        .hasMessageContaining("--watermarks=" + missing + " does not exist")
        .hasMessageContaining("--from");
  }

  @ParameterizedTest
  @ValueSource(strings = {"", "/"})
  void theLakesFolderHasAFileForEachScale(String slash) throws IOException {
    Path folder = Files.createDirectory(dir.resolve("timespan=1day"));
    Files.writeString(folder.resolve("adjusted=false.json"), "{\"KO\": \"2024-01-02T05:00:00Z\"}");
    Files.writeString(folder.resolve("adjusted=true.json"), "{\"KO\": \"2024-01-03T05:00:00Z\"}");
    StartingPoints watermarks = read(folder + slash, "both", false);
    assertThat(watermarks.of(day("KO", false))).contains(Instant.parse("2024-01-02T05:00:00Z"));
    assertThat(watermarks.of(day("KO", true))).contains(Instant.parse("2024-01-03T05:00:00Z"));
    assertThat(watermarks.of(day("JPM", true))).isEmpty();
  }

  @Test
  void aFileOfOnesOwnCountsForBothScales() throws IOException {
    Path file = dir.resolve("marks.json");
    Files.writeString(file, "{\"KO\": \"2024-01-02T05:00:00Z\"}");
    StartingPoints watermarks = read(file.toString(), "both", false);
    for (boolean adjusted : List.of(false, true)) {
      assertThat(watermarks.of(day("KO", adjusted)))
          .contains(Instant.parse("2024-01-02T05:00:00Z"));
    }
  }

  private static BarSeries day(String ticker, boolean adjusted) {
    return new BarSeries(ticker, 1, Timespan.DAY, adjusted);
  }

  private Map<String, Instant> read(String json) throws IOException {
    String uri = Files.writeString(dir.resolve("marks.json"), json).toString();
    return read(uri, "true", false).byScale().get(true);
  }

  private StartingPoints read(String uri, String adjusted, boolean mayBeMissing) {
    AggregatesSettings settings =
        AggregatesFlags.read(
            World.ENVIRONMENT,
            Clock.systemUTC(),
            "--tickers=KO",
            "--adjusted=" + adjusted,
            "--watermarks=unread",
            "--lake=" + dir);
    return StartingPoints.read(uri, settings, mayBeMissing);
  }
}
