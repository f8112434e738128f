package dev.barlake.pipelines.aggregates;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import dev.barlake.aggregates.Attempt;
import dev.barlake.lake.Lake;
import dev.barlake.localstack.Fault;
import dev.barlake.localstack.Injection;
import dev.barlake.pipelines.cli.ExitCode;
import dev.barlake.pipelines.cli.Summary;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Instant;
import java.util.List;
import java.util.Set;
import java.util.stream.Collectors;
import java.util.stream.IntStream;
import java.util.stream.Stream;
import org.apache.beam.sdk.options.PipelineOptionsFactory;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** Each attempt of a run that ended has a manifest and receipts of its own. */
class ManifestTest {
  private static final String[] HOURS = {
    "--tickers=KO,AAPL",
    "--timespan=hour",
    "--adjusted=false",
    "--from=2024-01-02",
    "--to=2024-01-31",
    "--runId=daily:1"
  };

  @TempDir Path lake;

  @Test
  void aRetryWritesBesideTheAttemptBeforeIt() throws IOException {
    try (World world = World.in(lake)) {
      world.api.inject(Injection.of(new Fault.ForeignPage("MSFT")).ticker("KO").forever());
      assertThat(world.hurried(HOURS).code()).isEqualTo(ExitCode.TRY_AGAIN_LATER);
      String first = Files.readString(lake.resolve("_manifests/daily%3A1.1.json"));
      world.api.clearFaults();

      World.Outcome retry = world.run(HOURS);

      assertThat(retry.code()).as(retry.err()).isEqualTo(ExitCode.DONE);
      assertThat(manifests()).containsExactly("daily%3A1.1.json", "daily%3A1.2.json");
      assertThat(Files.readString(lake.resolve("_manifests/daily%3A1.1.json"))).isEqualTo(first);
      assertThat(outcomes(first)).containsExactlyInAnyOrder("written", "failed");
      String second = Files.readString(lake.resolve("_manifests/daily%3A1.2.json"));
      assertThat(outcomes(second)).containsExactlyInAnyOrder("written", "skipped");
      assertThat(second).isEqualTo(retry.summary() + "\n");
      assertThat(retry.summary().path("attempt").asInt()).isEqualTo(2);
      assertThat(retry.summary().path("manifest").asText())
          .isEqualTo("_manifests/daily%3A1.2.json");
    }
  }

  @Test
  void whatAnEarlierBarlakeLeftStaysAsItWas() throws IOException {
    Path manifest = lake.resolve("_manifests/daily%3A1.json");
    Path receipts = lake.resolve("_manifests/daily%3A1/part-00000.jsonl");
    Files.createDirectories(receipts.getParent());
    Files.writeString(manifest, "old");
    Files.writeString(receipts, "old");
    try (World world = World.in(lake)) {
      assertThat(world.run(HOURS).code()).isEqualTo(ExitCode.DONE);
    }
    assertThat(manifests()).containsExactly("daily%3A1.1.json", "daily%3A1.json");
    assertThat(manifest).hasContent("old");
    assertThat(receipts).hasContent("old");
  }

  @Test
  void nothingToDoLeavesNoManifest() throws IOException {
    try (World world = World.in(lake)) {
      world.run(HOURS);
      World.Outcome outcome =
          world.run(
              "--tickers=KO,AAPL",
              "--timespan=hour",
              "--adjusted=false",
              "--watermarks=" + lake.resolve("_watermarks/timespan=1hour/adjusted=false.json"),
              "--lookback=0",
              "--to=2024-01-31");
      assertThat(outcome.code()).as(outcome.err()).isEqualTo(ExitCode.NOTHING_TO_DO);
      assertThat(outcome.summary().has("attempt")).isFalse();
      assertThat(outcome.summary().has("manifest")).isFalse();
    }
    assertThat(manifests()).hasSize(1);
  }

  @Test
  void attemptsThatEndAtOnceGetANumberEach() throws IOException {
    try (Lake open = open()) {
      Set<Integer> numbers =
          IntStream.range(0, 12)
              .parallel()
              .mapToObj(i -> new Manifest(open, Attempt.begin("r", Instant.EPOCH)))
              .map(manifest -> manifest.end(number -> new Ended(manifest.attempt().id(), number)))
              .map(Ended::number)
              .collect(Collectors.toSet());

      assertThat(numbers)
          .containsExactlyInAnyOrderElementsOf(IntStream.rangeClosed(1, 12).boxed().toList());
    }
    Set<String> attempts =
        manifests().stream()
            .map(name -> read(name).path("id").asText())
            .collect(Collectors.toSet());
    assertThat(attempts).hasSize(12);
  }

  @Test
  void theSameIdEachDayForYearsCostsFewLooks() throws IOException {
    Files.createDirectories(lake.resolve("_manifests"));
    for (int number = 1; number <= 500; number++) {
      Files.createFile(lake.resolve("_manifests/r." + number + ".json"));
    }
    try (Lake open = open()) {
      Manifest manifest = new Manifest(open, Attempt.begin("r", Instant.EPOCH));
      assertThat(manifest.end(number -> new Ended("x", number)).number()).isEqualTo(501);
    }
  }

  private record Ended(String id, int number) implements Summary {
    @Override
    public int exitCode() {
      return 0;
    }
  }

  private Lake open() {
    return Lake.open(lake.toString(), PipelineOptionsFactory::create);
  }

  private List<String> manifests() throws IOException {
    try (Stream<Path> files = Files.list(lake.resolve("_manifests"))) {
      return files
          .filter(Files::isRegularFile)
          .map(file -> file.getFileName().toString())
          .sorted()
          .toList();
    }
  }

  /** The outcomes of the receipts that a manifest leads to. */
  private List<String> outcomes(String manifest) throws IOException {
    Path folder = lake.resolve(new ObjectMapper().readTree(manifest).path("receipts").asText());
    try (Stream<Path> parts = Files.list(folder)) {
      return parts
          .flatMap(part -> lines(part).stream())
          .map(line -> line.replaceFirst(".*?\"outcome\":\"(.*?)\".*", "$1"))
          .toList();
    }
  }

  private JsonNode read(String manifest) {
    return lines(lake.resolve("_manifests/" + manifest)).stream()
        .map(ManifestTest::json)
        .findFirst()
        .orElseThrow();
  }

  private static JsonNode json(String line) {
    try {
      return new ObjectMapper().readTree(line);
    } catch (IOException e) {
      throw new AssertionError(e);
    }
  }

  private static List<String> lines(Path file) {
    try {
      return Files.readAllLines(file);
    } catch (IOException e) {
      throw new AssertionError(e);
    }
  }
}
