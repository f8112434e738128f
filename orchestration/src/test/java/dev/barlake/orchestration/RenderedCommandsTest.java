package dev.barlake.orchestration;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.core.type.TypeReference;
import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import dev.barlake.localstack.MarketSimulator;
import dev.barlake.localstack.MySqlServer;
import dev.barlake.localstack.S3Server;
import dev.barlake.pipelines.aggregates.Aggregates;
import dev.barlake.pipelines.reference.Reference;
import dev.barlake.pipelines.verify.Verify;
import java.io.UncheckedIOException;
import java.net.URI;
import java.time.LocalDate;
import java.time.ZoneOffset;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.parallel.Execution;
import org.junit.jupiter.api.parallel.ExecutionMode;
import software.amazon.awssdk.auth.credentials.AwsBasicCredentials;
import software.amazon.awssdk.auth.credentials.StaticCredentialsProvider;
import software.amazon.awssdk.regions.Region;
import software.amazon.awssdk.services.s3.S3Client;
import software.amazon.awssdk.services.s3.model.S3Object;

/** The commands that the DAGs render, run by the real jobs. */
@Execution(ExecutionMode.CONCURRENT)
class RenderedCommandsTest {
  private static final ObjectMapper JSON = new ObjectMapper();
  private static final String MARKS = "market/_watermarks/timespan=1hour/adjusted=%s.json";
  private static final Map<String, String> ROLE =
      Map.of(
          "AWS_ACCESS_KEY_ID", S3Server.ACCESS_KEY,
          "AWS_SECRET_ACCESS_KEY", S3Server.SECRET_KEY);
  private static final Map<String, String> NO_DATABASE =
      Map.of(
          "AGGREGATES_BUCKET", "bucket",
          "AWS_REGION_NAME", "us-east-1",
          "POLYGON_AGGREGATES_API_KEY", "local-api-key",
          "RDS_DATABASE_HOST", "nowhere.invalid",
          "RDS_DATABASE_PORT", "3306",
          "RDS_DATABASE_DBNAME", "barlake",
          "RDS_DATABASE_USER", "barlake",
          "RDS_DATABASE_PASSWORD", "none");
  private static final Stack STACK =
      new Stack(
          Map.of(
              "AWS::AccountId", "123456789012",
              "AWS::Region", "us-east-1",
              "AWS::Partition", "aws",
              "LakeBucket", "bucket",
              "LakeBucket.Arn", "arn:aws:s3:::bucket",
              "LakePrefix", "market/",
              "VerifyExecutionRole.Arn", "ve",
              "VerifyTaskRole.Arn", "vt"));
  private static final Container AGGREGATES =
      new Container(
          Repository.json("orchestration/ecs/aggregates-etl.json"),
          Aggregates.class,
          NO_DATABASE,
          ROLE);

  @Test
  void theJobTakesTheCommandOfABackfill() {
    List<List<String>> commands =
        render(Map.of("dag", "aggregates_backfill", "params", Map.of("tasks", 2)));
    assertThat(commands).hasSize(2);
    for (List<String> command : commands) {
      Tool.Outcome outcome = AGGREGATES.run(command, "--dryRun=true");
      assertThat(outcome.code()).as(outcome.out() + outcome.err()).isZero();
      assertThat(outcome.err()).contains("Plan: 4 series");
    }
  }

  /**
   * The first day fills the lake; the second reads the watermarks that the first left there, and
   * its bars are verified.
   */
  @Test
  void twoDaysInARowContinueFromTheLakesOwnWatermarksAndAreVerified() {
    try (MarketSimulator api = MarketSimulator.start();
        S3Server s3 = S3Server.start()) {
      Map<String, String> variables =
          Map.of(
              "REQUESTS_PER_MINUTE", "6000",
              "AGGREGATES_BUCKET", s3.bucket(),
              "AGGREGATES_PREFIX", "market",
              "AGGREGATES_TICKERS", "KO,MSFT",
              "AGGREGATES_MULTIPLIER", "1",
              "AGGREGATES_TIMESPAN", "hour",
              "AGGREGATES_FROM", LocalDate.now(ZoneOffset.UTC).minusDays(70).toString());
      String[] here = {"--apiBaseUrl=" + api.url(), "--endpoint=" + s3.endpoint()};

      List<String> first = daily(variables, Map.of(), "day-1");
      JsonNode filled = succeeds(AGGREGATES.run(first, here));
      assertThat(filled.at("/counts/bars").asLong()).isGreaterThan(500);

      Map<String, String> objects =
          Map.of(
              MARKS.formatted(true), read(s3, MARKS.formatted(true)),
              MARKS.formatted(false), read(s3, MARKS.formatted(false)));
      List<String> second = daily(variables, objects, "day-2");
      assertThat(second)
          .contains(
              "--watermarks=s3://%s/market/_watermarks/timespan=1hour/".formatted(s3.bucket()));
      JsonNode continued = succeeds(AGGREGATES.run(second, here));
      assertThat(continued.at("/counts/bars").asLong())
          .as("the lookback, and no more")
          .isBetween(1L, filled.at("/counts/bars").asLong() / 4);
      assertThat(continued.path("runId").asText()).isEqualTo("aggregates_daily.day-2");

      JsonNode verified = succeeds(verify(s3).run(verification(variables, "day-2"), here));
      assertThat(verified.path("runId").asText()).isEqualTo("aggregates_daily.day-2.verify");
      assertThat(verified.at("/counts/consistent").asLong()).isPositive();
      assertThat(keys(s3)).anyMatch(key -> key.endsWith("/verdicts.parquet"));
      // Healing writes what the extraction wrote; a kind that comes new has to be allowed too.
      assertThat(keys(s3)).allMatch(RenderedCommandsTest::mayVerifyWrite, "allowed");
    }
  }

  @Test
  void referenceDataComeIntoTheDatabase() {
    try (MarketSimulator api = MarketSimulator.start();
        MySqlServer mysql = MySqlServer.start().await()) {
      Container reference =
          new Container(
              Repository.json("orchestration/ecs/reference-data-etl.json"),
              Reference.class,
              Map.of(
                  "POLYGON_TICKERS_API_KEY",
                  "local-api-key",
                  "POLYGON_DIVIDENDS_API_KEY",
                  "local-api-key",
                  "POLYGON_SPLITS_API_KEY",
                  "local-api-key",
                  "RDS_DATABASE_HOST",
                  mysql.host(),
                  "RDS_DATABASE_PORT",
                  Integer.toString(mysql.port()),
                  "RDS_DATABASE_DBNAME",
                  MySqlServer.DATABASE,
                  "RDS_DATABASE_USER",
                  MySqlServer.USER,
                  "RDS_DATABASE_PASSWORD",
                  MySqlServer.PASSWORD),
              Map.of());
      List<List<String>> commands =
          render(
              Map.of(
                  "dag",
                  "reference_data_daily",
                  "variables",
                  Map.of("REQUESTS_PER_MINUTE", "6000")));
      assertThat(commands).as("one ECS task").hasSize(1);
      JsonNode summary = succeeds(reference.run(commands.get(0), "--apiBaseUrl=" + api.url()));
      assertThat(summary.path("command").asText()).isEqualTo("reference");
      assertThat(summary.path("tables")).isNotEmpty();
    }
  }

  private static List<String> daily(
      Map<String, String> variables, Map<String, String> objects, String run) {
    List<List<String>> commands =
        render(
            Map.of(
                "dag", "aggregates_daily",
                "run_id", run,
                "variables", variables,
                "objects", objects));
    assertThat(commands).as("one ECS task").hasSize(1);
    return commands.get(0);
  }

  private static List<String> verification(Map<String, String> variables, String run) {
    return render(
            Map.of(
                "dag",
                "aggregates_daily",
                "task",
                "prepare_verify",
                "run_id",
                run,
                "variables",
                variables))
        .get(0);
  }

  private static Container verify(S3Server s3) {
    return new Container(
        STACK.apiForm("VerifyTask"),
        Verify.class,
        Map.of(
            "AGGREGATES_BUCKET", s3.bucket(),
            "AWS_REGION_NAME", "us-east-1",
            "POLYGON_AGGREGATES_API_KEY", "local-api-key"),
        ROLE);
  }

  private static boolean mayVerifyWrite(String key) {
    JsonNode role =
        STACK.resolve(
            Repository.yaml("orchestration/ecs/stack.yaml")
                .at("/Resources/VerifyTaskRole/Properties/Policies/0/PolicyDocument/Statement/1"));
    assertThat(role.path("Action").asText()).isEqualTo("s3:PutObject");
    for (JsonNode allowed : role.path("Resource")) {
      String pattern = allowed.asText().replace("arn:aws:s3:::bucket/", "");
      if (pattern.endsWith("*")
          ? key.startsWith(pattern.substring(0, pattern.length() - 1))
          : key.equals(pattern)) {
        return true;
      }
    }
    return false;
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

  private static String read(S3Server s3, String key) {
    try (S3Client client = client(s3)) {
      return client.getObjectAsBytes(r -> r.bucket(s3.bucket()).key(key)).asUtf8String();
    }
  }

  private static List<String> keys(S3Server s3) {
    try (S3Client client = client(s3)) {
      return client.listObjectsV2Paginator(r -> r.bucket(s3.bucket())).contents().stream()
          .map(S3Object::key)
          .toList();
    }
  }

  private static S3Client client(S3Server s3) {
    return S3Client.builder()
        .endpointOverride(URI.create(s3.endpoint()))
        .region(Region.US_EAST_1)
        .forcePathStyle(true)
        .credentialsProvider(
            StaticCredentialsProvider.create(
                AwsBasicCredentials.create(S3Server.ACCESS_KEY, S3Server.SECRET_KEY)))
        .build();
  }
}
