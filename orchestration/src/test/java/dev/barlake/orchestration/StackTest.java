package dev.barlake.orchestration;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.TreeSet;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import org.junit.jupiter.api.Test;

class StackTest {
  private static final Pattern VARIABLE = Pattern.compile("\\$\\{([^}.]+)[^}]*}");

  private final JsonNode template = Repository.yaml("orchestration/ecs/stack.yaml");
  private final JsonNode resources = template.path("Resources");

  @Test
  void everyNameThatIsUsedExistsAndEveryParameterIsUsed() {
    Set<String> used = new TreeSet<>();
    collectNames(resources, used);
    collectNames(template.path("Outputs"), used);
    collectNames(template.path("Conditions"), used);
    Set<String> known = names(template.path("Parameters"));
    known.addAll(names(resources));
    known.addAll(names(template.path("Conditions")));
    known.addAll(Set.of("AWS::AccountId", "AWS::Region", "AWS::Partition"));
    assertThat(known).containsAll(used);
    assertThat(used).containsAll(names(template.path("Parameters")));
  }

  @Test
  void itCreatesWhatHadToBeClicked() {
    assertThat(resources.findValuesAsText("Type"))
        .contains(
            "AWS::S3::Bucket",
            "AWS::ECR::Repository",
            "AWS::ECS::Cluster",
            "AWS::Logs::LogGroup",
            "AWS::IAM::Role",
            "AWS::ECS::TaskDefinition");
    assertThat(resources.at("/AggregatesRepository/Properties/RepositoryName").asText())
        .isEqualTo("aggregates_etl");
    assertThat(resources.at("/ReferenceDataRepository/Properties/RepositoryName").asText())
        .isEqualTo("reference_data_etl");
  }

  @Test
  void theBucketIsVersionedEncryptedClosedAndOutlivesTheStack() {
    JsonNode bucket = resources.path("LakeBucket");
    assertThat(bucket.path("DeletionPolicy").asText()).isEqualTo("Retain");
    assertThat(bucket.at("/Properties/VersioningConfiguration/Status").asText())
        .isEqualTo("Enabled");
    assertThat(bucket.at("/Properties/BucketEncryption").findValuesAsText("SSEAlgorithm"))
        .containsExactly("AES256");
    assertThat(bucket.at("/Properties/PublicAccessBlockConfiguration").properties())
        .hasSize(4)
        .allSatisfy(block -> assertThat(block.getValue().asBoolean()).isTrue());
    assertThat(bucket.at("/Properties/LifecycleConfiguration").findValuesAsText("NoncurrentDays"))
        .containsExactly("30");
  }

  @Test
  void theJobMayReadAndWriteItsPrefixAndNothingElse() {
    Stack stack = stack("market/");
    JsonNode statements =
        stack.resolve(
            resources.at("/AggregatesTaskRole/Properties/Policies/0/PolicyDocument/Statement"));
    assertThat(statements).hasSize(2);
    assertThat(statements.get(0).path("Action").toString())
        .isEqualTo("[\"s3:GetObject\",\"s3:PutObject\"]");
    assertThat(statements.get(0).path("Resource").asText())
        .isEqualTo("arn:aws:s3:::my-bucket/market/*");
    assertThat(statements.get(1).path("Action").asText()).isEqualTo("s3:ListBucket");
    assertThat(statements.get(1).path("Resource").asText()).isEqualTo("arn:aws:s3:::my-bucket");
    assertThat(statements.get(1).at("/Condition/StringLikeIfExists/s3:prefix").asText())
        .isEqualTo("market/*");
  }

  @Test
  void airflowReadsWatermarksAndNoBars() {
    JsonNode statements =
        stack("market/")
            .resolve(resources.at("/AirflowPolicy/Properties/PolicyDocument/Statement"));
    List<String> s3 = new ArrayList<>();
    for (JsonNode statement : statements) {
      if (statement.path("Action").asText().startsWith("s3:Get")) {
        s3.add(statement.path("Resource").asText());
      }
    }
    assertThat(s3).containsExactly("arn:aws:s3:::my-bucket/market/_watermarks/*");
  }

  /** The calls of AWS that name no resource are the only ones that are allowed on all. */
  @Test
  void nothingIsAllowedByAWildcard() {
    int statements = 0;
    for (JsonNode resource : resources) {
      if (!resource.path("Type").asText().startsWith("AWS::IAM::")) {
        continue;
      }
      for (JsonNode list : resource.findValues("Statement")) {
        for (JsonNode statement : list) {
          statements++;
          for (String action : texts(statement.path("Action"))) {
            assertThat(action).doesNotContain("*").doesNotContainIgnoringCase("delete");
            if (texts(statement.path("Resource")).contains("*")) {
              assertThat(action).isIn("ecr:GetAuthorizationToken", "ecs:ListTasks");
            }
          }
        }
      }
    }
    assertThat(statements).isGreaterThan(15);
  }

  @Test
  void onlyTasksOfThisAccountTakeTheirRoles() {
    for (String role :
        List.of("AggregatesExecutionRole", "AggregatesTaskRole", "ReferenceDataExecutionRole")) {
      JsonNode trust =
          resources.at("/%s/Properties/AssumeRolePolicyDocument/Statement/0".formatted(role));
      assertThat(trust.at("/Principal/Service").asText()).isEqualTo("ecs-tasks.amazonaws.com");
      assertThat(trust.at("/Condition/StringEquals").has("aws:SourceAccount")).isTrue();
    }
  }

  @Test
  void onlyMainAndVersionTagsOfTheOneRepositoryPushImages() {
    JsonNode trust =
        stack("")
            .resolve(
                resources.at(
                    "/GitHubRole/Properties/AssumeRolePolicyDocument/Statement/0/Condition"));
    assertThat(texts(trust.at("/StringLike/token.actions.githubusercontent.com:sub")))
        .containsExactly("repo:me/barlake:ref:refs/heads/main", "repo:me/barlake:ref:refs/tags/v*");
    assertThat(trust.at("/StringEquals/token.actions.githubusercontent.com:aud").asText())
        .isEqualTo("sts.amazonaws.com");
  }

  private static Stack stack(String prefix) {
    return new Stack(
        Map.ofEntries(
            Map.entry("AWS::AccountId", "123456789012"),
            Map.entry("AWS::Region", "us-east-1"),
            Map.entry("AWS::Partition", "aws"),
            Map.entry("LakePrefix", prefix),
            Map.entry("LakeBucket.Arn", "arn:aws:s3:::my-bucket"),
            Map.entry("Cluster", "polygon"),
            Map.entry("Cluster.Arn", "arn:aws:ecs:us-east-1:123456789012:cluster/polygon"),
            Map.entry("AggregatesLogs.Arn", "a"),
            Map.entry("ReferenceDataLogs.Arn", "r"),
            Map.entry("AggregatesExecutionRole.Arn", "ae"),
            Map.entry("AggregatesTaskRole.Arn", "at"),
            Map.entry("ReferenceDataExecutionRole.Arn", "re"),
            Map.entry("GitHubRepository", "me/barlake")));
  }

  private static List<String> texts(JsonNode node) {
    List<String> texts = new ArrayList<>();
    if (node.isArray()) {
      node.forEach(part -> texts.add(part.asText()));
    } else {
      texts.add(node.asText());
    }
    return texts;
  }

  private static Set<String> names(JsonNode section) {
    Set<String> names = new HashSet<>();
    section.fieldNames().forEachRemaining(names::add);
    return names;
  }

  private static void collectNames(JsonNode node, Set<String> used) {
    if (node.isObject() && node.has("Ref")) {
      used.add(node.path("Ref").asText());
    } else if (node.isObject() && node.has("Fn::GetAtt")) {
      used.add(node.path("Fn::GetAtt").get(0).asText());
    } else if (node.isObject() && node.has("Fn::Sub")) {
      Matcher variable = VARIABLE.matcher(node.path("Fn::Sub").asText());
      while (variable.find()) {
        used.add(variable.group(1));
      }
    } else {
      if (node.path("Condition").isTextual()) {
        used.add(node.path("Condition").asText());
      }
      node.forEach(part -> collectNames(part, used));
    }
  }
}
