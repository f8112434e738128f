package dev.barlake.pipelines.verify;

import static org.assertj.core.api.Assertions.assertThat;

import dev.barlake.localstack.BarFault;
import dev.barlake.localstack.Injection;
import dev.barlake.pipelines.cli.ExitCode;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.LocalDate;
import java.util.Set;
import java.util.stream.Stream;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** Bars that the lake lacks, and no witness but its own bars. */
class VerifyHolesTest {
  private static final String AFTERNOON = "2026-10-15T17:00:00Z";
  private static final String CLOSE = "2026-10-15T20:00:00Z";

  @TempDir private static Path extracted;
  private static VerifyWorld market;

  @TempDir private Path lake;
  private VerifyWorld world;

  @BeforeAll
  static void extract() {
    market = new VerifyWorld(extracted);
    market.extract("--tickers=AAPL,MSFT", "--timespan=minute", "--adjusted=both");
  }

  @AfterAll
  static void close() {
    market.close();
  }

  @BeforeEach
  void copy() throws IOException {
    try (Stream<Path> files = Files.walk(extracted)) {
      for (Path file : files.skip(1).toList()) {
        Files.copy(file, lake.resolve(extracted.relativize(file)));
      }
    }
    market.market.api.clearFaults();
    world = market.at(lake);
  }

  @Test
  void whatIsWholeIsConsistentAndNothingIsMadeTwice() {
    VerifyWorld.Outcome first = world.verify();

    assertThat(first.code()).as(first.err()).isEqualTo(ExitCode.DONE);
    assertThat(first.count("consistent")).isEqualTo(4 * 22);
    assertThat(first.count("made")).isEqualTo(4 * 22);
    assertThat(world.verify().count("made")).isZero();
  }

  @Test
  void anAfternoonAndAWholeDateAreFoundAndHealed() {
    int taken = world.hole("AAPL", false, AFTERNOON, CLOSE);
    taken += world.hole("AAPL", true, AFTERNOON, CLOSE);
    taken += world.hole("MSFT", true, "2026-10-20T04:00:00Z", "2026-10-21T04:00:00Z");

    VerifyWorld.Outcome found = world.verify();
    assertThat(found.code()).isEqualTo(ExitCode.FAILED_REQUESTS);
    assertThat(world.bad())
        .containsExactly(
            "AAPL false 2026-10-15 suspect silence",
            "AAPL true 2026-10-15 suspect silence",
            "MSFT true 2026-10-20 suspect sibling");

    VerifyWorld.Outcome healed = world.verify("--heal=true");
    assertThat(healed.code()).as(healed.err()).isEqualTo(ExitCode.DONE);
    assertThat(healed.healed("added")).isEqualTo(taken);
    assertThat(healed.healed("healed")).isEqualTo(3);
    assertThat(world.bad()).isEmpty();
  }

  @Test
  void whatTheVendorLacksTooIsSilentAndIsNotAskedAboutAgain() {
    LocalDate date = LocalDate.of(2026, 10, 20);
    for (boolean adjusted : new boolean[] {false, true}) {
      world.hole("MSFT", adjusted, "2026-10-20T04:00:00Z", "2026-10-21T04:00:00Z");
    }
    world.market.api.inject(
        Injection.of(new BarFault.SilentSessions(Set.of(date))).ticker("MSFT").forever());

    VerifyWorld.Outcome healed = world.verify("--heal=true");

    assertThat(healed.code()).as(healed.err()).isEqualTo(ExitCode.DONE);
    assertThat(world.verdicts("verdict = 'silent' AND first_asked_at < asked_at"))
        .containsExactly(
            "MSFT false 2026-10-20 silent silence", "MSFT true 2026-10-20 silent silence");
    world.market.api.clearRequests();
    assertThat(world.verify("--heal=true").code()).isEqualTo(ExitCode.DONE);
    assertThat(world.market.api.requests()).isEmpty();
  }

  @Test
  void theWorstIsAskedFirstWithinTheCap() {
    world.hole("MSFT", false, "2026-10-20T14:00:00Z", "2026-10-20T15:00:00Z");
    world.hole("AAPL", false, AFTERNOON, CLOSE);

    VerifyWorld.Outcome healed =
        world.verify("--heal=true", "--healRequests=1", "--adjusted=false");

    assertThat(healed.code()).isEqualTo(ExitCode.FAILED_REQUESTS);
    assertThat(healed.healed("notAsked")).isEqualTo(1);
    assertThat(world.bad()).containsExactly("MSFT false 2026-10-20 suspect silence");
  }

  @Test
  void aScaleThatIsNotTheSeriesIsFoundAndHealed() {
    Holes.underOtherSplits(lake, "AAPL", "2000-02-01 1:2");

    assertThat(world.verify().code()).isEqualTo(ExitCode.FAILED_REQUESTS);
    assertThat(world.bad()).hasSize(22).allMatch(row -> row.endsWith("suspect epoch"));

    VerifyWorld.Outcome healed = world.verify("--heal=true");
    assertThat(healed.code()).as(healed.err()).isEqualTo(ExitCode.DONE);
    assertThat(world.bad()).isEmpty();
  }
}
