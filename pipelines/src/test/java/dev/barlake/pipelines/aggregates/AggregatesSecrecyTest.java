package dev.barlake.pipelines.aggregates;

import static org.assertj.core.api.Assertions.assertThat;

import dev.barlake.localstack.Fault;
import dev.barlake.localstack.Injection;
import dev.barlake.localstack.MarketSimulator;
import dev.barlake.pipelines.cli.ExitCode;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.PrintStream;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.logging.Level;
import java.util.logging.Logger;
import java.util.logging.SimpleFormatter;
import java.util.logging.StreamHandler;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** Whatever goes wrong, the key is told to nobody. */
class AggregatesSecrecyTest {
  private static final String KEY = "local-api-key";
  private static final String[] HOURS = {
    "--tickers=AAPL,BRK.B,JPM,KO,XOM",
    "--timespan=hour",
    "--from=2024-01-02",
    "--to=2024-02-28",
    "--requestTimeoutSeconds=1"
  };

  @TempDir Path dir;

  @Test
  void theKeyIsInNoFileNoLogAndNoMessage() throws IOException {
    ByteArrayOutputStream log = new ByteArrayOutputStream();
    StreamHandler handler = new StreamHandler(new PrintStream(log), new SimpleFormatter());
    handler.setLevel(Level.ALL);
    Logger root = Logger.getLogger("");
    Logger ours = Logger.getLogger("dev.barlake");
    root.addHandler(handler);
    ours.setLevel(Level.ALL);
    StringBuilder told = new StringBuilder();
    try {
      tell(told, refusedAndBroken(), ExitCode.FAILED_REQUESTS);
      tell(told, refusedKey(), ExitCode.ERROR);
      tell(told, lakeInTheWay(), ExitCode.ERROR);
      tell(
          told,
          World.command(World.ENVIRONMENT, "--tickers=KO", "--from=x", "--apiKey=?"),
          ExitCode.BAD_OPTIONS);
      tell(told, World.command(World.ENVIRONMENT, "--help"), ExitCode.DONE);
    } finally {
      root.removeHandler(handler);
      ours.setLevel(null);
      handler.flush();
    }
    assertThat(told.toString()).contains("403", "404", "401").doesNotContain(KEY);
    assertThat(log.toString(StandardCharsets.UTF_8)).contains("foreign").doesNotContain(KEY);
    try (Stream<Path> files = Files.walk(dir)) {
      List<Path> all = files.filter(Files::isRegularFile).toList();
      assertThat(all).hasSizeGreaterThan(6);
      for (Path file : all) {
        assertThat(new String(Files.readAllBytes(file), StandardCharsets.ISO_8859_1))
            .as(file.toString())
            .doesNotContain(KEY);
      }
    }
  }

  private World.Outcome refusedAndBroken() {
    try (World world = World.in(dir.resolve("broken"))) {
      world.api.inject(Injection.of(new Fault.Forbidden()).ticker("KO").forever());
      world.api.inject(Injection.of(new Fault.NotFound()).ticker("XOM").forever());
      world.api.inject(Injection.of(new Fault.ForeignPage("foreign")).ticker("JPM").times(2));
      world.api.inject(
          Injection.of(new Fault.Stall(Fault.Stall.Where.IN_BODY)).ticker("AAPL").times(1));
      world.api.inject(Injection.of(new Fault.HtmlError()).ticker("BRK.B").times(1));
      return world.run(
          AggregatesFaultsTest.with(HOURS, "--runner=FlinkRunner", "--adjusted=false"));
    }
  }

  private World.Outcome refusedKey() {
    MarketSimulator api = MarketSimulator.builder().apiKey("another-key").start();
    try (World world = new World(api, dir.resolve("refused"))) {
      return world.run(AggregatesFaultsTest.with(HOURS, "--adjusted=false"));
    }
  }

  private World.Outcome lakeInTheWay() throws IOException {
    Path file = Files.writeString(dir.resolve("file"), "in the way");
    try (World world = World.in(file)) {
      return world.run(AggregatesFaultsTest.with(HOURS, "--adjusted=false"));
    }
  }

  private static void tell(StringBuilder told, World.Outcome outcome, ExitCode expected) {
    assertThat(outcome.code()).as(outcome.out() + outcome.err()).isEqualTo(expected);
    told.append(outcome.out()).append(outcome.err());
  }
}
