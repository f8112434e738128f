package dev.barlake.pipelines.aggregates;

import static org.assertj.core.api.Assertions.assertThat;

import dev.barlake.localstack.Fault;
import dev.barlake.marketapi.MarketApi;
import dev.barlake.marketapi.MarketApiConfig;
import dev.barlake.pipelines.aggregates.World.Outcome;
import dev.barlake.pipelines.cli.ExitCode;
import dev.barlake.pipelines.cli.Paint;
import java.io.OutputStream;
import java.io.PrintStream;
import java.net.URI;
import java.nio.file.Path;
import java.time.Instant;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** What people read on standard error while a run goes on, and at its end. */
class AggregatesWordsTest {
  private static final String[] JANUARY = {
    "--tickers=AAPL,KO", "--timespan=day", "--from=2024-01-02", "--to=2024-01-31"
  };

  @TempDir private Path directory;

  @AfterEach
  void noTerminal() {
    System.clearProperty("barlake.terminal");
  }

  @Test
  void thePlanIsPrintedFirstAndWhatWasWrittenLast() {
    try (World world = World.in(directory)) {
      List<String> lines = world.run(JANUARY).err().lines().toList();

      assertThat(lines.get(0)).startsWith("Plan: 2 series, 2 partition files, 2 requests");
      // 21 trading days in January 2024.
      assertThat(lines.get(lines.size() - 2))
          .matches(
              "Wrote 2 files in \\d+ s: 42 bars were fetched, 42 of them new and 0 changed\\.");
      assertThat(lines.get(lines.size() - 1))
          .isEqualTo("What the lake holds: ./barlake status --lake=" + directory);
    }
  }

  @Test
  void whatFailedAndWhatToDoIsSaidBesideTheSummary() {
    try (World world = World.in(directory)) {
      world.api.inject(new Fault.Forbidden(), r -> r.ticker().equals(Optional.of("KO")), 9);
      Outcome outcome = world.run(JANUARY);

      assertThat(outcome.code()).isEqualTo(ExitCode.FAILED_REQUESTS);
      assertThat(outcome.err())
          .contains("Wrote 1 files", "1 failed (KO), first KO 2024: ", "403")
          .endsWith("What to do: ./barlake failures --lake=" + directory + System.lineSeparator());
      assertThat(outcome.out().lines()).hasSize(1);
    }
  }

  @Test
  void nothingToDoHasItsReason() {
    try (World world = World.in(directory)) {
      assertThat(world.run("--tickers=KO", "--from=2099-01-02").err())
          .contains("Nothing to do: no window in the range");
    }
  }

  @Test
  void colorsAreForATerminalThatWantsThem() {
    assertThat(Paint.of(Map.of())).isEqualTo(Paint.NONE);
    System.setProperty("barlake.terminal", "true");
    assertThat(Paint.of(Map.of())).isEqualTo(Paint.COLORS);
    assertThat(Paint.of(Map.of("NO_COLOR", "1"))).isEqualTo(Paint.NONE);
    assertThat(Paint.COLORS.bad("x")).isEqualTo("\033[31mx\033[0m");
  }

  /** The free plan's five a minute: the second request waits, and the line says for what. */
  @Test
  void theProgressLineCountsTickersAndSaysWhatItWaitsFor() throws Exception {
    try (World world = World.in(directory)) {
      AggregatesSettings settings =
          world.settings(
              "--tickers=AAPL,KO", "--timespan=day", "--from=2024-01-02", "--to=2024-01-31");
      Plan plan =
          Plan.of(
              settings,
              List.of("AAPL", "KO"),
              StartingPoints.NONE,
              (s, at) -> false,
              Instant.parse("2024-03-01T00:00:00Z"));
      var api =
          MarketApi.shared(MarketApiConfig.of(URI.create(world.api.url()), 5), "local-api-key");
      try (Progress progress =
          Progress.start(new PrintStream(OutputStream.nullOutputStream()), true, 1, plan, api)) {
        assertThat(progress.line())
            .matches(
                "0 % · tickers 0/2 · 0 requests \\(0/min\\) · 0 bars · time left not known yet");
        Thread asker = new Thread(() -> List.of("AAPL", "KO").forEach(api::listing));
        asker.setUncaughtExceptionHandler((thread, interrupted) -> {});
        asker.setDaemon(true);
        asker.start();
        while (api.waitingFor().isEmpty()) {
          Thread.onSpinWait();
        }
        assertThat(progress.line()).endsWith(" · waits for the budget of 5 requests a minute");
        asker.interrupt();
        asker.join();
      }
    }
  }
}
