package dev.barlake.pipelines.aggregates;

import static dev.barlake.pipelines.aggregates.AggregatesFaultsTest.with;
import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import dev.barlake.localstack.ApiRequest;
import dev.barlake.localstack.BarFault;
import dev.barlake.localstack.Fault;
import dev.barlake.localstack.Injection;
import dev.barlake.localstack.ListFault;
import dev.barlake.localstack.TrueBar;
import dev.barlake.pipelines.cli.ExitCode;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Set;
import java.util.TreeSet;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** One bar, one file, one row that is wrong costs itself, and nothing beside it. */
class AggregatesIsolationTest {
  private static final String FROM = "2024-01-02";
  private static final String TO = "2024-01-31";
  private static final String[] HOURS = {
    "--tickers=AAPL,KO", "--timespan=hour", "--adjusted=false", "--from=" + FROM, "--to=" + TO
  };

  @TempDir Path lake;

  @Test
  void aBarOfNullsIsAWindowWithoutATrade() {
    try (World world = World.in(lake)) {
      world.api.inject(Injection.of(new BarFault.NullBar()).ticker("KO"));
      World.Outcome outcome = world.run(HOURS);
      assertThat(outcome.code()).as(outcome.out() + outcome.err()).isEqualTo(ExitCode.DONE);
      assertThat(world.lines("_failed")).isEmpty();
      assertAllButTheMiddleBar(world, "KO");
      world.assertExact("AAPL", "hour", false, FROM, TO);
    }
  }

  @Test
  void aBarThatCannotBeReadCostsItsWindowUntilTheNextRun() {
    try (World world = World.in(lake)) {
      world.api.inject(
          Injection.of(new BarFault.MalformedBar("c", "\"n/a\"")).ticker("KO").forever());
      World.Outcome outcome = world.run(HOURS);
      assertThat(outcome.code()).as(outcome.out()).isEqualTo(ExitCode.FAILED_REQUESTS);
      TrueBar middle = middle(world, "KO");
      assertThat(world.lines("_failed"))
          .singleElement()
          .asString()
          .contains("\"category\":\"malformed\"", "\\\"c\\\":\\\"n/a\\\"")
          .contains(
              "\"ranges\":[\"%s/%s\"]"
                  .formatted(middle.windowStart(), middle.windowStart().plus(Duration.ofHours(1))));
      assertAllButTheMiddleBar(world, "KO");
      world.assertExact("AAPL", "hour", false, FROM, TO);

      world.api.clearFaults();
      world.api.clearRequests();
      assertThat(world.run(HOURS).code()).isEqualTo(ExitCode.DONE);
      assertThat(world.api.requests()).extracting(ApiRequest::target).hasSize(1);
      world.assertExact("KO", "hour", false, FROM, TO);
    }
  }

  @Test
  void aBarThatCouldNotBeReadOnceIsAskedForAgain() {
    try (World world = World.in(lake)) {
      world.api.inject(Injection.of(new BarFault.MalformedBar("v", "")).ticker("KO"));
      World.Outcome outcome = world.run(HOURS);
      assertThat(outcome.code()).as(outcome.out() + outcome.err()).isEqualTo(ExitCode.DONE);
      assertThat(outcome.count("questions")).isEqualTo(1);
      world.assertExact("KO", "hour", false, FROM, TO);
    }
  }

  private static void assertAllButTheMiddleBar(World world, String ticker) {
    TrueBar middle = middle(world, ticker);
    assertThat(world.reader().bars(ticker, "1hour", false))
        .isEqualTo(truth(world, ticker).stream().filter(bar -> !bar.equals(middle)).toList());
  }

  private static List<TrueBar> truth(World world, String ticker) {
    return world.truth(ticker, 1, "hour", false, FROM, TO, World.NEW_YORK);
  }

  private static TrueBar middle(World world, String ticker) {
    List<TrueBar> truth = truth(world, ticker);
    return truth.get(truth.size() / 2);
  }

  @Test
  void barsThatCannotBeAreStoredAsSentAndCounted() {
    try (World world = World.in(lake)) {
      world.api.inject(Injection.of(new BarFault.MalformedBar("h", "0.01")).ticker("KO"));
      world.api.inject(Injection.of(new BarFault.MalformedBar("v", "-5")).ticker("AAPL"));
      World.Outcome outcome = world.run(HOURS);
      assertThat(outcome.code()).as(outcome.out() + outcome.err()).isEqualTo(ExitCode.DONE);
      JsonNode summary = outcome.summary();
      assertThat(summary.path("impossible").toString())
          .isEqualTo("{\"lowAboveHigh\":1,\"negativeVolume\":1}");
      assertThat(summary.path("firstImpossible")).hasSize(2);
      assertThat(sent(world, "KO").high()).isEqualTo(0.01);
      assertThat(sent(world, "AAPL").volume()).isEqualTo(-5);
      assertAllButTheMiddleBarAreTrue(world, "KO");
      assertAllButTheMiddleBarAreTrue(world, "AAPL");
    }
  }

  private static TrueBar sent(World world, String ticker) {
    List<TrueBar> read = world.reader().bars(ticker, "1hour", false);
    return read.get(read.size() / 2);
  }

  private static void assertAllButTheMiddleBarAreTrue(World world, String ticker) {
    List<TrueBar> expected = new ArrayList<>(truth(world, ticker));
    expected.set(expected.size() / 2, sent(world, ticker));
    assertThat(world.reader().bars(ticker, "1hour", false)).isEqualTo(expected);
  }

  @Test
  void aDamagedFileIsOnRecordAndAllElseIsDone() throws IOException {
    try (World world = World.in(lake)) {
      String[] flags = with(HOURS, "--runId=first");
      world.run(flags);
      Path january;
      try (Stream<Path> files = Files.walk(lake.resolve("bars"))) {
        january =
            files
                .filter(Files::isRegularFile)
                .filter(file -> file.toString().contains("symbol=KO"))
                .findFirst()
                .orElseThrow();
      }
      byte[] whole = Files.readAllBytes(january);
      byte[] damaged = whole.clone();
      Arrays.fill(damaged, damaged.length / 4, damaged.length, (byte) 7);
      Files.write(january, damaged);

      String[] wider = {
        "--tickers=AAPL,KO",
        "--timespan=hour",
        "--adjusted=false",
        "--from=2023-12-01",
        "--to=2024-02-29"
      };
      World.Outcome outcome = world.run(wider);
      assertThat(outcome.code()).as(outcome.out()).isEqualTo(ExitCode.FAILED_REQUESTS);
      assertThat(world.lines("_failed"))
          .singleElement()
          .asString()
          .contains("\"ticker\":\"KO\"", "\"period\":\"2024-01\"", "\"category\":\"damaged\"")
          .contains(lake.relativize(january).toString());
      assertThat(Files.readAllBytes(january)).as("it is left as it is").isEqualTo(damaged);

      Files.delete(january);
      world.assertExact("AAPL", "hour", false, "2023-12-01", "2024-02-29");
      assertThat(world.reader().bars("KO", "1hour", false))
          .isEqualTo(
              Stream.concat(
                      world
                          .truth("KO", 1, "hour", false, "2023-12-01", "2023-12-31", World.NEW_YORK)
                          .stream(),
                      world
                          .truth("KO", 1, "hour", false, "2024-02-01", "2024-02-29", World.NEW_YORK)
                          .stream())
                  .toList());
      assertThat(world.run(wider).code()).isEqualTo(ExitCode.DONE);
      world.assertExact("KO", "hour", false, "2023-12-01", "2024-02-29");
    }
  }

  /** The way out of damage, if the store keeps versions: the daily run fills what that lacks. */
  @Test
  void aFileOfWhichAnEarlierVersionWasPutBackIsFilledUpToItsWatermark() throws IOException {
    try (World world = World.in(lake)) {
      String[] daily = {
        "--tickers=KO",
        "--timespan=day",
        "--adjusted=true",
        "--from=2024-01-02",
        "--watermarks=" + lake.resolve("_watermarks/timespan=1day")
      };
      assertThat(world.run(with(daily, "--to=2024-01-31")).code()).isEqualTo(ExitCode.DONE);
      Path file = lake.resolve("bars/timespan=1day/adjusted=true/symbol=KO/year=2024/bars.parquet");
      byte[] earlier = Files.readAllBytes(file);
      assertThat(world.run(with(daily, "--to=2024-03-28")).code()).isEqualTo(ExitCode.DONE);
      Files.write(file, earlier);

      assertThat(world.run(with(daily, "--to=2024-04-30")).code()).isEqualTo(ExitCode.DONE);
      world.assertExact("KO", "day", true, "2024-01-02", "2024-04-30");
    }
  }

  @Test
  void aPassing404IsNoVerdict() {
    try (World world = World.in(lake)) {
      world.api.inject(Injection.of(new Fault.NotFound()).ticker("KO"));
      World.Outcome outcome = world.hurried(HOURS);
      assertThat(outcome.code()).as(outcome.out() + outcome.err()).isEqualTo(ExitCode.DONE);
      assertThat(world.api.requests()).hasSize(3);
      assertThat(world.lines("_failed")).isEmpty();
      world.assertExact("KO", "hour", false, FROM, TO);
    }
  }

  private static final String[] ALL = {
    "--tickers=all", "--timespan=day", "--adjusted=false", "--from=2024-01-02"
  };

  private static Injection tickers(Fault fault) {
    return Injection.of(fault)
        .pathContaining("/v3/reference/tickers")
        .where(request -> !request.target().contains("ticker="));
  }

  @Test
  void aFirstListOfTickersThatCameEmptyIsAskedForAgain() {
    try (World world = World.in(lake)) {
      world.api.inject(tickers(new Fault.EmptyOk(Fault.In.LISTS)));
      World.Outcome outcome = world.run(with(ALL, "--to=2024-01-05"));
      assertThat(outcome.code()).as(outcome.out() + outcome.err()).isEqualTo(ExitCode.DONE);
      assertThat(symbols()).contains("AAPL", "KO", "THIN", "GONE");
    }
  }

  @Test
  void aListOfTickersThatStaysEmptyIsNotBelieved() {
    try (World world = World.in(lake)) {
      world.api.inject(tickers(new Fault.EmptyOk(Fault.In.LISTS)).forever());
      World.Outcome outcome = world.run(with(ALL, "--to=2024-01-05"));
      assertThat(outcome.code()).as(outcome.out()).isEqualTo(ExitCode.TRY_AGAIN_LATER);
      assertThat(outcome.err()).contains("Cannot believe the vendor's lists of tickers");
      assertThat(lake.resolve("bars")).doesNotExist();
    }
  }

  @Test
  void aListOfTickersThatIsShortOnceMissesNoTicker() {
    try (World world = World.in(lake)) {
      world.run(with(ALL, "--to=2024-01-05"));
      Set<String> before = symbols();
      world.api.inject(tickers(new Fault.ShortList(0.3)));
      World.Outcome outcome = world.run(with(ALL, "--to=2024-01-10"));
      assertThat(outcome.code()).as(outcome.out() + outcome.err()).isEqualTo(ExitCode.DONE);
      assertThat(outcome.summary().path("planned").path("series").asInt())
          .isGreaterThanOrEqualTo(before.size());
      world.assertExact("XOM", "day", false, "2024-01-02", "2024-01-10");
    }
  }

  @Test
  void aListOfTickersThatStaysShortIsNotBelievedAndAFewMissingAreExtracted() {
    try (World world = World.in(lake)) {
      world.run(with(ALL, "--to=2024-01-05"));
      world.api.inject(tickers(new Fault.ShortList(0.3)).forever());
      World.Outcome outcome = world.run(with(ALL, "--to=2024-01-10"));
      assertThat(outcome.code()).as(outcome.out()).isEqualTo(ExitCode.TRY_AGAIN_LATER);
      assertThat(outcome.err()).contains("Cannot believe the vendor's lists of tickers");
      world.assertExact("XOM", "day", false, "2024-01-02", "2024-01-05");

      world.api.clearFaults();
      world.api.inject(tickers(new ListFault.MissingRows(Set.of("XOM", "KO"))).forever());
      assertThat(world.run(with(ALL, "--to=2024-01-10")).code()).isEqualTo(ExitCode.DONE);
      world.assertExact("XOM", "day", false, "2024-01-02", "2024-01-10");
      world.assertExact("AAPL", "day", false, "2024-01-02", "2024-01-10");
    }
  }

  private Set<String> symbols() {
    try (Stream<Path> folders = Files.list(lake.resolve("bars/timespan=1day/adjusted=false"))) {
      Set<String> symbols = new TreeSet<>();
      folders.forEach(
          folder -> symbols.add(folder.getFileName().toString().replace("symbol=", "")));
      return symbols;
    } catch (IOException e) {
      throw new AssertionError(e);
    }
  }
}
