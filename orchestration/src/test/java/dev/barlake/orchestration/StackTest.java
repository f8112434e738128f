package dev.barlake.orchestration;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
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
    known.addAll(Set.of("AWS::AccountId", "AWS::Region", "AWS::Partition", "AWS::StackName"));
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
    assertThat(named(stack("", ""), "RepositoryName"))
        .containsExactly("aggregates_etl", "reference_data_etl");
  }

  /** Whatever has a name of its own has another one in a second stack of the account. */
  @Test
  void twoStacksFitIntoAnAccount() {
    Stack production = stack("", "");
    Stack staging = stack("", "staging-");
    int names = 0;
    for (String kind : List.of("RepositoryName", "LogGroupName", "Family")) {
      names += named(production, kind).size();
      assertThat(named(staging, kind)).doesNotContainAnyElementsOf(named(production, kind));
    }
    assertThat(names).isEqualTo(10);
    assertThat(resources.at("/Cluster/Properties/ClusterName/Ref").asText())
        .isEqualTo("ClusterName");
    assertThat(resources.at("/Dashboard/Properties/DashboardName/Fn::Sub").asText())
        .isEqualTo("${AWS::StackName}");
    for (String name : List.of("RoleName", "ManagedPolicyName", "TopicName", "FunctionName")) {
      for (JsonNode resource : resources) {
        assertThat(resource.path("Properties").path(name).isTextual()).as(name).isFalse();
      }
    }
  }

  private List<String> named(Stack stack, String kind) {
    List<String> names = new ArrayList<>();
    for (JsonNode resource : resources) {
      if (resource.path("Properties").has(kind)
          && !resource.path("Type").asText().contains("MetricFilter")) {
        names.add(stack.resolve(resource.path("Properties").path(kind)).asText());
      }
    }
    return names;
  }

  @Test
  void releasesAndTheTagThatRunsAreNeverExpired() throws Exception {
    for (String repository : List.of("AggregatesRepository", "ReferenceDataRepository")) {
      String text =
          stack("", "")
              .resolve(
                  resources.at(
                      "/%s/Properties/LifecyclePolicy/LifecyclePolicyText".formatted(repository)))
              .asText();
      JsonNode rules = new ObjectMapper().readTree(text).path("rules");
      assertThat(rules).hasSize(2);
      // What an earlier rule names, a later one does not expire.
      assertThat(rules.get(0).path("rulePriority").asInt())
          .isLessThan(rules.get(1).path("rulePriority").asInt());
      assertThat(rules.get(0).at("/selection/tagPrefixList").toString())
          .isEqualTo("[\"v\",\"latest\"]");
      assertThat(rules.get(0).at("/selection/countNumber").asInt()).isGreaterThanOrEqualTo(1000);
      assertThat(rules.get(1).at("/selection/tagStatus").asText()).isEqualTo("any");
    }
  }

  @Test
  void everyAlarmAndEveryFailedTaskIsSentToTheTopic() {
    Set<String> alarms = new TreeSet<>();
    resources
        .properties()
        .forEach(
            resource -> {
              JsonNode properties = resource.getValue().path("Properties");
              switch (resource.getValue().path("Type").asText()) {
                case "AWS::CloudWatch::Alarm" -> {
                  alarms.add(resource.getKey());
                  assertThat(properties.at("/AlarmActions/0/Ref").asText()).isEqualTo("AlertTopic");
                }
                case "AWS::Events::Rule" -> {
                  if (properties.has("EventPattern")) {
                    assertThat(properties.at("/Targets/0/Arn/Ref").asText())
                        .isEqualTo("AlertTopic");
                  }
                }
                default -> {}
              }
            });
    assertThat(alarms).containsExactly("DataAgeAlarm", "ManifestAlarm", "OutageAlarm");
    assertThat(resources.at("/ManifestAlarm/Properties/Threshold").asInt()).isEqualTo(26);
    // If nobody looks any more, that is an alarm too.
    assertThat(resources.at("/ManifestAlarm/Properties/TreatMissingData").asText())
        .isEqualTo("breaching");
    JsonNode failed = resources.at("/TaskFailedRule/Properties/EventPattern/detail");
    assertThat(failed.at("/containers/exitCode/0/anything-but").toString()).isEqualTo("[0,75,99]");
    assertThat(failed.path("lastStatus").toString()).isEqualTo("[\"STOPPED\"]");
    assertThat(
            texts(
                resources.at(
                    "/AlertTopicPolicy/Properties/PolicyDocument/Statement/0/Principal/Service")))
        .containsExactly("events.amazonaws.com", "cloudwatch.amazonaws.com");
  }

  /**
   * The pattern of a metric is what a summary has; an alarm on a name that nobody sends is none.
   */
  @Test
  void alarmsAreOnMetricsThatAreSent() {
    String code = resources.at("/Watch/Properties/Code/ZipFile").asText();
    Set<String> sent = new TreeSet<>(resources.findValuesAsText("MetricName"));
    Set<String> filtered = new TreeSet<>();
    for (JsonNode resource : resources) {
      resource
          .at("/Properties/MetricTransformations")
          .forEach(metric -> filtered.add(metric.path("MetricName").asText()));
    }
    assertThat(filtered).containsExactly("Bars", "FailedReceipts", "Outages");
    sent.removeAll(filtered);
    assertThat(sent)
        .containsExactly("DataAge", "ManifestAge")
        .allMatch(name -> code.contains('"' + name + '"'));
  }

  @Test
  void theDashboardIsJson() throws Exception {
    String body = resources.at("/Dashboard/Properties/DashboardBody/Fn::Sub").asText();
    JsonNode widgets =
        new ObjectMapper().readTree(VARIABLE.matcher(body).replaceAll("x")).path("widgets");
    assertThat(widgets.findValuesAsText("type")).contains("metric", "alarm", "log");
  }

  /** Its image is that of the aggregates job, and its keys are the flat files' own. */
  @Test
  void theMarketsTaskIsTheAggregatesImageWithAnotherJobAndOtherKeys() {
    Stack stack = stack("", "");
    JsonNode market = stack.apiForm("MarketTask").at("/containerDefinitions/0");
    JsonNode aggregates = stack.apiForm("AggregatesTask").at("/containerDefinitions/0");
    for (String same :
        List.of(
            "image", "readonlyRootFilesystem", "linuxParameters", "mountPoints", "stopTimeout")) {
      assertThat(market.path(same)).as(same).isEqualTo(aggregates.path(same));
    }
    assertThat(market.path("entryPoint").toString())
        .isEqualTo("[\"sh\",\"/opt/barlake/job.sh\",\"dev.barlake.pipelines.market.WholeMarket\"]");
    assertThat(Repository.text("containers/aggregates-etl/Dockerfile"))
        .contains(
            "ENTRYPOINT [\"sh\", \"/opt/barlake/job.sh\","
                + " \"dev.barlake.pipelines.aggregates.Aggregates\"]");
    assertThat(
            Repository.text(
                "pipelines/src/main/java/dev/barlake/pipelines/market/WholeMarket.java"))
        .contains("public static void main(");
    assertThat(market.path("secrets").findValuesAsText("name"))
        .containsExactly(
            "POLYGON_AGGREGATES_API_KEY", "FLATFILES_ACCESS_KEY_ID", "FLATFILES_SECRET_ACCESS_KEY");
    assertThat(market.path("secrets").findValuesAsText("valueFrom"))
        .allMatch(from -> from.startsWith("arn:aws:ssm:"));
    assertThat(stack.apiForm("MarketTask").path("taskRoleArn"))
        .isEqualTo(stack.apiForm("AggregatesTask").path("taskRoleArn"));
  }

  /** Its key is the API's, for healing; it knows no password of the database. */
  @Test
  void theTaskThatVerifiesIsTheAggregatesImageWithAnotherJobAndOneKey() {
    Stack stack = stack("", "");
    JsonNode verify = stack.apiForm("VerifyTask").at("/containerDefinitions/0");
    JsonNode aggregates = stack.apiForm("AggregatesTask").at("/containerDefinitions/0");
    for (String same :
        List.of(
            "image", "readonlyRootFilesystem", "linuxParameters", "mountPoints", "stopTimeout")) {
      assertThat(verify.path(same)).as(same).isEqualTo(aggregates.path(same));
    }
    assertThat(verify.path("entryPoint").toString())
        .isEqualTo("[\"sh\",\"/opt/barlake/job.sh\",\"dev.barlake.pipelines.verify.Verify\"]");
    assertThat(Repository.text("pipelines/src/main/java/dev/barlake/pipelines/verify/Verify.java"))
        .contains("public static void main(");
    assertThat(verify.path("secrets").findValuesAsText("name"))
        .containsExactly("POLYGON_AGGREGATES_API_KEY");
    assertThat(stack.apiForm("VerifyTask").path("memory").asText()).isEqualTo("1024");
    assertThat(stack.apiForm("VerifyTask").path("taskRoleArn").asText()).isEqualTo("vt");
  }

  @Test
  void whoVerifiesReadsTheLakeAndWritesNoWitness() {
    JsonNode statements =
        stack("market/")
            .resolve(
                resources.at("/VerifyTaskRole/Properties/Policies/0/PolicyDocument/Statement"));
    assertThat(statements).hasSize(3);
    assertThat(statements.get(0).path("Action").asText()).isEqualTo("s3:GetObject");
    assertThat(statements.get(0).path("Resource").asText())
        .isEqualTo("arn:aws:s3:::my-bucket/market/*");
    assertThat(statements.get(1).path("Action").asText()).isEqualTo("s3:PutObject");
    assertThat(texts(statements.get(1).path("Resource")))
        .contains("arn:aws:s3:::my-bucket/market/_verify/*")
        .allMatch(arn -> arn.startsWith("arn:aws:s3:::my-bucket/market/"))
        // The tables of the whole market, and what they came from.
        .noneMatch(arn -> arn.matches(".*/market/(market|_market|_sources)?/?\\*"));
    assertThat(statements.get(2).path("Action").asText()).isEqualTo("s3:ListBucket");
    assertThat(statements.get(2).at("/Condition/StringLikeIfExists/s3:prefix").asText())
        .isEqualTo("market/*");
  }

  @Test
  void databricksMayReadTheLakeAndNothingElse() {
    JsonNode statements =
        resources.at("/UnityCatalogRole/Properties/Policies/0/PolicyDocument/Statement");
    Set<String> actions = new TreeSet<>();
    statements.forEach(statement -> actions.addAll(texts(statement.path("Action"))));
    assertThat(actions)
        .containsExactly("s3:GetBucketLocation", "s3:GetObject", "s3:ListBucket", "sts:AssumeRole");
    for (JsonNode trust :
        resources.at("/UnityCatalogRole/Properties/AssumeRolePolicyDocument/Statement")) {
      assertThat(trust.at("/Condition/StringEquals/sts:ExternalId/Ref").asText())
          .isEqualTo("UnityCatalogExternalId");
    }
  }

  @Test
  void whoReadsUnderAKeyMayUseIt() {
    assertThat(resources.at("/LakeKeyPolicy/Properties/Roles").findValuesAsText("Ref"))
        .containsExactly("AggregatesTaskRole", "VerifyTaskRole", "WatchRole");
    assertThat(resources.at("/SecretsKeyPolicy/Properties/Roles").findValuesAsText("Ref"))
        .containsExactly(
            "AggregatesExecutionRole",
            "ReferenceDataExecutionRole",
            "MarketExecutionRole",
            "VerifyExecutionRole");
    assertThat(resources.at("/UnityCatalogKeyPolicy/Properties/Roles").findValuesAsText("Ref"))
        .containsExactly("UnityCatalogRole");
  }

  @Test
  void theBucketIsVersionedEncryptedClosedAndOutlivesTheStack() {
    JsonNode bucket = resources.path("LakeBucket");
    assertThat(bucket.path("DeletionPolicy").asText()).isEqualTo("Retain");
    assertThat(bucket.at("/Properties/VersioningConfiguration/Status").asText())
        .isEqualTo("Enabled");
    assertThat(bucket.at("/Properties/BucketEncryption").findValuesAsText("SSEAlgorithm"))
        .containsExactly("aws:kms", "AES256");
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
              assertThat(action)
                  .isIn("ecr:GetAuthorizationToken", "ecs:ListTasks", "cloudwatch:PutMetricData");
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
        List.of(
            "AggregatesExecutionRole",
            "AggregatesTaskRole",
            "MarketExecutionRole",
            "ReferenceDataExecutionRole",
            "VerifyExecutionRole",
            "VerifyTaskRole")) {
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
    return stack(prefix, "");
  }

  private static Stack stack(String prefix, String names) {
    return new Stack(
        Map.ofEntries(
            Map.entry("NamePrefix", names),
            Map.entry("AlertTopic", "topic"),
            Map.entry("MarketLogs.Arn", "m"),
            Map.entry("MarketExecutionRole.Arn", "me"),
            Map.entry("VerifyLogs.Arn", "v"),
            Map.entry("VerifyExecutionRole.Arn", "ve"),
            Map.entry("VerifyTaskRole.Arn", "vt"),
            Map.entry("DatabaseHost", "db"),
            Map.entry("LakeBucket", "my-bucket"),
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
