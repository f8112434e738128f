package dev.barlake.pipelines.aggregates;

import static dev.barlake.pipelines.aggregates.AggregatesFaultsTest.with;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.offset;

import dev.barlake.lake.Lake;
import dev.barlake.localstack.Fault;
import dev.barlake.localstack.Injection;
import dev.barlake.localstack.TrueBar;
import dev.barlake.model.BarSeries;
import dev.barlake.model.TimeRange;
import dev.barlake.model.Timespan;
import dev.barlake.pipelines.cli.ExitCode;
import java.nio.file.Path;
import java.time.Clock;
import java.time.Instant;
import java.time.LocalDate;
import java.time.ZoneOffset;
import java.util.ArrayList;
import java.util.List;
import java.util.function.ToDoubleFunction;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

/**
 * Bars of two scales never stand in one series, whatever the runs between two splits were; and what
 * is taken again are the dates that were asked for, in months that were asked for in part.
 */
class AggregatesSplitsTest {
  @TempDir Path lake;

  @ParameterizedTest
  @ValueSource(strings = {"DirectRunner", "FlinkRunner"})
  void aSplitBetweenTwoRunsRewritesTheWholeAdjustedSeries(String runner) {
    try (World world = World.in(lake)) {
      String[] backfill = {
        "--runner=" + runner,
        "--tickers=KO,JPM",
        "--timespan=hour",
        "--adjusted=both",
        "--from=2024-01-10",
        "--to=2024-04-17"
      };
      assertThat(world.run(backfill).code()).isEqualTo(ExitCode.DONE);
      world.api.market().addSplit("KO", LocalDate.of(2024, 4, 19), 1, 2);
      world.api.clearRequests();

      World.Outcome daily =
          world.run(
              "--runner=" + runner,
              "--tickers=KO,JPM",
              "--timespan=hour",
              "--adjusted=both",
              "--watermarks=" + lake.resolve("_watermarks/timespan=1hour"),
              "--to=2024-04-23");

      assertThat(daily.code()).as(daily.out() + daily.err()).isEqualTo(ExitCode.DONE);
      assertSeries(world, "KO", true, "2024-01-10", "2024-04-23");
      assertSeries(world, "KO", false, "2024-01-10", "2024-04-23");
      assertSeries(world, "JPM", true, "2024-01-10", "2024-04-23");
      assertThat(world.lines("_watermarks/timespan=1hour"))
          .filteredOn(line -> line.contains("KO"))
          .as("no further than what was asked for")
          .isNotEmpty()
          .allMatch(line -> line.contains("2024-04-24T04:00:00Z"));
      // Only the split series is taken from its start.
      assertThat(world.api.requests())
          .filteredOn(request -> request.target().contains("/1704"))
          .isNotEmpty()
          .allMatch(
              request ->
                  request.ticker().orElse("").equals("KO")
                      && request.target().contains("adjusted=true"));
    }
  }

  @Test
  void aRewriteThatFailsInPartIsReportedAndDoneByTheNextRun() {
    try (World world = World.in(lake)) {
      String[] flags = {
        "--tickers=KO", "--timespan=hour", "--adjusted=true", "--from=2024-01-10", "--to=2024-04-17"
      };
      world.run(flags);
      world.api.market().addSplit("KO", LocalDate.of(2024, 4, 19), 1, 2);
      // The piece of January and February is refused.
      world.api.inject(
          Injection.of(new Fault.Forbidden())
              .where(request -> request.target().contains("/1704"))
              .forever());
      World.Outcome outcome = world.run(flags);
      assertThat(outcome.code()).isEqualTo(ExitCode.FAILED_REQUESTS);
      assertThat(outcome.summary().path("failedTickers").toString()).isEqualTo("[\"KO\"]");

      world.api.clearFaults();
      assertThat(world.run(flags).code()).isEqualTo(ExitCode.DONE);
      assertSeries(world, "KO", true, "2024-01-10", "2024-04-17");
    }
  }

  @Test
  void aSplitThatIsCorrectedOrWithdrawnCountsAsOneToo() {
    try (World world = World.in(lake)) {
      String[] flags = {
        "--tickers=KO", "--timespan=hour", "--adjusted=true", "--from=2024-01-02", "--to=2024-04-30"
      };
      world.api.market().addSplit("KO", LocalDate.of(2024, 5, 8), 1, 2);
      world.run(flags);
      world.api.market().addSplit("KO", LocalDate.of(2024, 5, 9), 2, 1);
      assertThat(world.run(flags).code()).isEqualTo(ExitCode.DONE);
      assertSeries(world, "KO", true, "2024-01-02", "2024-04-30");
    }
  }

  /** Of an index the program asks for no splits, so that here the bars know of one it does not. */
  @Test
  void barsThatMoveByOneFactorWithoutASplitAreRefusedAndTakenAgainByTheNextRun() {
    try (World world = World.in(lake)) {
      String[] index = {"--tickers=I:SPX", "--timespan=hour", "--adjusted=true"};
      assertThat(world.run(with(index, "--from=2024-04-01", "--to=2024-04-26")).code())
          .isEqualTo(ExitCode.DONE);
      world.api.market().addSplit("I:SPX", LocalDate.of(2024, 5, 8), 1, 2);

      World.Outcome daily =
          world.run(
              with(index, "--watermark=2024-04-27T04:00:00Z", "--refetch=ALL", "--to=2024-04-30"));
      assertThat(daily.code()).as(daily.out()).isEqualTo(ExitCode.FAILED_REQUESTS);
      assertThat(world.lines("_failed"))
          .singleElement()
          .asString()
          .contains("\"category\":\"splits\"", "the next run takes the series' whole history");
      assertThat(world.lines("_watermarks"))
          .filteredOn(line -> line.contains("I:SPX"))
          .singleElement()
          .asString()
          .contains("2024-04-27T04:00:00Z", "unknown");

      World.Outcome whole =
          world.run(with(index, "--watermark=2024-04-27T04:00:00Z", "--to=2024-04-30"));
      assertThat(whole.code()).as(whole.out()).isEqualTo(ExitCode.DONE);
      assertSeries(world, "I:SPX", true, "2024-04-01", "2024-04-30");
    }
  }

  /** A backfill in parts fetches nothing twice, so bars beside the new part have to show it. */
  @ParameterizedTest
  @CsvSource({"2024-05-01, 2024-05-31", "2023-11-01, 2023-12-29"})
  void aPartThatAdjoinsAMovedHistoryIsRefusedAndDoneByTheNextRun(String from, String to) {
    try (World world = World.in(lake)) {
      String[] index = {"--tickers=I:SPX", "--timespan=hour", "--adjusted=true"};
      assertThat(world.run(with(index, "--from=2024-01-01", "--to=2024-04-30")).code())
          .isEqualTo(ExitCode.DONE);
      world.api.market().addSplit("I:SPX", LocalDate.of(2024, 5, 8), 1, 2);

      String[] part = with(index, "--from=" + from, "--to=" + to);
      World.Outcome moved = world.run(part);
      assertThat(moved.code()).as(moved.out()).isEqualTo(ExitCode.FAILED_REQUESTS);
      assertThat(world.lines("_failed"))
          .isNotEmpty()
          .allMatch(line -> line.contains("\"category\":\"splits\""));

      World.Outcome healed = world.run(part);
      assertThat(healed.code()).as(healed.out()).isEqualTo(ExitCode.DONE);
      boolean later = from.compareTo("2024") > 0;
      world.assertExact(
          "I:SPX", "hour", true, later ? "2024-01-01" : from, later ? to : "2024-04-30");
    }
  }

  /** The one week that a daily run reads again is enough to see it. */
  @Test
  void weeksThatMoveByOneFactorWithoutASplitAreRefusedAndTakenAgainByTheNextRun() {
    try (World world = World.in(lake)) {
      String[] daily = {
        "--tickers=I:SPX",
        "--timespan=week",
        "--adjusted=true",
        "--from=2024-01-01",
        "--watermarks=" + lake.resolve("_watermarks/timespan=1week")
      };
      assertThat(runOn("2024-04-30", world, daily).code()).isEqualTo(ExitCode.DONE);
      world.api.market().addSplit("I:SPX", LocalDate.of(2024, 5, 8), 1, 2);

      World.Outcome moved = runOn("2024-05-07", world, daily);
      assertThat(moved.code()).as(moved.out()).isEqualTo(ExitCode.FAILED_REQUESTS);
      assertThat(world.lines("_failed"))
          .singleElement()
          .asString()
          .contains("\"category\":\"splits\"");

      World.Outcome healed = runOn("2024-05-14", world, daily);
      assertThat(healed.code()).as(healed.out()).isEqualTo(ExitCode.DONE);
      world.assertExact("I:SPX", "week", true, "2024-01-01", "2024-05-05");
    }
  }

  /** A Tuesday morning, when the week before is over. */
  private static World.Outcome runOn(String date, World world, String... flags) {
    return world.run(Clock.fixed(Instant.parse(date + "T12:00:00Z"), ZoneOffset.UTC), flags);
  }

  /** A price has four decimals, so half of one that was rounded is off by a quarter of the last. */
  private static final double ROUNDING = 0.75e-4;

  @Test
  void whatThePlanReachesNoMoreIsRescaledAndMarkedOnce() {
    try (World world = World.in(lake)) {
      String[] daily = {
        "--tickers=KO",
        "--timespan=hour",
        "--adjusted=true",
        "--from=2024-01-10",
        "--watermarks=" + lake.resolve("_watermarks/timespan=1hour")
      };
      assertThat(world.run(with(daily, "--to=2024-04-17")).code()).isEqualTo(ExitCode.DONE);
      List<TrueBar> old = truth(world, "2024-01-10", "2024-02-14");
      world.api.market().addSplit("KO", LocalDate.of(2024, 4, 19), 1, 2);
      world.api.planReachesBackTo(LocalDate.of(2024, 2, 15));

      World.Outcome daysAfter = world.run(with(daily, "--to=2024-04-22"));
      assertThat(daysAfter.code()).as(daysAfter.out()).isEqualTo(ExitCode.FAILED_REQUESTS);
      assertThat(daysAfter.count("rescaled")).isEqualTo(old.size());
      List<TrueBar> read = world.reader().bars("KO", "1hour", true);
      assertThat(read.subList(old.size(), read.size()))
          .as("what the plan reaches")
          .isEqualTo(truth(world, "2024-02-15", "2024-04-22"));
      List<TrueBar> now = truth(world, "2024-01-10", "2024-02-14");
      for (int i = 0; i < old.size(); i++) {
        assertRescaled(read.get(i), old.get(i), now.get(i));
      }
      assertThat(rescaledRanges(world))
          .containsExactly(
              "2024-01-10T05:00:00Z/2024-02-01T05:00:00Z",
              "2024-02-01T05:00:00Z/2024-02-15T05:00:00Z");

      world.api.clearRequests();
      World.Outcome next = world.run(with(daily, "--to=2024-04-23"));
      assertThat(next.code()).as(next.out() + next.err()).isEqualTo(ExitCode.DONE);
      assertThat(world.api.requests()).as("the list, and the last days").hasSize(2);
      assertThat(world.reader().bars("KO", "1hour", true)).hasSizeGreaterThan(read.size());

      // A better plan: what was computed is fetched, if it is asked for.
      world.api.planReachesAll();
      assertThat(
              world
                  .run(
                      "--tickers=KO",
                      "--timespan=hour",
                      "--adjusted=true",
                      "--from=2024-01-10",
                      "--to=2024-04-23")
                  .code())
          .isEqualTo(ExitCode.DONE);
      assertSeries(world, "KO", true, "2024-01-10", "2024-04-23");
      assertThat(rescaledRanges(world)).isEmpty();
    }
  }

  private static List<TrueBar> truth(World world, String from, String to) {
    return world.truth("KO", 1, "hour", true, from, to, World.NEW_YORK);
  }

  /** Two shares for one: half of the old price, and the new one but for rounding. */
  private static void assertRescaled(TrueBar read, TrueBar old, TrueBar now) {
    assertThat(read.windowStart()).isEqualTo(old.windowStart());
    for (var price :
        List.<ToDoubleFunction<TrueBar>>of(
            TrueBar::open, TrueBar::high, TrueBar::low, TrueBar::close)) {
      double half = price.applyAsDouble(old) / 2;
      assertThat(price.applyAsDouble(read)).isCloseTo(half, offset(half * 1e-9));
      assertThat(price.applyAsDouble(read))
          .isCloseTo(price.applyAsDouble(now), offset(ROUNDING + 1e-9));
    }
    assertThat(read.volume()).isCloseTo(old.volume() * 2, offset(old.volume() * 1e-9));
    assertThat(read.transactions()).isEqualTo(old.transactions());
    assertThat(read.vwap().isPresent()).isEqualTo(old.vwap().isPresent());
    if (old.vwap().isPresent()) {
      double half = old.vwap().getAsDouble() / 2;
      assertThat(read.vwap().getAsDouble()).isCloseTo(half, offset(half * 1e-9));
    }
  }

  private static List<String> rescaledRanges(World world) {
    AggregatesSettings settings = world.settings("--tickers=KO", "--from=2024-01-10");
    BarSeries series = new BarSeries("KO", 1, Timespan.HOUR, true);
    try (Lake open = Lake.open(settings.lake(), settings.options())) {
      return open.periods(series).stream()
          .flatMap(period -> open.header(series, period).stream())
          .flatMap(header -> header.coverage().rescaledRanges().stream())
          .map(TimeRange::toString)
          .toList();
    }
  }

  @Test
  void whatIsTakenAgainAfterASplitIsWhatTheLakeHasAndNotTheYearsBetween() {
    try (World world = World.in(lake)) {
      String[] series = {"--tickers=KO", "--timespan=day", "--adjusted=true"};
      world.run(with(series, "--from=2014-01-02", "--to=2014-01-31"));
      world.run(with(series, "--from=2024-04-01", "--to=2024-04-17"));
      world.api.market().addSplit("KO", LocalDate.of(2024, 4, 19), 1, 2);
      World.Outcome daily =
          world.run(
              with(
                  series,
                  "--from=2024-04-01",
                  "--to=2024-04-23",
                  "--watermarks=" + lake.resolve("_watermarks/timespan=1day")));
      assertThat(daily.code()).as(daily.out() + daily.err()).isEqualTo(ExitCode.DONE);
      List<TrueBar> expected = new ArrayList<>();
      expected.addAll(
          world.truth("KO", 1, "day", true, "2014-01-02", "2014-01-31", World.NEW_YORK));
      expected.addAll(
          world.truth("KO", 1, "day", true, "2024-04-01", "2024-04-23", World.NEW_YORK));
      assertThat(world.reader().bars("KO", "1day", true)).isEqualTo(expected);
    }
  }

  private static void assertSeries(
      World world, String ticker, boolean adjusted, String from, String to) {
    assertThat(world.reader().bars(ticker, "1hour", adjusted))
        .as("%s adjusted=%s", ticker, adjusted)
        .isNotEmpty()
        .isEqualTo(world.truth(ticker, 1, "hour", adjusted, from, to, World.NEW_YORK));
  }
}
