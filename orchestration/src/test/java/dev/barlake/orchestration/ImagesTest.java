package dev.barlake.orchestration;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import java.lang.reflect.Method;
import java.util.List;
import java.util.Set;
import java.util.TreeSet;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** What can be seen of the images without docker; containers/prove.sh builds and runs them. */
class ImagesTest {
  @ParameterizedTest
  @ValueSource(strings = {"aggregates-etl", "reference-data-etl", "local-stack"})
  void itRunsAsNobodyInParticularAndWritesToItsScratchOnly(String image) {
    assertThat(lines(image))
        .contains("USER 10001:10001", "VOLUME [\"/tmp\"]")
        // BuildKit would fetch a front end by it, which needs a registry.
        .noneMatch(line -> line.startsWith("# syntax"));
  }

  @ParameterizedTest
  @ValueSource(strings = {"aggregates-etl", "reference-data-etl", "local-stack"})
  void itsMainClassIsThere(String image) throws ReflectiveOperationException {
    String entrypoint =
        lines(image).stream().filter(line -> line.startsWith("ENTRYPOINT [")).findFirst().get();
    Matcher main = Pattern.compile("\"(dev\\.barlake\\.[\\w.]+)\"").matcher(entrypoint);
    assertThat(main.find()).as(entrypoint).isTrue();
    Method method = Class.forName(main.group(1)).getMethod("main", String[].class);
    assertThat(method.getReturnType()).isEqualTo(void.class);
  }

  @ParameterizedTest
  @ValueSource(strings = {"aggregates-etl", "reference-data-etl", "local-stack"})
  void whatIsCopiedIsNotIgnored(String image) {
    Set<String> sent = new TreeSet<>();
    for (String line : Repository.text(".dockerignore").lines().toList()) {
      if (line.startsWith("!")) {
        sent.add(line.substring(1));
      }
    }
    for (String line : lines(image)) {
      if (line.startsWith("COPY ") && !line.startsWith("COPY --from=")) {
        List<String> words = List.of(line.split(" "));
        for (String source : words.subList(1, words.size() - 1)) {
          assertThat(sent).anyMatch(path -> source.equals(path) || source.startsWith(path + "/"));
        }
      }
    }
    assertThat(lines(image)).anyMatch(line -> line.startsWith("COPY "));
  }

  /** Two files, so that each image has its folder; they must not drift apart. */
  @Test
  void theJobsImagesDifferInNamesOnly() {
    String reference =
        Repository.text("containers/reference-data-etl/Dockerfile")
            .replace("reference-data-etl", "aggregates-etl")
            .replace("reference.Reference", "aggregates.Aggregates");
    assertThat(reference.lines().filter(line -> !line.contains("image.description")))
        .containsExactlyElementsOf(
            lines("aggregates-etl").stream()
                .filter(line -> !line.contains("image.description"))
                .toList());
  }

  @ParameterizedTest
  @ValueSource(strings = {"aggregates-etl", "reference-data-etl"})
  void composeStartsItAsEcsDoes(String image) {
    JsonNode service = Repository.yaml("containers/compose.yaml").path("services").path(image);
    JsonNode definition = Repository.json("orchestration/ecs/" + image + ".json");
    JsonNode container = definition.at("/containerDefinitions/0");

    Set<String> names = new TreeSet<>(container.path("environment").findValuesAsText("name"));
    names.addAll(container.path("secrets").findValuesAsText("name"));
    if (definition.has("taskRoleArn")) {
      names.addAll(Set.of("AWS_ACCESS_KEY_ID", "AWS_SECRET_ACCESS_KEY"));
    }
    Set<String> given = new TreeSet<>();
    service.path("environment").fieldNames().forEachRemaining(given::add);

    assertThat(given).isEqualTo(names);
    assertThat(service.path("read_only").asBoolean()).isTrue();
    assertThat(service.path("cap_drop").toString()).isEqualTo("[\"ALL\"]");
    assertThat(service.path("mem_limit").asText())
        .isEqualTo(definition.path("memory").asText() + "m");
  }

  private static List<String> lines(String image) {
    return Repository.text("containers/" + image + "/Dockerfile").lines().toList();
  }
}
