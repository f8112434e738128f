package dev.barlake.pipelines.market;

import static org.assertj.core.api.Assertions.assertThat;

import dev.barlake.localstack.Fault;
import dev.barlake.localstack.Injection;
import java.nio.file.Path;
import java.util.List;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** What people read on standard error while the market job goes on, and at its end. */
class MarketWordsTest {
  private static final String[] DAYS = {
    "--source=grouped", "--from=2026-07-01", "--to=2026-07-07", "--requestsPerMinute=1000"
  };

  @TempDir private Path lake;
  private MarketWorld world;

  @BeforeEach
  void start() {
    world = new MarketWorld(lake);
  }

  @AfterEach
  void close() {
    world.close();
  }

  /** The 3rd is a holiday in 2026, since the 4th is a Saturday. */
  @Test
  void thePlanIsPrintedFirstAndWhatWasWrittenLast() {
    List<String> lines = world.run(DAYS).err().lines().toList();

    assertThat(lines.get(0))
        .isEqualTo(
            "Plan: 4 trading dates, 4 to read, 0 there already, 0.0 minutes at 1,000 requests a"
                + " minute");
    assertThat(lines.get(lines.size() - 2))
        .matches(
            "Wrote 4 files in \\d+ s, [0-9,]+ bars: 4 dates are new, 0 were replaced, 0 computed\\.");
    assertThat(lines.get(lines.size() - 1))
        .isEqualTo("What the lake holds: ./barlake status --lake=" + lake);
  }

  @Test
  void whatIsThereAlreadyIsNotWrittenAgain() {
    world.run(DAYS);

    assertThat(world.run(DAYS).err()).contains("No file was written in ", "4 dates were up to");
  }

  @Test
  void whatIsNotPublishedYetComesLater() {
    world.api.inject(Injection.of(new Fault.EmptyOk(Fault.In.GROUPED)).forever());

    assertThat(world.run("--source=grouped", "--from=2026-11-19", "--to=2026-11-19").err())
        .contains("Not published yet: 2026-11-19")
        .endsWith("The same command, later, goes on from here." + System.lineSeparator());
  }

  @Test
  void nothingToDoHasItsReason() {
    assertThat(world.run("--source=grouped", "--from=2026-12-01").err())
        .isEqualTo(
            "Nothing to do: no trading date in the range that was asked for is over yet."
                + System.lineSeparator());
  }

  @Test
  void aPlanHasNoLastWords() {
    String[] dry = {"--source=grouped", "--from=2026-07-01", "--to=2026-07-07", "--dryRun"};

    assertThat(world.run(dry).err().lines()).singleElement().asString().startsWith("Plan: 4 ");
  }
}
