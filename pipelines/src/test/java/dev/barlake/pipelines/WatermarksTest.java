package dev.barlake.pipelines;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Instant;
import java.util.Map;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** Watermarks that a user wrote, or that the lake keeps. */
class WatermarksTest {
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
    assertThat(Watermarks.read(missing, true)).isEmpty();
    assertThatThrownBy(() -> Watermarks.read(missing, false))
        .isInstanceOf(BadOptionsException.class)
        .hasMessageContaining("--watermarks=" + missing + " does not exist")
        .hasMessageContaining("--from");
  }

  private Map<String, Instant> read(String json) throws IOException {
    return Watermarks.read(Files.writeString(dir.resolve("marks.json"), json).toString(), false);
  }
}
