package dev.barlake.orchestration;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import dev.barlake.localstack.MySqlServer;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.TreeSet;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;

/** The workflows keep their own rules; whether GitHub would take them is for the linters. */
class WorkflowsTest {
  private static final Pattern USES = Pattern.compile("uses: *(\\S+)(.*)");
  private static final Pattern SECRET = Pattern.compile("secrets\\.([A-Z_]+)");

  static List<String> workflows() {
    return Repository.files(".github/workflows");
  }

  @Test
  void thereIsOneForTestsOneForImagesAndOneForTheBundle() {
    assertThat(workflows())
        .containsExactly(
            ".github/workflows/bundle.yml",
            ".github/workflows/ci.yml",
            ".github/workflows/images.yml");
  }

  @ParameterizedTest
  @MethodSource("workflows")
  void everyActionIsPinnedToACommitWithItsVersionBeside(String workflow) {
    Matcher uses = USES.matcher(Repository.text(workflow));
    int found = 0;
    while (uses.find()) {
      found++;
      assertThat(uses.group(1)).as(workflow).matches("[\\w-]+/[\\w-]+@[0-9a-f]{40}");
      assertThat(uses.group(2)).as(uses.group(1)).matches(" # v\\d+\\.\\d+\\.\\d+");
    }
    assertThat(found).isPositive();
  }

  @ParameterizedTest
  @MethodSource("workflows")
  void rightsAreThoseOfAReaderUnlessAJobSaysMore(String workflow) {
    JsonNode root = Repository.yaml(workflow);
    assertThat(root.path("permissions").toString()).isEqualTo("{\"contents\":\"read\"}");
    for (JsonNode job : root.path("jobs")) {
      if (job.has("permissions")) {
        assertThat(job.path("permissions").toString())
            .isEqualTo("{\"contents\":\"read\",\"id-token\":\"write\"}");
      }
    }
  }

  @ParameterizedTest
  @MethodSource("workflows")
  void nothingRunsForeverOrTwiceOrKeepsTheTokenOnDisk(String workflow) {
    JsonNode root = Repository.yaml(workflow);
    assertThat(root.path("concurrency").path("group").asText()).isNotBlank();
    for (JsonNode job : root.path("jobs")) {
      assertThat(job.path("timeout-minutes").asInt()).isBetween(1, 60);
      for (JsonNode step : job.path("steps")) {
        if (step.path("uses").asText().startsWith("actions/checkout@")) {
          assertThat(step.path("with").path("persist-credentials").asBoolean(true)).isFalse();
        }
      }
    }
  }

  @ParameterizedTest
  @MethodSource("workflows")
  void shellLinesTakeNoExpressions(String workflow) {
    for (JsonNode job : Repository.yaml(workflow).path("jobs")) {
      for (JsonNode step : job.path("steps")) {
        assertThat(step.path("run").asText()).doesNotContain("${{");
      }
    }
  }

  @Test
  void testsRunOnTwoJdksAndOnMySql() {
    JsonNode jobs = Repository.yaml(".github/workflows/ci.yml").path("jobs");
    assertThat(jobs.at("/test/strategy/matrix/java").toString()).isEqualTo("[\"17\",\"21\"]");
    assertThat(jobs.at("/database/services/mysql/image").asText()).isEqualTo("mysql:8.4");
    assertThat(jobs.at("/database/services/mysql/env/MYSQL_PASSWORD").asText())
        .isEqualTo(MySqlServer.PASSWORD)
        .isEqualTo(jobs.path("database").findValuesAsText("RDS_DATABASE_PASSWORD").get(0));
    assertThat(jobs.path("database").findValuesAsText("run").toString())
        .contains(
            "-Dbarlake.test.jdbcUrl=jdbc:mysql://127.0.0.1:3306/"
                + jobs.at("/database/services/mysql/env/MYSQL_DATABASE").asText(),
            "-Dbarlake.test.jdbcUser="
                + jobs.at("/database/services/mysql/env/MYSQL_USER").asText());
  }

  @Test
  void imagesAreTestedAndScannedBeforeTheyArePushed() {
    List<String> steps =
        Repository.yaml(".github/workflows/images.yml")
            .at("/jobs/images/steps")
            .findValuesAsText("name");
    assertThat(steps)
        .containsSubsequence(
            "Test, and build what the images hold",
            "Build",
            "Scan aggregates-etl",
            "Scan reference-data-etl",
            "Take the role in AWS",
            "Push");
  }

  @Test
  void onlySecretsThatUsersHaveAreRead() {
    Set<String> secrets = new TreeSet<>();
    for (String workflow : workflows()) {
      Matcher secret = SECRET.matcher(Repository.text(workflow));
      while (secret.find()) {
        secrets.add(secret.group(1));
      }
    }
    assertThat(secrets)
        .containsExactly(
            "AWS_ACCESS_KEY_ID",
            "AWS_REGION",
            "AWS_SECRET_ACCESS_KEY",
            "ECR_REPOSITORY_NAME_AGGREGATES",
            "ECR_REPOSITORY_NAME_REFERENCE_DATA");
  }

  @Test
  void imagesGoWhereTheStackHasRepositories() {
    JsonNode env = Repository.yaml(".github/workflows/images.yml").at("/jobs/images/env");
    JsonNode resources = Repository.yaml("orchestration/ecs/stack.yaml").path("Resources");
    Map.of("AGGREGATES", "AggregatesRepository", "REFERENCE_DATA", "ReferenceDataRepository")
        .forEach(
            (name, resource) ->
                assertThat(env.path(name).asText())
                    .contains(
                        "'"
                            + resources
                                .at("/%s/Properties/RepositoryName".formatted(resource))
                                .asText()
                            + "'"));
  }

  @Test
  void dependenciesAreWatched() {
    JsonNode updates = Repository.yaml(".github/dependabot.yml").path("updates");
    assertThat(updates.findValuesAsText("package-ecosystem"))
        .containsExactly("maven", "github-actions", "docker");
    Stream<String> folders =
        updates.findValues("directories").stream()
            .flatMap(all -> all.valueStream())
            .map(JsonNode::asText);
    assertThat(folders)
        .containsExactly("/containers/aggregates-etl", "/containers/reference-data-etl");
  }
}
