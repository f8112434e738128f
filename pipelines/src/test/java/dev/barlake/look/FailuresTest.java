package dev.barlake.look;

import static dev.barlake.look.SmallLake.AAPL;
import static dev.barlake.look.SmallLake.AAPL_RAW;
import static dev.barlake.look.SmallLake.NULL;
import static dev.barlake.look.SmallLake.failed;
import static org.assertj.core.api.Assertions.assertThat;

import dev.barlake.lake.Lake;
import java.nio.file.Path;
import java.util.Map;
import org.apache.beam.sdk.options.PipelineOptionsFactory;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class FailuresTest {
  private static final String SUMMARY = "\"startedAt\":\"%s\",\"exitCode\":3,\"window\":\"1hour\"";

  @TempDir private Path directory;

  @Test
  void failuresOfOneKindAreOneCommand() {
    try (Lake lake = lake()) {
      new SmallLake(lake)
          .summary("old", SUMMARY.formatted("2024-01-01T00:00:00Z"))
          .failures("old", failed(NULL, "2023-01-03", "2023-01-03", "unknown", "not listed"))
          .summary("new", SUMMARY.formatted("2024-03-01T00:00:00Z"))
          .failures(
              "new",
              failed(AAPL, "2024-01-03", "2024-01-31", "transient", "HTTP 503 for part one"),
              failed(AAPL, "2024-02-01", "2024-02-29", "transient", "HTTP 503 for part two"),
              failed(AAPL_RAW, "2024-02-05", "2024-02-06", "transient", "timeout"));
    }
    Said said = failures();

    assertThat(said.code()).isZero();
    assertThat(said.out())
        .startsWith(
            "Run new of aggregates, started 2024-03-01 00:00:00 UTC: failed in part (exit code 3)")
        .contains("1hour of AAPL, 2024-01-03 to 2024-02-29: no answer, or not all of it (3 on")
        .contains("HTTP 503 for part one")
        .containsOnlyOnce("--tickers=AAPL --multiplier=1 --timespan=hour --adjusted=both")
        .contains("--from=2024-01-03 --to=2024-02-29 --lake=" + directory);
    assertThat(failures("--runId=old").out()).contains("Correct the list").doesNotContain("--from");
    assertThat(failures("--runId=none"))
        .matches(s -> s.code() == 1 && s.err().contains("the newest is new"));
  }

  /** Every category that a receipt may have is explained; an unknown one is not hidden. */
  @ParameterizedTest
  @CsvSource({
    "fatal, MASSIVE_API_KEY",
    "permanent, your plan",
    "transient, later",
    "malformed, asks for it again",
    "damaged, Restore",
    "splits, whole history",
    "waiting, later",
    "unknown, list of tickers",
    "database, --barsTable",
    "meteor, meteor"
  })
  void eachCategoryHasItsWayOut(String category, String way) {
    try (Lake lake = lake()) {
      new SmallLake(lake)
          .failures("r", failed(AAPL, "2024-01-03", "2024-01-03", category, "what it said"));
    }
    assertThat(failures().out()).contains("AAPL, 2024-01-03:", "what it said", way);
  }

  @Test
  void aLakeWithoutRunsSaysSo() {
    assertThat(failures().err()).contains("No run has left anything at");
  }

  private Lake lake() {
    return Lake.open(directory.toString(), PipelineOptionsFactory.create());
  }

  private Said failures(String... more) {
    String[] args = new String[more.length + 1];
    args[0] = "--lake=" + directory;
    System.arraycopy(more, 0, args, 1, more.length);
    return Said.by(Failures::run, Map.of(), args);
  }
}
