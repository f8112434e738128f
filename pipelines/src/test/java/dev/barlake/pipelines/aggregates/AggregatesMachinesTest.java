package dev.barlake.pipelines.aggregates;

import static org.assertj.core.api.Assertions.assertThat;

import dev.barlake.pipelines.cli.ExitCode;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/** Whatever a machine's language and zone, the lake is the same, and nothing odd is printed. */
class AggregatesMachinesTest {
  @TempDir Path dir;

  /** Egypt writes other digits; Turkish has another small i. */
  @ParameterizedTest
  @CsvSource({"FlinkRunner, ar, EG", "DirectRunner, ar, EG", "DirectRunner, tr, TR"})
  void theLakeIsTheSameInEveryLanguage(String runner, String language, String country)
      throws Exception {
    try (World world = World.in(dir.resolve("lake"))) {
      AggregatesProcess process =
          AggregatesProcess.run(
              scratch(),
              List.of(
                  "-Duser.language=" + language,
                  "-Duser.country=" + country,
                  "-Duser.timezone=Pacific/Kiritimati"),
              world.flags(
                  "--runner=" + runner,
                  "--tickers=KO",
                  "--timespan=hour",
                  "--adjusted=true",
                  "--from=2024-01-02",
                  "--to=2024-02-29"));
      assertThat(process.exitCode()).as(process.err()).isZero();
      // A slow machine has a line of progress each half a minute as well.
      assertThat(process.err().lines().filter(line -> !line.contains(" % · ")))
          .satisfiesExactly(
              plan -> assertThat(plan).startsWith("Plan: 1 series, 2 partition files, "),
              words -> assertThat(words).startsWith("Wrote 2 files in "),
              next -> assertThat(next).startsWith("What the lake holds: "));
      assertThat(scratch()).isEmptyDirectory();
      String series = "bars/timespan=1hour/adjusted=true/symbol=KO/";
      assertThat(world.lake.resolve(series + "month=2024-01/bars.parquet")).exists();
      assertThat(world.lake.resolve(series + "month=2024-02/bars.parquet")).exists();
      assertThat(world.reader().bars("KO", "1hour", true))
          .isNotEmpty()
          .isEqualTo(
              world.truth("KO", 1, "hour", true, "2024-01-02", "2024-02-29", World.NEW_YORK));
    }
  }

  @ParameterizedTest
  @CsvSource({"FlinkRunner", "DirectRunner"})
  void aFailingRunnerLeavesOneSentenceAndNoStackTrace(String runner) throws Exception {
    try (World world = World.in(dir.resolve("lake"))) {
      // A file stands where the last stage's directory has to be.
      Path file = world.lake.resolve("_receipts");
      Files.createDirectories(world.lake);
      Files.createFile(file);
      AggregatesProcess process =
          AggregatesProcess.run(
              scratch(),
              List.of(),
              world.flags(
                  "--runner=" + runner,
                  "--tickers=KO",
                  "--timespan=hour",
                  "--adjusted=false",
                  "--from=2024-01-02",
                  "--to=2024-01-31"));
      assertThat(process.exitCode()).isEqualTo(ExitCode.ERROR.code());
      assertThat(process.err().lines().filter(line -> !line.startsWith("Plan: ")))
          .singleElement()
          .asString()
          .contains(file.toString());
      assertThat(scratch()).isEmptyDirectory();
    }
  }

  private Path scratch() throws Exception {
    return Files.createDirectories(dir.resolve("scratch"));
  }
}
