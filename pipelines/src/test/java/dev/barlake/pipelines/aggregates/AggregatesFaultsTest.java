package dev.barlake.pipelines.aggregates;

import static org.assertj.core.api.Assertions.assertThat;

import dev.barlake.localstack.Fault;
import dev.barlake.localstack.Injection;
import dev.barlake.localstack.MarketSimulator;
import dev.barlake.localstack.TrueBar;
import dev.barlake.pipelines.cli.ExitCode;
import java.nio.file.Path;
import java.time.Duration;
import java.time.Instant;
import java.time.LocalDate;
import java.time.ZoneOffset;
import java.util.List;
import java.util.Optional;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;

/** Whatever the vendor does, a bar is in the lake as it was, or a record says that it is not. */
public class AggregatesFaultsTest {
  private static final String FROM = "2024-01-02";
  private static final String TO = "2024-01-31";
  private static final String[] HOURS = {
    "--tickers=AAPL,KO", "--timespan=hour", "--adjusted=false", "--from=" + FROM, "--to=" + TO
  };

  @TempDir Path lake;

  static Stream<Fault> passingFaults() {
    return Stream.of(
        new Fault.TooManyRequests(Optional.of(Duration.ofSeconds(1))),
        new Fault.TooManyRequests(),
        new Fault.ServerError(500),
        new Fault.HtmlError(),
        new Fault.CutBody(700),
        new Fault.Stall(Fault.Stall.Where.BEFORE_HEADERS),
        new Fault.Stall(Fault.Stall.Where.IN_BODY),
        new Fault.ClosedSocket(),
        new Fault.ForeignPage("MSFT"),
        new Fault.EmptyOk(),
        new Fault.ClampedRange(LocalDate.of(2024, 1, 17)),
        new Fault.GarbageBody(),
        new Fault.OutOfRangeBar(),
        new Fault.WrongCount());
  }

  @ParameterizedTest
  @MethodSource("passingFaults")
  void aFaultThatPassesLeavesNoTrace(Fault fault) {
    try (World world = World.in(lake)) {
      world.api.inject(Injection.of(fault).ticker("AAPL"));
      World.Outcome outcome = world.run(with(HOURS, "--requestTimeoutSeconds=1"));
      assertThat(outcome.code()).as(outcome.out() + outcome.err()).isEqualTo(ExitCode.DONE);
      assertWhole(world, "AAPL", "KO");
      assertThat(world.lines("_failed")).isEmpty();
    }
  }

  static Stream<Fault> passingFaultsOfSecondPages() {
    return Stream.of(new Fault.RepeatedPage(), new Fault.AdjustedLost(), new Fault.CutBody(500));
  }

  /** A day of seconds of a market that never closes is the one piece with a second page. */
  @ParameterizedTest
  @MethodSource("passingFaultsOfSecondPages")
  void aWalkOverPagesThatWasDisturbedIsWhole(Fault fault) {
    try (World world = World.in(lake)) {
      world.api.inject(Injection.of(fault).page(fault instanceof Fault.RepeatedPage ? 1 : 2));
      World.Outcome outcome =
          world.run(
              "--tickers=X:BTCUSD",
              "--timespan=second",
              "--adjusted=false",
              "--from=2024-01-02",
              "--to=2024-01-02");
      assertThat(outcome.code()).as(outcome.out() + outcome.err()).isEqualTo(ExitCode.DONE);
      assertThat(world.api.requests()).hasSizeGreaterThanOrEqualTo(3);
      assertThat(world.reader().bars("X:BTCUSD", "1second", false))
          .hasSizeGreaterThan(50_000)
          .isEqualTo(
              world.truth(
                  "X:BTCUSD", 1, "second", false, "2024-01-02", "2024-01-02", ZoneOffset.UTC));
    }
  }

  @Test
  void aBarThatComesTwiceStandsOnceWithMoreVolume() {
    try (World world = World.in(lake)) {
      world.api.inject(Injection.of(new Fault.DuplicateBar()).ticker("AAPL"));
      assertThat(world.run(HOURS).code()).isEqualTo(ExitCode.DONE);
      List<TrueBar> truth = world.truth("AAPL", 1, "hour", false, FROM, TO, World.NEW_YORK);
      List<TrueBar> read = world.reader().bars("AAPL", "1hour", false);
      assertThat(read.stream().map(TrueBar::windowStart))
          .containsExactlyElementsOf(truth.stream().map(TrueBar::windowStart).toList());
      List<TrueBar> different = read.stream().filter(bar -> !truth.contains(bar)).toList();
      assertThat(different).hasSize(1);
      TrueBar doubled = different.get(0);
      TrueBar original =
          truth.stream()
              .filter(bar -> bar.windowStart().equals(doubled.windowStart()))
              .findFirst()
              .orElseThrow();
      assertThat(doubled.volume()).isGreaterThan(original.volume());
    }
  }

  static Stream<Fault> refusals() {
    return Stream.of(new Fault.Forbidden(), new Fault.NotFound());
  }

  @ParameterizedTest
  @MethodSource("refusals")
  void aRequestThatFailsForGoodIsRecordedAndHoldsItsWatermark(Fault fault) {
    try (World world = World.in(lake)) {
      world.api.inject(Injection.of(fault).ticker("KO").forever());
      World.Outcome outcome = world.run(HOURS);
      assertThat(outcome.code()).isEqualTo(ExitCode.FAILED_REQUESTS);
      assertThat(outcome.summary().path("failedTickers").toString()).isEqualTo("[\"KO\"]");
      assertThat(world.lines("_failed"))
          .singleElement()
          .asString()
          .contains(
              "\"ticker\":\"KO\"",
              "\"period\":\"2024-01\"",
              "\"ranges\":[\"2024-01-02T05:00:00Z/2024-02-01T05:00:00Z\"]",
              "\"category\":\"permanent\"",
              "\"status\":" + (fault instanceof Fault.Forbidden ? 403 : 404));
      assertWhole(world, "AAPL");
      assertThat(world.lines("_watermarks"))
          .anyMatch(line -> line.contains("\"AAPL\"") && line.contains("2024-02-01T05:00:00Z"))
          .noneMatch(line -> line.contains("\"KO\""));

      world.api.clearFaults();
      assertThat(world.run(HOURS).code()).isEqualTo(ExitCode.DONE);
      assertWhole(world, "AAPL", "KO");
    }
  }

  @Test
  void aPageThatStaysWrongIsNeverWritten() {
    try (World world = World.in(lake)) {
      world.api.inject(Injection.of(new Fault.ForeignPage("MSFT")).ticker("KO").forever());
      World.Outcome outcome = world.hurried(HOURS);
      assertThat(outcome.code()).isEqualTo(ExitCode.TRY_AGAIN_LATER);
      assertThat(world.lines("_failed"))
          .singleElement()
          .asString()
          .contains("\"category\":\"transient\"", "the page is of ticker 'MSFT', asked was 'KO'");
      assertWhole(world, "AAPL");
      assertThat(world.reader().number("SELECT count(*) FROM BARS WHERE ticker = 'KO'")).isZero();
    }
  }

  @Test
  void aNewTickerBeginsWhereAPlanThatRollsBegins() {
    MarketSimulator api = MarketSimulator.builder().planHistory(LocalDate.of(2023, 12, 12)).start();
    String[] daily = {
      "--timespan=hour",
      "--adjusted=false",
      "--from=2023-06-01",
      "--to=" + TO,
      "--watermarks=" + lake.resolve("_watermarks/timespan=1hour") + "/",
      "--lookback=0"
    };
    try (World world = new World(api, lake)) {
      World.Outcome first = world.run(with(daily, "--tickers=KO"));
      assertThat(first.code()).as(first.err()).isEqualTo(ExitCode.DONE);
      assertThat(first.summary().path("planBegins").asText()).isEqualTo("2023-12-12");
      assertThat(first.err())
          .contains("begins at 2023-12-12: 1 tickers without a watermark start there");
      assertThat(world.reader().bars("KO", "1hour", false))
          .isNotEmpty()
          .isEqualTo(world.truth("KO", 1, "hour", false, "2023-12-12", TO, World.NEW_YORK));

      api.planReachesBackTo(LocalDate.of(2024, 1, 17));
      World.Outcome listed = world.run(with(daily, "--tickers=KO,AAPL"));
      assertThat(listed.code()).as(listed.err()).isEqualTo(ExitCode.DONE);
      assertThat(listed.summary().path("planBegins").asText()).isEqualTo("2024-01-17");
      assertThat(world.lines("_watermarks"))
          .filteredOn(line -> line.contains("2024-02-01T05:00:00Z"))
          .hasSize(2);

      World.Outcome next = world.run(with(daily, "--tickers=KO,AAPL"));
      assertThat(next.code()).as(next.err()).isEqualTo(ExitCode.NOTHING_TO_DO);
      assertThat(next.summary().has("planBegins")).isFalse();
    }
  }

  @Test
  void aPlanThatDoesNotReachSoFarBackIsNotTakenForSilence() {
    MarketSimulator api = MarketSimulator.builder().planHistory(LocalDate.of(2024, 1, 17)).start();
    try (World world = new World(api, lake)) {
      World.Outcome outcome = world.run(HOURS);
      assertThat(outcome.code()).isEqualTo(ExitCode.FAILED_REQUESTS);
      assertThat(world.lines("_failed"))
          .hasSize(2)
          .allMatch(line -> line.contains("2024-01-02T05:00:00Z/2024-01-17T05:00:00Z"))
          .allMatch(line -> line.contains("\"status\":403"));
      assertThat(world.reader().bars("KO", "1hour", false))
          .isNotEmpty()
          .isEqualTo(world.truth("KO", 1, "hour", false, "2024-01-17", TO, World.NEW_YORK));
    }
  }

  @Test
  void aLateCorrectionArrivesWithTheNextRun() {
    try (World world = World.in(lake)) {
      Instant start = Instant.parse("2024-01-10T15:00:00Z");
      world.api.inject(Injection.of(new Fault.LateCorrection(start, 0.5)).ticker("KO"));
      String[] flags = with(HOURS, "--lookback=5000");
      world.run(flags);
      assertThat(world.reader().bars("KO", "1hour", false))
          .isNotEqualTo(world.truth("KO", 1, "hour", false, FROM, TO, World.NEW_YORK));
      World.Outcome next = world.run(flags);
      assertThat(next.code()).isEqualTo(ExitCode.DONE);
      assertThat(next.count("changed")).isEqualTo(1);
      assertWhole(world, "AAPL", "KO");
    }
  }

  @Test
  void anEmptyAnswerNeverTakesBarsAway() {
    try (World world = World.in(lake)) {
      String[] flags = with(HOURS, "--lookback=5000");
      world.run(flags);
      world.api.inject(Injection.of(new Fault.EmptyOk()).ticker("KO").forever());
      World.Outcome next = world.run(flags);
      assertThat(next.code()).isEqualTo(ExitCode.DONE);
      assertThat(next.count("vanished"))
          .isEqualTo(world.truth("KO", 1, "hour", false, FROM, TO, World.NEW_YORK).size());
      assertWhole(world, "AAPL", "KO");
    }
  }

  @Test
  void aKeyThatIsRefusedStopsTheRun() {
    MarketSimulator api = MarketSimulator.builder().apiKey("another-key").start();
    try (World world = new World(api, lake)) {
      World.Outcome outcome =
          world.run(
              "--tickers=AAPL,KO,JPM,XOM",
              // Slow enough that the first answer is there before most of the 28 are sent.
              "--requestsPerMinute=600",
              "--timespan=hour",
              "--adjusted=false",
              "--from=2023-01-03",
              "--to=2024-01-31");
      assertThat(outcome.code()).isEqualTo(ExitCode.ERROR);
      assertThat(outcome.out()).contains("HTTP 401").doesNotContain("local-api-key");
      // Those under way when the first answer came, and no more.
      assertThat(world.api.requests()).hasSizeLessThan(20);
    }
  }

  @Test
  void anApiThatIsGoneIsSomethingToTryLater() {
    try (World world = World.in(lake)) {
      World.Outcome outcome = world.hurried(with(HOURS, "--apiBaseUrl=http://127.0.0.1:9"));
      assertThat(outcome.code()).isEqualTo(ExitCode.TRY_AGAIN_LATER);
      assertThat(outcome.err()).contains("Cannot GET http://127.0.0.1:9/");
    }
  }

  @Test
  void noKeyAndNoHostButOursIsEverUsed() {
    try (World world = World.in(lake)) {
      world.run(
          "--tickers=X:BTCUSD",
          "--timespan=second",
          "--adjusted=false",
          "--from=2024-01-02",
          "--to=2024-01-02");
      assertThat(world.api.requests())
          .hasSizeGreaterThanOrEqualTo(2)
          .allMatch(request -> request.keyInHeader() && !request.target().contains("apiKey"));
    }
  }

  private static void assertWhole(World world, String... tickers) {
    for (String ticker : tickers) {
      assertThat(world.reader().bars(ticker, "1hour", false))
          .as(ticker)
          .isNotEmpty()
          .isEqualTo(world.truth(ticker, 1, "hour", false, FROM, TO, World.NEW_YORK));
    }
  }

  public static String[] with(String[] flags, String... more) {
    return Stream.concat(Stream.of(flags), Stream.of(more)).toArray(String[]::new);
  }
}
