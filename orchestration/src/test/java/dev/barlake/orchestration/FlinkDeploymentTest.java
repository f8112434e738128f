package dev.barlake.orchestration;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.dataformat.yaml.YAMLMapper;
import java.io.IOException;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

/** The cluster and the job of {@code flink/market.yaml} fit each other and this program. */
class FlinkDeploymentTest {
  private static final String FILE = "orchestration/flink/market.yaml";

  private JsonNode cluster;
  private JsonNode container;
  private Map<String, String> flags;

  @BeforeEach
  void read() throws IOException {
    YAMLMapper yaml = new YAMLMapper();
    List<JsonNode> documents =
        yaml.readerFor(JsonNode.class)
            .<JsonNode>readValues(Repository.ROOT.resolve(FILE).toFile())
            .readAll();
    cluster = documents.get(0).path("spec");
    container = documents.get(1).at("/spec/template/spec/containers/0");
    flags = new TreeMap<>();
    for (JsonNode flag : container.path("args")) {
      String[] parts = flag.asText().substring(2).split("=", 2);
      flags.put(parts[0], parts[1]);
    }
  }

  @Test
  void theBudgetIsDividedByTheTaskManagersThatThereAre() {
    int replicas = cluster.at("/taskManager/replicas").asInt();
    int slots = cluster.at("/flinkConfiguration/taskmanager.numberOfTaskSlots").asInt();

    assertThat(flags).containsEntry("workerProcesses", Integer.toString(replicas));
    assertThat(flags).containsEntry("parallelism", Integer.toString(replicas * slots));
  }

  @Test
  void theClusterIsOfTheFlinkThatTheJobIsBuiltWith() {
    String line =
        Repository.text("pom.xml").replaceAll("(?s).*<flink.line>(.*?)</flink.line>.*", "$1");

    assertThat(cluster.path("image").asText()).isEqualTo("flink:" + line + "-java17");
    assertThat(cluster.path("flinkVersion").asText()).isEqualTo("v" + line.replace('.', '_'));
  }

  @Test
  void workersAndLauncherTakeTheSameSecretsByReference() {
    JsonNode workers = cluster.at("/taskManager/podTemplate/spec/containers/0");

    assertThat(workers.path("name").asText()).isEqualTo("flink-main-container");
    assertThat(workers.path("env")).isEqualTo(container.path("env"));
    assertThat(container.path("env").findValuesAsText("name"))
        .contains("FLATFILES_SECRET_ACCESS_KEY", "AWS_SECRET_ACCESS_KEY");
    for (JsonNode variable : container.path("env")) {
      assertThat(variable.has("value")).as(variable.toString()).isFalse();
      assertThat(variable.at("/valueFrom/secretKeyRef/key").isTextual()).isTrue();
    }
    assertThat(cluster.at("/jobManager/podTemplate").isMissingNode()).isTrue();
  }

  @Test
  void theJobTakesTheFlags() {
    List<String> command = new ArrayList<>();
    command.add(Path.of(System.getProperty("java.home"), "bin", "java").toString());
    command.addAll(List.of("-Xmx256m", "-cp", System.getProperty("java.class.path")));
    command.add(container.path("command").get(2).asText());
    container.path("args").forEach(flag -> command.add(flag.asText()));
    command.add("--to=2021-01-03");
    Map<String, String> environment = new TreeMap<>();
    container.path("env").findValuesAsText("name").forEach(name -> environment.put(name, "x"));

    Tool.Outcome outcome = Tool.run(command, "", environment);

    // All mistakes are reported at once, and the one that was made here is the only one.
    assertThat(outcome.code()).isEqualTo(2);
    assertThat(outcome.err()).contains("--to=2021-01-03 is before --from=2021-01-04");
    assertThat(outcome.err().lines().filter(line -> line.contains("--"))).hasSize(1);
  }
}
