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
  private static final String OF_A_DEPLOYMENT = "{\"contents\":\"read\",\"id-token\":\"write\"}";
  private static final String OF_A_RELEASE =
      "{\"contents\":\"write\",\"id-token\":\"write\",\"attestations\":\"write\"}";
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
            ".github/workflows/images.yml",
            ".github/workflows/release.yml");
  }

  @ParameterizedTest
  @MethodSource("workflows")
  void everyActionIsPinnedToACommitWithItsVersionBeside(String workflow) {
    Matcher uses = USES.matcher(Repository.text(workflow));
    int found = 0;
    while (uses.find()) {
      if (uses.group(1).startsWith("./")) {
        continue; // a workflow of this commit
      }
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
            .isEqualTo(workflow.endsWith("release.yml") ? OF_A_RELEASE : OF_A_DEPLOYMENT);
      }
    }
  }

  @ParameterizedTest
  @MethodSource("workflows")
  void nothingRunsForeverOrTwiceOrKeepsTheTokenOnDisk(String workflow) {
    JsonNode root = Repository.yaml(workflow);
    assertThat(root.path("concurrency").path("group").asText()).isNotBlank();
    for (JsonNode job : root.path("jobs")) {
      if (job.has("uses")) {
        continue; // what it calls has limits of its own
      }
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
  void imagesAreStartedAndScannedBeforeTheyArePushed() {
    List<String> steps =
        Repository.yaml(".github/workflows/images.yml")
            .at("/jobs/images/steps")
            .findValuesAsText("name");
    assertThat(steps)
        .containsSubsequence(
            "Build what the images hold",
            "Build",
            "Start",
            "Scan aggregates-etl",
            "Scan reference-data-etl",
            "Take the role in AWS",
            "Push");
  }

  /** The very images that are pushed, in the way of the compose file. */
  @Test
  void startingMeansBothJobsOfTheComposeFile() {
    for (JsonNode step : Repository.yaml(".github/workflows/images.yml").at("/jobs/images/steps")) {
      if (step.path("name").asText().equals("Start")) {
        assertThat(step.path("run").asText())
            .contains("docker tag \"$image:$GITHUB_SHA\" \"$image\"")
            .contains("--file containers/compose.yaml run --rm aggregates-etl");
      }
    }
    JsonNode services = Repository.yaml("containers/compose.yaml").path("services");
    for (String image : List.of("aggregates-etl", "reference-data-etl")) {
      assertThat(services.path(image).path("image").asText()).isEqualTo(image);
    }
    assertThat(services.at("/aggregates-etl/depends_on/reference-data-etl/condition").asText())
        .isEqualTo("service_completed_successfully");
  }

  @Test
  void theTagThatOthersFollowMovesOnlyAfterEverythingPassed() {
    JsonNode jobs = Repository.yaml(".github/workflows/images.yml").path("jobs");
    Set<String> before = new TreeSet<>();
    jobs.at("/follow/needs").forEach(name -> before.add(name.asText()));
    Set<String> others = new TreeSet<>();
    jobs.fieldNames().forEachRemaining(others::add);
    others.remove("follow");
    assertThat(before).isEqualTo(others);
    Set<String> called = new TreeSet<>();
    jobs.forEach(
        job -> {
          if (job.has("uses")) {
            called.add(job.path("uses").asText().substring("./".length()));
          }
        });
    Set<String> rest = new TreeSet<>(workflows());
    rest.remove(".github/workflows/images.yml");
    rest.remove(".github/workflows/release.yml"); // moves no tag
    assertThat(called).isEqualTo(rest);
    for (JsonNode step : jobs.at("/images/steps")) {
      assertThat(step.path("run").asText()).doesNotContain("latest");
    }
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
    Stack stack = new Stack(Map.of("AWS::AccountId", "1", "AWS::Region", "r"));
    Map.of("AGGREGATES", "AggregatesRepository", "REFERENCE_DATA", "ReferenceDataRepository")
        .forEach(
            (name, resource) ->
                assertThat(env.path(name).asText())
                    .contains(
                        "'"
                            + stack
                                .resolve(
                                    stack.template.at(
                                        "/Resources/%s/Properties/RepositoryName"
                                            .formatted(resource)))
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

  /** What users download is what was tested, and can be checked to come from here. */
  @Test
  void aReleaseIsTestedListedSummedAndSigned() {
    List<String> steps =
        Repository.yaml(".github/workflows/release.yml")
            .at("/jobs/build/steps")
            .findValuesAsText("name");
    assertThat(steps)
        .containsSubsequence(
            "The tag is the version of the pom",
            "Build and test",
            "Archive, contents, checksums",
            "Sign where it came from",
            "Release");
  }
}
