package dev.barlake.pipelines.verify;

import static org.assertj.core.api.Assertions.assertThat;

import dev.barlake.pipelines.cli.ExitCode;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class VerifyFlagsTest {
  @TempDir private Path lake;

  @Test
  void mistakesAreNamedTogether() {
    try (VerifyWorld world = new VerifyWorld(lake)) {
      VerifyWorld.Outcome outcome =
          world.verify(
              "--timespan=week", "--healRequests=5", "--from=2026-10-02", "--to=2026-10-01");

      assertThat(outcome.code()).isEqualTo(ExitCode.BAD_OPTIONS);
      assertThat(outcome.err())
          .contains("--timespan=week", "--healRequests is for --heal=true", "--to=2026-10-01");
    }
  }

  @Test
  void anEmptyLakeHasNothingToVerify() {
    try (VerifyWorld world = new VerifyWorld(lake)) {
      assertThat(world.verify().code()).isEqualTo(ExitCode.NOTHING_TO_DO);
    }
  }

  @Test
  void datesThatWereNeverAskedForAreSaidToBe() {
    try (VerifyWorld world = new VerifyWorld(lake)) {
      world.extract("--tickers=AAPL", "--timespan=minute", "--adjusted=false");

      VerifyWorld.Outcome outcome = world.verify("--from=2026-09-28", "--to=2026-10-30");

      assertThat(outcome.code()).as(outcome.err()).isEqualTo(ExitCode.DONE);
      assertThat(outcome.count("never_asked")).isEqualTo(3);
      assertThat(outcome.count("consistent")).isEqualTo(22);
    }
  }

  @Test
  void aFileThatWasThereIsMissingAndBroughtBack() throws IOException {
    try (VerifyWorld world = new VerifyWorld(lake)) {
      world.extract(
          "--tickers=AAPL,KO,MSFT",
          "--timespan=minute",
          "--adjusted=false",
          "--from=2026-09-01",
          "--to=2026-11-13");
      assertThat(world.verify("--heal=true").code()).isEqualTo(ExitCode.DONE);
      Path bars = lake.resolve("bars/timespan=1minute/adjusted=false");
      Files.delete(bars.resolve("symbol=AAPL/month=2026-10/bars.parquet"));
      Files.delete(bars.resolve("symbol=KO/month=2026-11/bars.parquet"));
      Files.delete(bars.resolve("symbol=KO/month=2026-09/bars.parquet"));
      for (String month : new String[] {"09", "10", "11"}) {
        Files.delete(bars.resolve("symbol=MSFT/month=2026-" + month + "/bars.parquet"));
      }

      VerifyWorld.Outcome outcome = world.verify();

      assertThat(outcome.code()).isEqualTo(ExitCode.FAILED_REQUESTS);
      // Of AAPL 22 dates in October; of KO 21 in September and ten in November until the 13th; all
      // 53
      // of MSFT.
      assertThat(world.bad())
          .hasSize(22 + 31 + 53)
          .allMatch(row -> row.endsWith("missing coverage"));
      assertThat(world.verify("--heal=true").code()).isEqualTo(ExitCode.DONE);
      assertThat(bars.resolve("symbol=KO/month=2026-11/bars.parquet")).exists();
    }
  }

  @Test
  void aDamagedFileIsSuspectAndTheOthersAreLookedAt() throws IOException {
    try (VerifyWorld world = new VerifyWorld(lake)) {
      world.extract("--tickers=AAPL,KO", "--timespan=minute", "--adjusted=false");
      damage(lake.resolve("bars/timespan=1minute/adjusted=false/symbol=AAPL"));

      VerifyWorld.Outcome outcome = world.verify();

      assertThat(outcome.code()).isEqualTo(ExitCode.FAILED_REQUESTS);
      assertThat(outcome.count("consistent")).isEqualTo(22);
      assertThat(world.bad()).hasSize(22).allMatch(row -> row.matches("AAPL .* suspect file"));
    }
  }

  private static void damage(Path directory) throws IOException {
    try (Stream<Path> files = Files.walk(directory)) {
      Path file =
          files.filter(path -> path.toString().endsWith(".parquet")).findFirst().orElseThrow();
      byte[] bytes = Files.readAllBytes(file);
      bytes[bytes.length / 2] ^= 1;
      Files.write(file, bytes);
    }
  }
}
