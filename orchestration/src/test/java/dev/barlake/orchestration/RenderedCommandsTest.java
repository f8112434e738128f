package dev.barlake.orchestration;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.core.type.TypeReference;
import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import dev.barlake.localstack.MarketSimulator;
import dev.barlake.localstack.S3Server;
import dev.barlake.pipelines.Aggregates;
import java.io.UncheckedIOException;
import java.net.URI;
import java.nio.file.Path;
import java.time.LocalDate;
import java.time.ZoneOffset;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;
import software.amazon.awssdk.auth.credentials.AwsBasicCredentials;
import software.amazon.awssdk.auth.credentials.StaticCredentialsProvider;
import software.amazon.awssdk.regions.Region;
import software.amazon.awssdk.services.s3.S3Client;

/** The commands that the DAGs render, run by the real job in a process of its own. */
class RenderedCommandsTest {
  private static final ObjectMapper JSON = new ObjectMapper();
  private static final String MARKS = "market/_watermarks/timespan=1hour/adjusted=%s.json";

  @ParameterizedTest
  @ValueSource(strings = {"aggregates_daily", "aggregates_backfill"})
  void theJobTakesEveryFlag(String dag) {
    for (List<String> command : render(Map.of("dag", dag))) {
      Tool.Outcome outcome = job(command, "--dryRun=true");
      assertThat(outcome.code()).as(outcome.out() + outcome.err()).isZero();
      assertThat(outcome.err()).contains("Plan: ");
    }
  }

  /** The first day fills the lake; the second reads the watermarks that the first left there. */
  @Test
  void twoDaysInARowContinueFromTheLakesOwnWatermarks() {
    try (MarketSimulator api = MarketSimulator.start();
        S3Server s3 = S3Server.start()) {
      Map<String, String> variables =
          Map.of(
              "AGGREGATES_BUCKET", s3.bucket(),
              "AGGREGATES_PREFIX", "market",
              "AGGREGATES_TICKERS", "KO,MSFT",
              "AGGREGATES_MULTIPLIER", "1",
              "AGGREGATES_TIMESPAN", "hour",
              "AGGREGATES_FROM", LocalDate.now(ZoneOffset.UTC).minusDays(70).toString());
      String[] here = {"--apiBaseUrl=" + api.url(), "--endpoint=" + s3.endpoint()};

      List<String> first = daily(variables, Map.of());
      assertThat(first).noneMatch(flag -> flag.startsWith("--watermarks="));
      JsonNode filled = succeeds(job(first, here));

      Map<String, String> objects =
          Map.of(
              MARKS.formatted(true), read(s3, MARKS.formatted(true)),
              MARKS.formatted(false), read(s3, MARKS.formatted(false)));
      List<String> second = daily(variables, objects);
      assertThat(second)
          .contains("--watermarks=s3://%s/%s".formatted(s3.bucket(), MARKS.formatted(false)));
      JsonNode continued = succeeds(job(second, here));

      assertThat(filled.at("/counts/bars").asLong()).isGreaterThan(500);
      assertThat(continued.at("/counts/bars").asLong())
          .isBetween(1L, filled.at("/counts/bars").asLong() / 4);
      assertThat(continued.path("lake").asText()).isEqualTo("s3://" + s3.bucket() + "/market");
    }
  }

  private static List<String> daily(Map<String, String> variables, Map<String, String> objects) {
    List<List<String>> commands =
        render(Map.of("dag", "aggregates_daily", "variables", variables, "objects", objects));
    assertThat(commands).as("one ECS task").hasSize(1);
    return commands.get(0);
  }

  private static JsonNode succeeds(Tool.Outcome outcome) {
    assertThat(outcome.code()).as(outcome.out() + outcome.err()).isZero();
    try {
      return JSON.readTree(outcome.last());
    } catch (JsonProcessingException e) {
      throw new UncheckedIOException("No summary: " + outcome.last(), e);
    }
  }

  private static List<List<String>> render(Map<String, Object> request) {
    try {
      Tool.Outcome outcome =
          Tool.python(JSON.writeValueAsString(request), "-B", "orchestration/tests/rendering.py");
      assertThat(outcome.code()).as(outcome.err()).isZero();
      return JSON.readValue(outcome.out(), new TypeReference<>() {});
    } catch (JsonProcessingException e) {
      throw new UncheckedIOException("The DAG rendered no JSON", e);
    }
  }

  /** Main class and flags as in the image, on this test's own class path. */
  private static Tool.Outcome job(List<String> flags, String... more) {
    List<String> command = new ArrayList<>();
    command.add(Path.of(System.getProperty("java.home"), "bin", "java").toString());
    command.addAll(List.of("-Xmx256m", "-XX:+UseSerialGC", "-XX:TieredStopAtLevel=1"));
    command.addAll(List.of("-cp", System.getProperty("java.class.path")));
    command.add(Aggregates.class.getName());
    command.addAll(flags);
    command.addAll(List.of(more));
    return Tool.run("", command);
  }

  private static String read(S3Server s3, String key) {
    try (S3Client client =
        S3Client.builder()
            .endpointOverride(URI.create(s3.endpoint()))
            .region(Region.US_EAST_1)
            .forcePathStyle(true)
            .credentialsProvider(
                StaticCredentialsProvider.create(
                    AwsBasicCredentials.create(S3Server.ACCESS_KEY, S3Server.SECRET_KEY)))
            .build()) {
      return client.getObjectAsBytes(r -> r.bucket(s3.bucket()).key(key)).asUtf8String();
    }
  }
}
