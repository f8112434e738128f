package dev.barlake.pipelines;

import static org.assertj.core.api.Assertions.assertThat;

import dev.barlake.lake.Lake;
import dev.barlake.lake.Watermark;
import dev.barlake.localstack.Fault;
import dev.barlake.localstack.Injection;
import dev.barlake.localstack.ListFault;
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
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

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

  /** The daily run of a date, at 21:00 in New York. */
  private static World.Outcome evening(LocalDate date, World world) {
    var evening = date.atTime(21, 0).atZone(World.NEW_YORK).toInstant();
    return world.run(
        Clock.fixed(evening, ZoneOffset.UTC),
        "--tickers=KO,JPM",
        "--timespan=hour",
        "--adjusted=both",
        "--from=" + FROM,
        "--watermarks=" + world.lake.resolve("_watermarks/timespan=1hour"));
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
