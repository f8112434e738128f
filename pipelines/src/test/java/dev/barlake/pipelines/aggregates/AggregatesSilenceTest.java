package dev.barlake.pipelines.aggregates;

import static dev.barlake.pipelines.aggregates.AggregatesFaultsTest.with;
import static org.assertj.core.api.Assertions.assertThat;

import dev.barlake.localstack.BarFault;
import dev.barlake.localstack.Fault;
import dev.barlake.localstack.Injection;
import dev.barlake.localstack.Listing;
import dev.barlake.localstack.Market;
import dev.barlake.localstack.TrueBar;
import dev.barlake.localstack.WalkFault;
import dev.barlake.pipelines.cli.ExitCode;
import java.nio.file.Path;
import java.time.Clock;
import java.time.Instant;
import java.time.LocalDate;
import java.time.ZoneOffset;
import java.util.List;
import java.util.Set;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** Silence is asked about once more, where bars are to be expected, and nowhere else. */
class AggregatesSilenceTest {
  private static final String FROM = "2024-01-02";
  private static final String TO = "2024-01-31";
  private static final String[] HOURS = {
    "--tickers=AAPL,KO", "--timespan=hour", "--adjusted=false", "--from=" + FROM, "--to=" + TO
  };

  /** A day of seconds of a market that never closes is the one piece with a second page. */
  static final String[] TWO_PAGES = {
    "--tickers=X:BTCUSD",
    "--timespan=second",
    "--adjusted=false",
    "--from=2024-01-02",
    "--to=2024-01-02"
  };

  private static final Set<LocalDate> DROPPED =
      Set.of(LocalDate.of(2024, 1, 10), LocalDate.of(2024, 1, 11));

  @TempDir Path lake;

  @ParameterizedTest
  @ValueSource(doubles = {0.1, 0.5, 0.96})
  void anAnswerThatEndsEarlyIsCompletedByOneQuestion(double keepShare) {
    try (World world = World.in(lake)) {
      world.api.inject(
          Injection.of(new WalkFault.EarlyEnd(Fault.In.BARS, keepShare)).ticker("AAPL"));
      assertHealedByOneQuestion(world, world.run(HOURS));
    }
  }

  @ParameterizedTest
  @ValueSource(strings = {"DirectRunner", "FlinkRunner"})
  void sessionsThatWereDroppedAreAskedForAgain(String runner) {
    try (World world = World.in(lake)) {
      world.api.inject(Injection.of(new BarFault.SilentSessions(DROPPED)).ticker("AAPL"));
      assertHealedByOneQuestion(world, world.run(with(HOURS, "--runner=" + runner)));
    }
  }

  private static void assertHealedByOneQuestion(World world, World.Outcome outcome) {
    assertThat(outcome.code()).as(outcome.out() + outcome.err()).isEqualTo(ExitCode.DONE);
    assertThat(outcome.count("questions")).isEqualTo(1);
    assertThat(world.api.requests()).hasSize(3);
    assertThat(world.lines("_failed")).isEmpty();
    assertThat(world.lines("_receipts")).noneMatch(line -> line.contains("\"silent\""));
    world.assertExact("AAPL", "hour", false, FROM, TO);
    world.assertExact("KO", "hour", false, FROM, TO);
  }

  @Test
  void silenceThatIsRepeatedIsBelievedAndBothTimesAreOnRecord() {
    try (World world = World.in(lake)) {
      world.api.inject(Injection.of(new BarFault.SilentSessions(DROPPED)).ticker("AAPL").times(2));
      Instant before = Instant.now();
      World.Outcome outcome = world.run(HOURS);
      assertThat(outcome.code()).as(outcome.out() + outcome.err()).isEqualTo(ExitCode.DONE);
      assertThat(outcome.count("questions")).isEqualTo(1);
      List<TrueBar> truth = world.truth("AAPL", 1, "hour", false, FROM, TO, World.NEW_YORK);
      assertThat(world.reader().bars("AAPL", "1hour", false))
          .isEqualTo(truth.stream().filter(bar -> !DROPPED.contains(date(bar))).toList());
      world.assertExact("KO", "hour", false, FROM, TO);

      // From the end of the last bar before, at 20:00 in New York, to midnight.
      String silent = "\"silent\":[{\"range\":\"2024-01-10T01:00:00Z/2024-01-12T05:00:00Z\"";
      String receipt =
          world.lines("_receipts").stream()
              .filter(line -> line.contains(silent))
              .findAny()
              .orElseThrow();
      Matcher times =
          Pattern.compile("\"askedAt\":\\[\"(?<first>[^\"]+)\",\"(?<second>[^\"]+)\"]")
              .matcher(receipt);
      assertThat(times.find()).as(receipt).isTrue();
      assertThat(Instant.parse(times.group("second")))
          .isAfter(Instant.parse(times.group("first")))
          .isBefore(Instant.now());
      assertThat(Instant.parse(times.group("first"))).isAfterOrEqualTo(before.minusMillis(1));

      world.api.clearRequests();
      assertThat(world.run(HOURS).code()).isEqualTo(ExitCode.DONE);
      assertThat(world.api.requests()).as("what was believed is not asked again").isEmpty();
    }
  }

  /** Each answer brings the first half of what is left, so three more questions leave a rest. */
  @Test
  void aVendorThatAnswersInPartsIsAFailureOnRecordAndNoShortRange() {
    try (World world = World.in(lake)) {
      world.api.inject(
          Injection.of(new WalkFault.EarlyEnd(Fault.In.BARS, 0.5)).ticker("AAPL").forever());
      World.Outcome outcome = world.run(HOURS);
      assertThat(outcome.code()).as(outcome.out()).isEqualTo(ExitCode.TRY_AGAIN_LATER);
      assertThat(world.lines("_failed"))
          .singleElement()
          .asString()
          .contains("\"AAPL\"", "\"category\":\"transient\"", "each of 3 more questions")
          .contains("/2024-02-01T05:00:00Z");
      assertThat(world.lines("_watermarks"))
          .noneMatch(line -> line.contains("AAPL") && line.contains("2024-02-01T05:00:00Z"));
      world.assertExact("KO", "hour", false, FROM, TO);

      world.api.clearFaults();
      assertThat(world.run(HOURS).code()).isEqualTo(ExitCode.DONE);
      world.assertExact("AAPL", "hour", false, FROM, TO);
    }
  }

  private static LocalDate date(TrueBar bar) {
    return LocalDate.ofInstant(bar.windowStart(), World.NEW_YORK);
  }

  @Test
  void anAnnouncedPageThatCameEmptyOnceIsAskedForAgain() {
    try (World world = World.in(lake)) {
      world.api.inject(Injection.of(new Fault.EmptyOk()).page(2));
      World.Outcome outcome = world.hurried(TWO_PAGES);
      assertThat(outcome.code()).as(outcome.out() + outcome.err()).isEqualTo(ExitCode.DONE);
      assertThat(world.api.requests()).hasSize(3);
      assertBothPages(world);
    }
  }

  @Test
  void anAnnouncedPageThatStaysEmptyIsAFailureAndHealsWithTheNextRun() {
    try (World world = World.in(lake)) {
      world.api.inject(Injection.of(new Fault.EmptyOk()).page(2).forever());
      World.Outcome outcome = world.hurried(TWO_PAGES);
      assertThat(outcome.code()).as(outcome.out()).isEqualTo(ExitCode.TRY_AGAIN_LATER);
      assertThat(world.lines("_failed"))
          .singleElement()
          .asString()
          .contains("\"category\":\"transient\"", "2024-01-02T00:00:00Z/2024-01-03T00:00:00Z");
      assertThat(world.lines("_watermarks")).noneMatch(line -> line.contains("X:BTCUSD"));

      world.api.clearFaults();
      assertThat(world.run(TWO_PAGES).code()).isEqualTo(ExitCode.DONE);
      assertBothPages(world);
    }
  }

  static void assertBothPages(World world) {
    assertThat(world.reader().bars("X:BTCUSD", "1second", false))
        .hasSizeGreaterThan(50_000)
        .isEqualTo(
            world.truth(
                "X:BTCUSD", 1, "second", false, "2024-01-02", "2024-01-02", ZoneOffset.UTC));
  }

  /** It trades on about every second day, which its own history shows. */
  @Test
  void theDailyRunOfATickerThatTradesSeldomAsksNothingTwice() {
    try (World world = World.in(lake)) {
      world.api.market().list(Listing.stock("DUST", "Dust Corp", 3, 10, 0.0015));
      String[] daily = {
        "--tickers=DUST,KO",
        "--timespan=hour",
        "--adjusted=false",
        "--from=2024-01-02",
        "--watermarks=" + lake.resolve("_watermarks/timespan=1hour")
      };
      runOnTheEveningOf(LocalDate.of(2024, 3, 28), world, daily);
      List<TrueBar> past =
          world.truth("DUST", 1, "hour", false, "2024-01-02", "2024-03-28", World.NEW_YORK);
      assertThat(past.stream().map(AggregatesSilenceTest::date).distinct().count())
          .as("sessions of 61 with a trade")
          .isBetween(20L, 50L);
      for (LocalDate date = LocalDate.of(2024, 4, 1);
          date.isBefore(LocalDate.of(2024, 4, 13));
          date = date.plusDays(1)) {
        if (Market.isTradingDay(date)) {
          world.api.clearRequests();
          runOnTheEveningOf(date, world, daily);
          assertThat(world.api.requests()).as("on %s", date).hasSize(2);
        }
      }
      world.assertExact("DUST", "hour", false, "2024-01-02", "2024-04-12");
      world.assertExact("KO", "hour", false, "2024-01-02", "2024-04-12");
    }
  }

  private static void runOnTheEveningOf(LocalDate date, World world, String... flags) {
    Instant evening = date.atTime(21, 0).atZone(World.NEW_YORK).toInstant();
    World.Outcome outcome = world.run(Clock.fixed(evening, ZoneOffset.UTC), flags);
    assertThat(outcome.code()).as(outcome.out() + outcome.err()).isEqualTo(ExitCode.DONE);
  }

  @Test
  void aBackfillOfLiquidTickersCostsHardlyMoreThanItsPieces() {
    try (World world = World.in(lake)) {
      World.Outcome outcome =
          world.run(
              "--tickers=KO,JPM,AAPL",
              "--timespan=hour",
              "--adjusted=false",
              "--from=2023-01-03",
              "--to=2024-12-31");
      assertThat(outcome.code()).as(outcome.out() + outcome.err()).isEqualTo(ExitCode.DONE);
      int planned = outcome.summary().path("planned").path("requests").asInt();
      assertThat(planned).isEqualTo(36);
      assertThat(world.api.requests()).hasSizeBetween(planned, planned * 103 / 100);
      assertThat(outcome.count("questions"))
          .isLessThanOrEqualTo(outcome.summary().path("planned").path("questions").asLong());
      world.assertExact("JPM", "hour", false, "2023-01-03", "2024-12-31");
    }
  }
}
