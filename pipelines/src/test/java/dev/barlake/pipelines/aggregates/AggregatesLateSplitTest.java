package dev.barlake.pipelines.aggregates;

import static dev.barlake.pipelines.aggregates.AggregatesFaultsTest.with;
import static org.assertj.core.api.Assertions.assertThat;

import dev.barlake.lake.Lake;
import dev.barlake.lake.Watermark;
import dev.barlake.localstack.ApiRequest;
import dev.barlake.localstack.Fault;
import dev.barlake.localstack.Injection;
import dev.barlake.localstack.ListFault;
import dev.barlake.pipelines.cli.ExitCode;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Clock;
import java.time.LocalDate;
import java.time.ZoneOffset;
import java.util.Arrays;
import java.util.Map;
import java.util.Set;
import java.util.TreeMap;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.function.Predicate;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.Arguments;
import org.junit.jupiter.params.provider.MethodSource;

/**
 * The list of splits is a claim, and prices are the proof: evenings on which the two differ, and
 * lists that are not to be relied on. KO has split 2:3 on 2024-03-18 and splits again on Friday
 * 2024-04-19.
 */
class AggregatesLateSplitTest {
  private static final String FROM = "2024-01-10";
  private static final LocalDate THURSDAY = LocalDate.of(2024, 4, 18);
  private static final LocalDate FRIDAY = LocalDate.of(2024, 4, 19);
  private static final LocalDate MONDAY = LocalDate.of(2024, 4, 22);
  private static final LocalDate TUESDAY = LocalDate.of(2024, 4, 23);

  /** Where the second of two requests begins. */
  private static final long MARCH =
      LocalDate.of(2024, 3, 1).atStartOfDay(World.NEW_YORK).toInstant().toEpochMilli();

  @TempDir Path lake;

  @Test
  void aSplitIsNotBelievedBeforePricesShowIt() throws IOException {
    try (World world = World.in(lake)) {
      assertDone(evening(THURSDAY, world));
      world.api.market().addSplitBeforeRewrite("KO", FRIDAY, 1, 2);
      Map<Path, Integer> files = adjustedFilesOfKo();
      Watermark mark = watermark(world, "KO");

      World.Outcome waiting = evening(FRIDAY, world);
      assertThat(waiting.code()).as(waiting.out()).isEqualTo(ExitCode.TRY_AGAIN_LATER);
      assertThat(waiting.err()).contains("split not applied yet", "2024-04-19 1:2");
      assertThat(world.lines("_failed"))
          .isNotEmpty()
          .allMatch(line -> line.contains("\"ticker\":\"KO\"") && line.contains("\"waiting\""));
      assertThat(adjustedFilesOfKo()).isNotEmpty().isEqualTo(files);
      assertThat(watermark(world, "KO")).isEqualTo(mark);
      world.assertExact("KO", "hour", false, FROM, "2024-04-19");
      world.assertExact("JPM", "hour", true, FROM, "2024-04-19");
      world.assertExact("JPM", "hour", false, FROM, "2024-04-19");

      world.api.market().rewrite("KO");
      assertDone(evening(MONDAY, world));
      world.assertExact("KO", "hour", true, FROM, "2024-04-22");
      world.assertExact("KO", "hour", false, FROM, "2024-04-22");
    }
  }

  @Test
  void aFirstExtractionBeforePricesFollowTheSplitIsHealedByTheRunAfterwards() {
    try (World world = World.in(lake)) {
      world.api.market().addSplitBeforeRewrite("KO", FRIDAY, 1, 2);
      assertDone(evening(FRIDAY, world));
      assertDone(evening(MONDAY, world));
      world.api.market().rewrite("KO");
      assertDone(evening(TUESDAY, world));
      world.assertExact("KO", "hour", true, FROM, "2024-04-23");
      world.assertExact("KO", "hour", false, FROM, "2024-04-23");
    }
  }

  @Test
  void aListThatCameEmptyOnceCostsOneMoreRequestAndNoHistory() {
    try (World world = World.in(lake)) {
      assertDone(evening(THURSDAY, world));
      world.api.inject(noSplits());
      world.api.clearRequests();
      assertDone(evening(FRIDAY, world));
      assertThat(world.api.requests())
          .filteredOn(request -> request.path().endsWith("/splits"))
          .hasSize(2);
      assertThat(world.api.requests())
          .filteredOn(request -> request.path().contains("/range/"))
          .as("one for each series")
          .hasSize(4);
      world.assertExact("KO", "hour", true, FROM, "2024-04-19");
      world.assertExact("JPM", "hour", true, FROM, "2024-04-19");
    }
  }

  @Test
  void aListThatStaysEmptyHoldsBackTheSeriesWhoseSplitsItLacks() throws IOException {
    try (World world = World.in(lake)) {
      assertDone(evening(THURSDAY, world));
      Map<Path, Integer> files = adjustedFilesOfKo();
      world.api.inject(noSplits().forever());
      World.Outcome outcome = evening(FRIDAY, world);
      assertThat(outcome.code()).as(outcome.out()).isEqualTo(ExitCode.TRY_AGAIN_LATER);
      assertThat(outcome.err()).contains("it lacks the split of 2024-03-18 2:3");
      assertThat(adjustedFilesOfKo()).isNotEmpty().isEqualTo(files);
      world.assertExact("KO", "hour", false, FROM, "2024-04-19");
      world.assertExact("JPM", "hour", true, FROM, "2024-04-19");

      world.api.clearFaults();
      assertDone(evening(MONDAY, world));
      world.assertExact("KO", "hour", true, FROM, "2024-04-22");
    }
  }

  private static Injection noSplits() {
    return Injection.of(new Fault.EmptyOk(Fault.In.LISTS)).pathContaining("/stocks/v1/splits");
  }

  @Test
  void anOddRowOfTheListHoldsBackItsOwnAdjustedSeriesOnly() {
    try (World world = World.in(lake)) {
      world.api.inject(
          Injection.of(new ListFault.OddSplit(Set.of("KO"), ListFault.OddSplit.Kind.NULL_RATIO))
              .forever());
      World.Outcome outcome = evening(THURSDAY, world);
      assertThat(outcome.code()).as(outcome.out()).isEqualTo(ExitCode.FAILED_REQUESTS);
      assertThat(outcome.summary().path("failedTickers").toString()).isEqualTo("[\"KO\"]");
      assertThat(world.lines("_failed"))
          .isNotEmpty()
          .allMatch(line -> line.contains("\"ticker\":\"KO\"") && line.contains("split_to"));
      assertThat(world.reader().bars("KO", "1hour", false)).isNotEmpty();
      assertThat(lake.resolve("bars/timespan=1hour/adjusted=true/symbol=KO")).doesNotExist();
      world.assertExact("KO", "hour", false, FROM, "2024-04-18");
      world.assertExact("JPM", "hour", true, FROM, "2024-04-18");
      world.assertExact("JPM", "hour", false, FROM, "2024-04-18");

      world.api.clearFaults();
      assertDone(evening(FRIDAY, world));
      world.assertExact("KO", "hour", true, FROM, "2024-04-19");
    }
  }

  /**
   * The vendor shows the new prices to the first request, which asks for proof, and to every one
   * that the test names; to others it answers as before the split.
   */
  @ParameterizedTest
  @MethodSource("rewrittenParts")
  void pricesThatAreStillOnTheOldScaleAreNotStoredUnderTheNewSplit(
      String what, Predicate<ApiRequest> rewritten) {
    try (World world = World.in(lake)) {
      assertDone(evening(THURSDAY, world));
      world.api.market().addSplitBeforeRewrite("KO", FRIDAY, 1, 2);
      AtomicInteger asked = new AtomicInteger();
      rewriteBitByBit(world, request -> asked.incrementAndGet() == 1 || rewritten.test(request));
      World.Outcome waiting = evening(FRIDAY, world, "--runner=FlinkRunner", "--parallelism=1");
      assertThat(waiting.code()).as(waiting.out()).isEqualTo(ExitCode.TRY_AGAIN_LATER);
      assertThat(world.lines("_failed"))
          .isNotEmpty()
          .allMatch(line -> line.contains("\"ticker\":\"KO\"") && line.contains("\"waiting\""));
      world.assertExact("JPM", "hour", true, FROM, "2024-04-19");

      world.api.clearFaults();
      world.api.market().rewrite("KO");
      assertDone(evening(MONDAY, world));
      world.assertExact("KO", "hour", true, FROM, "2024-04-22");
    }
  }

  /** A split of 0.3 % moves prices by no more than a correction may. */
  @Test
  void aSmallSplitThatReachedOnlyTheLatestMonthsIsSeenInTheOthers() {
    try (World world = World.in(lake)) {
      assertDone(evening(THURSDAY, world));
      world.api.market().addSplitBeforeRewrite("KO", FRIDAY, 1000, 1003);
      rewriteBitByBit(world, request -> request.path().contains("/hour/" + MARCH));
      World.Outcome waiting = evening(FRIDAY, world, "--runner=FlinkRunner", "--parallelism=1");
      assertThat(waiting.code()).as(waiting.out()).isEqualTo(ExitCode.TRY_AGAIN_LATER);

      world.api.clearFaults();
      world.api.market().rewrite("KO");
      assertDone(evening(MONDAY, world));
      world.assertExact("KO", "hour", true, FROM, "2024-04-22");
    }
  }

  @Test
  void volumesThatFollowLaterThanPricesAreWaitedFor() {
    try (World world = World.in(lake)) {
      assertDone(evening(THURSDAY, world));
      world.api.market().addSplitBeforeRewrite("KO", FRIDAY, 1, 4);
      world.api.market().rewritePrices("KO");
      World.Outcome waiting = evening(FRIDAY, world);
      assertThat(waiting.code()).as(waiting.out()).isEqualTo(ExitCode.TRY_AGAIN_LATER);
      assertThat(waiting.err()).contains("volumes before them are as they were");

      world.api.market().rewrite("KO");
      assertDone(evening(MONDAY, world));
      world.assertExact("KO", "hour", true, FROM, "2024-04-22");
    }
  }

  /** A vendor may adjust no volumes for some splits: then nothing would ever be waited for. */
  @Test
  void volumesThatNeverFollowAreStoredAfterAWeek() {
    try (World world = World.in(lake)) {
      assertDone(evening(THURSDAY, world));
      world.api.market().addSplitBeforeRewrite("KO", FRIDAY, 1, 4);
      world.api.market().rewritePrices("KO");
      assertDone(evening(FRIDAY.plusDays(10), world));
    }
  }

  /** Adjusted bars of KO are on the new scale in answers to requests that the test names. */
  private static void rewriteBitByBit(World world, Predicate<ApiRequest> rewritten) {
    world.api.inject(
        Injection.of(new Fault.Forbidden())
            .where(request -> request.path().contains("/ticker/KO/"))
            .where(request -> request.target().contains("adjusted=true"))
            .where(
                request -> {
                  if (rewritten.test(request)) {
                    world.api.market().rewrite("KO");
                  } else {
                    world.api.market().undoRewrite("KO");
                  }
                  return false;
                })
            .forever());
  }

  @Test
  void aFirstExtractionOfAHistoryThatIsRewrittenBitByBitIsHealedByTheNextRun() {
    try (World world = World.in(lake)) {
      world.api.market().addSplitBeforeRewrite("KO", FRIDAY, 1, 2);
      rewriteBitByBit(world, request -> request.path().contains("/hour/" + MARCH));
      assertDone(evening(FRIDAY, world, "--runner=FlinkRunner", "--parallelism=1"));

      world.api.clearFaults();
      world.api.market().rewrite("KO");
      assertDone(evening(MONDAY, world));
      world.assertExact("KO", "hour", true, FROM, "2024-04-22");
    }
  }

  static Stream<Arguments> rewrittenParts() {
    return Stream.of(
        Arguments.of("none", (Predicate<ApiRequest>) request -> false),
        Arguments.of(
            "the latest months",
            (Predicate<ApiRequest>) request -> request.path().contains("/hour/" + MARCH)));
  }

  /** The daily run of a date, at 21:00 in New York. */
  private static World.Outcome evening(LocalDate date, World world, String... more) {
    var evening = date.atTime(21, 0).atZone(World.NEW_YORK).toInstant();
    return world.run(
        Clock.fixed(evening, ZoneOffset.UTC),
        with(
            more,
            "--tickers=KO,JPM",
            "--timespan=hour",
            "--adjusted=both",
            "--from=" + FROM,
            "--watermarks=" + world.lake.resolve("_watermarks/timespan=1hour")));
  }

  private static void assertDone(World.Outcome outcome) {
    assertThat(outcome.code()).as(outcome.out() + outcome.err()).isEqualTo(ExitCode.DONE);
  }

  private Map<Path, Integer> adjustedFilesOfKo() throws IOException {
    Path folder = lake.resolve("bars/timespan=1hour/adjusted=true/symbol=KO");
    Map<Path, Integer> hashes = new TreeMap<>();
    try (Stream<Path> files = Files.walk(folder)) {
      for (Path file : files.filter(Files::isRegularFile).toList()) {
        hashes.put(file, Arrays.hashCode(Files.readAllBytes(file)));
      }
    }
    return hashes;
  }

  private static Watermark watermark(World world, String ticker) {
    AggregatesSettings settings = world.settings("--tickers=KO", "--from=" + FROM);
    try (Lake open = Lake.open(settings.lake(), settings.options())) {
      return open.watermarks("1hour", true).get(ticker);
    }
  }
}
