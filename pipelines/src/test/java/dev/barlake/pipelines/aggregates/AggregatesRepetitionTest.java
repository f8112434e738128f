package dev.barlake.pipelines.aggregates;

import static org.assertj.core.api.Assertions.assertThat;

import dev.barlake.localstack.Fault;
import dev.barlake.localstack.Injection;
import dev.barlake.localstack.WalkFault;
import dev.barlake.pipelines.cli.ExitCode;
import java.nio.file.Path;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** A bar that comes twice stands once and is counted; only a page without news is a fault. */
class AggregatesRepetitionTest {
  @TempDir Path lake;

  @Test
  void barsThatAPageRepeatsFromThePageBeforeStandOnce() {
    try (World world = World.in(lake)) {
      world.api.inject(Injection.of(new WalkFault.RepeatedBorder(Fault.In.BARS, 3)).page(2));
      World.Outcome outcome = world.run(AggregatesSilenceTest.TWO_PAGES);
      assertRepeated(world, outcome, 3);
      assertThat(world.api.requests()).as("nothing is asked again").hasSize(2);
      AggregatesSilenceTest.assertBothPages(world);
    }
  }

  @Test
  void aBarThatAPageHasTwiceStandsOnce() {
    try (World world = World.in(lake)) {
      world.api.inject(Injection.of(new Fault.DuplicateBar(1)).ticker("KO"));
      World.Outcome outcome =
          world.run(
              "--tickers=AAPL,KO",
              "--timespan=hour",
              "--adjusted=false",
              "--from=2024-01-02",
              "--to=2024-01-31");
      assertRepeated(world, outcome, 1);
      assertThat(world.api.requests()).hasSize(2);
      world.assertExact("KO", "hour", false, "2024-01-02", "2024-01-31");
      world.assertExact("AAPL", "hour", false, "2024-01-02", "2024-01-31");
    }
  }

  private static void assertRepeated(World world, World.Outcome outcome, int bars) {
    assertThat(outcome.code()).as(outcome.out() + outcome.err()).isEqualTo(ExitCode.DONE);
    assertThat(outcome.count("repeated")).isEqualTo(bars);
    assertThat(world.lines("_receipts"))
        .filteredOn(line -> line.contains("\"outcome\":\"written\""))
        .filteredOn(line -> line.contains("\"notes\":{\"repeated\":" + bars))
        .hasSize(1);
    assertThat(world.lines("_failed")).isEmpty();
  }

  @Test
  void aWalkThatGoesInCirclesIsAFailureAndTheOthersGoOn() {
    try (World world = World.in(lake)) {
      world.api.inject(
          Injection.of(new WalkFault.PageBefore(Fault.In.BARS)).ticker("X:BTCUSD").forever());
      String[] flags = {
        "--tickers=X:BTCUSD,BCpC",
        "--timespan=second",
        "--adjusted=false",
        "--from=2024-01-02",
        "--to=2024-01-02"
      };
      World.Outcome outcome = world.hurried(flags);
      assertThat(outcome.code()).as(outcome.out()).isEqualTo(ExitCode.TRY_AGAIN_LATER);
      assertThat(world.lines("_failed"))
          .singleElement()
          .asString()
          .contains(
              "\"ticker\":\"X:BTCUSD\"",
              "\"category\":\"transient\"",
              "the page brings nothing new");
      world.assertExact("BCpC", "second", false, "2024-01-02", "2024-01-02");

      world.api.clearFaults();
      assertThat(world.run(flags).code()).isEqualTo(ExitCode.DONE);
      AggregatesSilenceTest.assertBothPages(world);
    }
  }
}
