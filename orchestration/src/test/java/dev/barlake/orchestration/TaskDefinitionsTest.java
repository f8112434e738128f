package dev.barlake.orchestration;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.TreeSet;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

class TaskDefinitionsTest {
  /** Memory in MiB that Fargate sells with so many CPU units. */
  private static final Map<Integer, Set<Integer>> FARGATE =
      Map.of(
          256, Set.of(512, 1024, 2048),
          512, Set.of(1024, 2048, 3072, 4096),
          1024, Set.of(2048, 3072, 4096, 5120, 6144, 7168, 8192));

  @ParameterizedTest
  @ValueSource(strings = {"aggregates-etl", "reference-data-etl"})
  void fargateSellsThatSize(String name) {
    JsonNode definition = Repository.json("orchestration/ecs/" + name + ".json");
    assertThat(definition.path("cpu").isTextual() && definition.path("memory").isTextual())
        .isTrue();
    assertThat(FARGATE.get(definition.path("cpu").asInt()))
        .contains(definition.path("memory").asInt());
  }

  @ParameterizedTest
  @ValueSource(strings = {"aggregates-etl", "reference-data-etl"})
  void theContainerCanWriteNowhereButItsScratchAndHasNoPowers(String name) {
    JsonNode container = container(name);
    assertThat(container.path("readonlyRootFilesystem").asBoolean()).isTrue();
    assertThat(container.at("/linuxParameters/capabilities").toString())
        .isEqualTo("{\"drop\":[\"ALL\"]}");
    assertThat(container.path("mountPoints").findValuesAsText("containerPath"))
        .containsExactly("/tmp");
    assertThat(container.has("privileged")).isFalse();
  }

  @ParameterizedTest
  @ValueSource(strings = {"aggregates-etl", "reference-data-etl"})
  void itIsToldToStopAndGivenTimeForIt(String name) {
    assertThat(container(name).path("stopTimeout").asInt()).isEqualTo(30);
    assertThat(container(name).at("/linuxParameters/initProcessEnabled").asBoolean()).isTrue();
  }

  @ParameterizedTest
  @CsvSource({
    "aggregates-etl, 'POLYGON_AGGREGATES_API_KEY,RDS_DATABASE_PASSWORD'",
    "reference-data-etl, 'POLYGON_DIVIDENDS_API_KEY,POLYGON_SPLITS_API_KEY,POLYGON_TICKERS_API_KEY,RDS_DATABASE_PASSWORD'"
  })
  void everySecretComesFromWhereSecretsAreKept(String name, String secrets) {
    JsonNode container = container(name);
    Set<String> names = new TreeSet<>();
    for (JsonNode secret : container.path("secrets")) {
      assertThat(secret.path("valueFrom").asText()).startsWith("arn:aws:ssm:");
      names.add(secret.path("name").asText());
    }
    assertThat(String.join(",", names)).isEqualTo(secrets);
    assertThat(container.path("environment").findValuesAsText("name"))
        .allSatisfy(variable -> assertThat(variable).doesNotContainPattern("KEY|PASSWORD|SECRET"));
  }

  @Test
  void theJobsRoleIsNotTheOneThatStartsIt() {
    JsonNode aggregates = Repository.json("orchestration/ecs/aggregates-etl.json");
    assertThat(aggregates.path("taskRoleArn").asText())
        .isNotBlank()
        .isNotEqualTo(aggregates.path("executionRoleArn").asText());
    assertThat(Repository.json("orchestration/ecs/reference-data-etl.json").has("taskRoleArn"))
        .as("it calls nothing of AWS")
        .isFalse();
  }

  /** Two ways to the same definition must not drift apart. */
  @ParameterizedTest
  @CsvSource({"aggregates-etl, AggregatesTask", "reference-data-etl, ReferenceDataTask"})
  void theStackMakesTheSameDefinition(String name, String resource) {
    JsonNode made =
        new Stack(
                Map.of(
                    "AWS::AccountId", "${AWS_ACCOUNT_ID}",
                    "AWS::Region", "${AWS_REGION}",
                    "AWS::Partition", "aws",
                    "LakeBucket", "${AGGREGATES_BUCKET}",
                    "DatabaseHost", "${RDS_DATABASE_HOST}",
                    "AggregatesExecutionRole.Arn", role("aggregates-execution"),
                    "AggregatesTaskRole.Arn", role("aggregates-task"),
                    "ReferenceDataExecutionRole.Arn", role("reference-data-execution")))
            .apiForm(resource);
    assertThat(made).isEqualTo(Repository.json("orchestration/ecs/" + name + ".json"));
  }

  private static String role(String name) {
    return "arn:aws:iam::${AWS_ACCOUNT_ID}:role/barlake-" + name;
  }

  private static JsonNode container(String name) {
    JsonNode containers =
        Repository.json("orchestration/ecs/" + name + ".json").path("containerDefinitions");
    assertThat(containers).hasSize(1);
    return List.of(containers.get(0)).get(0);
  }
}
