package dev.barlake.pipelines.cli;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;

import dev.barlake.pipelines.aggregates.Aggregates;
import dev.barlake.pipelines.aggregates.AggregatesFaultsTest;
import dev.barlake.pipelines.aggregates.World;
import java.io.ByteArrayOutputStream;
import java.io.PrintStream;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.Test;

class HelpTest {
  private static final int SCREEN = 45;
  private static final int WIDTH = 100;

  @Test
  void everyOwnFlagStandsInExactlyOneGroup() {
    for (Documented command : Documented.all()) {
      List<String> grouped =
          command.help().groups().stream().flatMap(group -> group.flags().stream()).toList();
      assertThat(grouped)
          .as(command.name())
          .doesNotHaveDuplicates()
          .map(flag -> "--" + flag)
          .containsExactlyInAnyOrderElementsOf(FlagNames.own(command.options()).own().keySet());
    }
  }

  @Test
  void helpFitsAScreen() {
    for (Documented command : Documented.all()) {
      assertThat(command.help().text(command.options()).lines())
          .as(command.name())
          .hasSizeLessThanOrEqualTo(SCREEN)
          .allSatisfy(line -> assertThat(line.length()).as(line).isLessThanOrEqualTo(WIDTH));
    }
  }

  @Test
  void defaultsAndAnExampleAreShown() {
    assertThat(help(Aggregates.COMMAND, "--help"))
        .contains("--multiplier=1 ", "--refetch=STALE ", "--dryRun ", "Example:")
        .doesNotContain("--flinkConfDir");
  }

  @Test
  void allFlagsAreListedIfTheyAreAskedFor() {
    assertThat(help(Aggregates.COMMAND, "--help", "--all"))
        .contains("--multiplier", "flinkConfDir");
  }

  /** The example of the help is one that the flags accept. */
  @Test
  void theExampleIsAccepted() {
    String[] flags = Aggregates.COMMAND.help().example().split(" ", -1);
    World.Outcome outcome =
        World.command(World.ENVIRONMENT, AggregatesFaultsTest.with(flags, "--dryRun"));
    assertThat(outcome.code()).as(outcome.err()).isEqualTo(ExitCode.DONE);
  }

  private static String help(Command command, String... args) {
    ByteArrayOutputStream out = new ByteArrayOutputStream();
    ExitCode code =
        command.run(
            args,
            Map.of(),
            new PrintStream(out, true, UTF_8),
            System.err,
            () -> {
              throw new AssertionError("Help runs nothing");
            });
    assertThat(code).isEqualTo(ExitCode.DONE);
    return out.toString(UTF_8);
  }
}
