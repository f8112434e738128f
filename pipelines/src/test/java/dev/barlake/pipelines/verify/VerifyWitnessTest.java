package dev.barlake.pipelines.verify;

import static org.assertj.core.api.Assertions.assertThat;

import dev.barlake.pipelines.cli.ExitCode;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Instant;
import java.time.LocalDate;
import java.util.stream.Stream;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** The files of the whole market as witnesses. */
class VerifyWitnessTest {
  private static final long DATES = 5;

  private static final String[] WEEK = {"--from=2026-10-12", "--to=2026-10-16"};

  @TempDir private Path lake;
  private VerifyWorld world;

  @BeforeEach
  void open() {
    world = new VerifyWorld(lake);
  }

  @AfterEach
  void close() {
    world.close();
  }

  @ParameterizedTest
  @ValueSource(strings = {"DirectRunner", "FlinkRunner"})
  void flatFilesProveEachMinuteOnBothRunners(String runner) {
    world.extract(week("--tickers=AAPL,NEWC", "--timespan=minute", "--adjusted=both"));
    world.witness(WEEK);
    world.hole("NEWC", false, "2026-10-15T14:00:00Z", "2026-10-15T14:20:00Z");

    VerifyWorld.Outcome outcome = world.verify("--runner=" + runner);

    assertThat(outcome.count("verified")).as(outcome.err()).isEqualTo(4 * DATES - 1);
    assertThat(world.bad()).containsExactly("NEWC false 2026-10-15 missing minutes");
    assertThat(world.verify("--heal=true").code()).isEqualTo(ExitCode.DONE);
  }

  @Test
  void adjustedBarsOfFiveMinutesAreProvenByRawMinutesAndSplits() {
    world.extract(week("--tickers=AAPL", "--timespan=minute", "--multiplier=5"));
    world.witness(WEEK);

    assertThat(world.verify().count("verified")).isEqualTo(DATES);
  }

  @Test
  void groupedBarsProveDaysAndASilentDate() {
    world.extract(week("--tickers=AAPL,THIN", "--adjusted=both"));
    world.witness(week("--source=grouped"));

    VerifyWorld.Outcome outcome = world.verify();

    assertThat(outcome.code()).as(outcome.err()).isEqualTo(ExitCode.DONE);
    assertThat(outcome.count("verified") + outcome.count("silent")).isEqualTo(4 * DATES);
    assertThat(outcome.count("silent")).isPositive();
  }

  @Test
  void anAdjustedMonthOnAnotherScaleIsHealedAsAWhole() {
    world.extract("--tickers=AAPL", "--timespan=minute");
    world.witness(WEEK);
    Holes.scale(lake, "AAPL", 2);

    assertThat(world.verify().code()).isEqualTo(ExitCode.FAILED_REQUESTS);
    assertThat(world.bad()).hasSize(5).allMatch(row -> row.endsWith("suspect minutes"));

    assertThat(world.verify("--heal=true").code()).isEqualTo(ExitCode.DONE);
    assertThat(world.bad()).isEmpty();
  }

  @Test
  void aDamagedWitnessIsNoneUntilItIsMended() throws IOException {
    world.extract(week("--tickers=AAPL", "--timespan=minute", "--adjusted=false"));
    world.witness(WEEK);
    Path file =
        lake.resolve("market/timespan=1minute/adjusted=false/trade_date=2026-10-15/bars.parquet");
    byte[] whole = Files.readAllBytes(file);
    byte[] damaged = whole.clone();
    damaged[whole.length / 2] ^= 1;
    Files.write(file, damaged);

    assertThat(world.verify().count("verified")).isEqualTo(DATES - 1);

    Files.write(file, whole);
    assertThat(world.verify().count("verified")).isEqualTo(DATES);
  }

  @Test
  void onlyTheDateWhoseWitnessChangedIsLookedAtAgain() {
    world.extract(week("--tickers=AAPL", "--timespan=minute", "--adjusted=false"));
    world.witness(WEEK);
    assertThat(world.verify().code()).isEqualTo(ExitCode.DONE);
    LocalDate date = LocalDate.of(2026, 10, 15);
    world.market.api.market().correct("AAPL", Instant.parse("2026-10-15T15:00:00Z"), 1.01);
    world.market.api.flatFiles().replace(date);
    world.witness(WEEK);

    VerifyWorld.Outcome outcome = world.verify();

    assertThat(outcome.count("made")).isEqualTo(1);
    assertThat(world.bad()).containsExactly("AAPL false 2026-10-15 suspect minutes");
    assertThat(world.verify("--heal=true").code()).isEqualTo(ExitCode.DONE);
  }

  private static String[] week(String... flags) {
    return Stream.concat(Stream.of(WEEK), Stream.of(flags)).toArray(String[]::new);
  }
}
