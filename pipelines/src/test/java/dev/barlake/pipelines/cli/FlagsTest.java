package dev.barlake.pipelines.cli;

import static dev.barlake.pipelines.aggregates.AggregatesFaultsTest.with;
import static org.assertj.core.api.Assertions.assertThat;

import dev.barlake.aggregates.Refetch;
import dev.barlake.model.Timespan;
import dev.barlake.pipelines.aggregates.AggregatesFaultsTest;
import dev.barlake.pipelines.aggregates.AggregatesFlags;
import dev.barlake.pipelines.aggregates.AggregatesOptions;
import dev.barlake.pipelines.aggregates.AggregatesSettings;
import dev.barlake.pipelines.aggregates.TickerSource;
import dev.barlake.pipelines.aggregates.World;
import java.lang.reflect.Method;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Clock;
import java.util.Arrays;
import java.util.List;
import java.util.Map;
import org.apache.beam.runners.direct.DirectRunner;
import org.apache.beam.runners.flink.FlinkRunner;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class FlagsTest {
  @TempDir Path dir;

  @Test
  void allMistakesAreToldAtOnceAndNothingIsTouched() {
    World.Outcome outcome =
        World.command(
            Map.of(),
            "--tickers=",
            "--multiplier=zero",
            "--timespan=minutes",
            "--adjusted=maybe",
            "--from=2024-13-01",
            "--to=yesterday",
            "--lookback=-1",
            "--requestsPerMinute=0",
            "--refetch=SOME",
            "--runId=a/b",
            "--tickerz=AAPL",
            "--apiKey=not-to-be-printed",
            "--lookbackk",
            "--watermark=2024-01-02",
            "--watermark=2024-01-03",
            "--apiBaseUrl=ftp://host",
            "--lake=gs://bucket");
    assertThat(outcome.code()).isEqualTo(ExitCode.BAD_OPTIONS);
    assertThat(outcome.err())
        .contains(
            "--tickers is missing",
            "--multiplier=zero",
            "--timespan=minutes is none of second, minute, hour",
            "--adjusted=maybe is none of true, false, both",
            "--from=2024-13-01 is not a date",
            "--to=yesterday is not a date",
            "--lookback must not be negative",
            "--requestsPerMinute must be at least 1",
            "--refetch=SOME is not MISSING, STALE or ALL",
            "--runId=a/b must match",
            "--tickerz: there is no flag named 'tickerz'. Did you mean --tickers?",
            "--apiKey: there is no flag named 'apiKey'",
            "--lookbackk: there is no flag named 'lookbackk'",
            "--watermark: given more than once",
            "--apiBaseUrl=ftp://host is not a URL",
            "--lake=gs://bucket: only s3:// and directories",
            "MASSIVE_API_KEY")
        .doesNotContain("not-to-be-printed");
    assertThat(outcome.summary().path("exitCode").asInt()).isEqualTo(2);
  }

  @Test
  void aYearThatIsMistypedAndWindowsBeyondTheCalendarAreRefused() {
    for (String flag :
        List.of(
            "--from=0204-01-02",
            "--from=1969-12-31",
            "--from=2101-01-01",
            "--from=+999999999-12-31",
            "--to=+20240-01-31",
            "--watermark=0204-01-02T00:00:00Z")) {
      assertThat(mistakesOf("--tickers=AAPL", flag))
          .contains(flag + " is not within the years 1970 to 2100");
    }
    String[] years = {"--tickers=AAPL", "--from=2024-01-02", "--timespan=year"};
    for (String multiplier : List.of("0", "-1", "100001", "2000000000")) {
      assertThat(mistakesOf(with(years, "--multiplier=" + multiplier)))
          .contains("--multiplier must be at least 1 and at most 100000");
    }
    assertThat(mistakesOf("--tickers=AAPL", "--watermark=2024-01-02T00:00:00Z", "--lookback=36526"))
        .contains("--lookback must not be negative, nor above 36525 days");
    World.Outcome most =
        World.command(
            World.ENVIRONMENT, with(years, "--multiplier=100000", "--dryRun", "--lake=" + dir));
    assertThat(most.code()).as(most.err()).isEqualTo(ExitCode.NOTHING_TO_DO);
  }

  @Test
  void knownWordsMayBeWrittenInCapitalsAndWithSpaceAround() {
    AggregatesSettings settings =
        AggregatesFlags.read(
            World.ENVIRONMENT,
            Clock.systemUTC(),
            "--tickers= AAPL , MSFT ,, ",
            "--timespan= Minute",
            "--adjusted=BOTH ",
            "--refetch= missing",
            "--from=1970-01-01",
            "--to=2100-12-31",
            "--watermarks=s3://bucket/_watermarks/timespan=1minute/",
            "--lake=" + dir);
    assertThat(settings.tickers()).isEqualTo(new TickerSource.Listed(List.of("AAPL", "MSFT")));
    assertThat(settings.timespan()).isEqualTo(Timespan.MINUTE);
    assertThat(settings.adjusted()).containsExactly(false, true);
    assertThat(settings.refetch().mode()).isEqualTo(Refetch.Mode.MISSING);
  }

  @Test
  void aFlagWithoutValueOrEqualsSignIsTold() {
    assertThat(mistakesOf("--tickers=", "--multiplier=", "--timespan=", "--adjusted=", "--from="))
        .contains("--tickers is missing")
        .contains("--multiplier=: has no value: a whole number needed")
        .contains("--timespan= is none of", "--adjusted= is none of", "--from= is not a date");
    assertThat(mistakesOf("AAPL", "--from=2024-01-02"))
        .contains("AAPL: flags are written --name=value");
    assertThat(mistakesOf("--tickers", "AAPL", "--from", "--dryRun"))
        .contains(
            "--tickers: has a space before its value: write --tickers=<value>",
            "--from: has no value: write --from=<value>")
        .doesNotContain("--tickers is missing", "Where to start is missing");
    assertThat(mistakesOf("--jdbcUrl", "jdbc:mysql://me:secret@host/db", "--apiKey", "a-secret"))
        .contains("--jdbcUrl: has a space before its value")
        .doesNotContain("secret");
  }

  @Test
  void valuesAreWhatTheirFlagsNeed() {
    assertThat(mistakesOf("--multiplier=5.5", "--lookback=1e2", "--dryRun=yes"))
        .contains(
            "--multiplier=5.5: is not a whole number",
            "--lookback=1e2: is not a whole number",
            "--dryRun=yes: is neither true nor false");
    assertThat(mistakesOf("--parallelism=many", "--runner=FlinkRunner", "--runner=DirectRunner"))
        .contains("--parallelism=many: ", "--runner=FlinkRunner --runner=DirectRunner: given more");
  }

  @Test
  void ourOwnFlagsMeanWhatBeamReads() {
    String[] flags = {
      "--tickers=AAPL",
      "--from=2024-01-02",
      "--lake=" + dir,
      "--multiplier= 5",
      "--dryRun",
      "--adjusted=both",
      "--parallelism=3"
    };
    Flags<AggregatesOptions> line =
        new Flags<>(AggregatesOptions.class, World.ENVIRONMENT, Clock.systemUTC(), flags);
    AggregatesOptions own = line.options();
    AggregatesOptions beams = line.beam();
    for (Method getter : FlagNames.own(AggregatesOptions.class).own().values()) {
      assertThat(value(getter, own)).as(getter.getName()).isEqualTo(value(getter, beams));
    }
    assertThat(own.getMultiplier()).isEqualTo(5);
    assertThat(beams.getParallelism()).isEqualTo(3);
  }

  private static Object value(Method getter, Object options) {
    try {
      return getter.invoke(options);
    } catch (ReflectiveOperationException e) {
      throw new LinkageError(getter.getName(), e);
    }
  }

  @Test
  void theVariablesThatWereLookedForTheKeyAreNamed() {
    World.Outcome outcome =
        World.command(Map.of(), "--tickers=AAPL", "--from=2024-01-02", "--lake=" + dir);
    assertThat(outcome.code()).isEqualTo(ExitCode.BAD_OPTIONS);
    assertThat(outcome.err())
        .contains("POLYGON_AGGREGATES_API_KEY, MASSIVE_API_KEY, POLYGON_API_KEY");
  }

  @Test
  void aStartIsNeededAndOnlyOne() {
    assertThat(mistakesOf("--tickers=AAPL")).contains("Where to start is missing");
    assertThat(
            mistakesOf("--tickers=AAPL", "--from=2024-01-02", "--watermark=2024-01-02T00:00:00Z"))
        .contains("--from and --watermark exclude each other");
    assertThat(mistakesOf("--tickers=AAPL", "--from=2024-01-02", "--to=2024-01-01"))
        .contains("--to=2024-01-01 is before --from=2024-01-02");
  }

  @Test
  void theLakesWatermarksAreThoseOfTheBarsThatAreWanted() {
    String folder = "s3://bucket/_watermarks/timespan=5minute/";
    assertThat(mistakesOf("--tickers=AAPL", "--watermarks=" + folder + "adjusted=true.json"))
        .contains("adjusted=true.json is not of 1day bars");
    String[] bars = {"--tickers=AAPL", "--multiplier=5", "--timespan=minute"};
    String file = "--watermarks=" + folder + "adjusted=true.json";
    assertThat(mistakesOf(with(bars, file, "--adjusted=both")))
        .contains("is of one scale, and --adjusted=both is not that: give the folder, " + folder);
    assertThat(mistakesOf(with(bars, file, "--adjusted=false"))).contains("give the folder");
    assertThat(mistakesOf(with(bars, "--watermarks=s3://bucket/_watermarks/")))
        .contains("is no folder like <lake>/_watermarks/timespan=5minute/");
    // None of these is a mistake: the flag that is left out is.
    for (String[] fit :
        List.of(
            with(bars, file),
            with(bars, "--watermarks=" + folder, "--adjusted=both"),
            with(bars, "--watermarks=s3://bucket/mine.json", "--adjusted=both"))) {
      assertThat(mistakesOf(with(fit, "--lookback=-1")))
          .contains("--lookback")
          .doesNotContain("--watermarks");
    }
  }

  @Test
  void tickersWithoutAWatermarkAreNamed() throws Exception {
    Path watermarks = dir.resolve("watermarks.json");
    Files.writeString(watermarks, "{\"AAPL\": \"2024-01-02T00:00:00Z\"}");
    World.Outcome outcome =
        World.command(
            World.ENVIRONMENT,
            "--tickers=AAPL,MSFT,KO",
            "--watermarks=" + watermarks,
            "--lake=" + dir.resolve("lake"));
    assertThat(outcome.code()).isEqualTo(ExitCode.BAD_OPTIONS);
    assertThat(outcome.err()).contains("No watermark for KO, MSFT");
    assertThat(dir.resolve("lake")).doesNotExist();
  }

  @Test
  void theBucketOfTheEnvironmentIsTheLake() {
    AggregatesSettings settings =
        AggregatesFlags.read(
            Map.of("MASSIVE_API_KEY", "k", "AGGREGATES_BUCKET", "bars-bucket"),
            Clock.systemUTC(),
            "--tickers=AAPL",
            "--from=2024-01-02");
    assertThat(settings.lake()).isEqualTo("s3://bars-bucket");
  }

  @Test
  void embeddedFlinkRunsTheJobUnlessAnotherRunnerIsNamed() {
    String[] flags = {"--tickers=AAPL", "--from=2024-01-02", "--lake=" + dir};
    assertThat(runnerOf(flags)).isEqualTo(FlinkRunner.class);
    assertThat(runnerOf(AggregatesFaultsTest.with(flags, "--runner=DirectRunner")))
        .isEqualTo(DirectRunner.class);
  }

  @Test
  void theKeyIsPartOfNoPrintedSetting() {
    AggregatesSettings settings =
        AggregatesFlags.read(
            Map.of("MASSIVE_API_KEY", "very-secret"),
            Clock.systemUTC(),
            "--tickers=AAPL",
            "--from=2024-01-02",
            "--lake=" + dir);
    assertThat(settings.toString()).doesNotContain("very-secret");
  }

  @Test
  void workerProcessesShareTheBudget() {
    AggregatesSettings settings =
        AggregatesFlags.read(
            World.ENVIRONMENT,
            Clock.systemUTC(),
            "--tickers=AAPL",
            "--from=2024-01-02",
            "--lake=" + dir,
            "--requestsPerMinute=100",
            "--workerProcesses=3");
    assertThat(settings.api().requestsPerMinute()).isEqualTo(33);
    assertThat(settings.requestsPerMinute()).isEqualTo(100);
    assertThat(mistakesOf("--tickers=AAPL", "--from=2024-01-02", "--workerProcesses=6"))
        .contains("--workerProcesses=6 share --requestsPerMinute=5: less than one request");
  }

  @Test
  void aClusterNeedsALakeThatItsMachinesShare() {
    World.Outcome outcome =
        World.command(
            World.ENVIRONMENT,
            "--tickers=AAPL",
            "--from=2024-01-02",
            "--lake=here",
            "--runner=FlinkRunner",
            "--flinkMaster=flink.example:8081");
    assertThat(outcome.code()).isEqualTo(ExitCode.BAD_OPTIONS);
    assertThat(outcome.err()).contains("--lake=here: on a cluster");
  }

  private static Class<?> runnerOf(String... flags) {
    return AggregatesFlags.read(World.ENVIRONMENT, Clock.systemUTC(), flags).options().getRunner();
  }

  private String mistakesOf(String... flags) {
    String[] all = Arrays.copyOf(flags, flags.length + 1);
    all[flags.length] = "--lake=" + dir;
    World.Outcome outcome = World.command(World.ENVIRONMENT, all);
    assertThat(outcome.code()).isEqualTo(ExitCode.BAD_OPTIONS);
    return outcome.err();
  }
}
