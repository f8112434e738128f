package dev.barlake.orchestration;

import com.fasterxml.jackson.databind.JsonNode;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;

/**
 * A job as ECS would start it, in a process of this machine: the real main class with the rendered
 * flags, and of the environment only what its task definition names.
 *
 * @param definition the task definition, in the form of the API
 * @param main the job's main class
 * @param values for the names that the definition has
 * @param role what the task's role would bring
 */
record Container(
    JsonNode definition, Class<?> main, Map<String, String> values, Map<String, String> role) {

  /**
   * Runs the job on this test's own class path.
   *
   * @param more flags that make it meet the local stack
   */
  Tool.Outcome run(List<String> flags, String... more) {
    List<String> command = new ArrayList<>();
    command.add(Path.of(System.getProperty("java.home"), "bin", "java").toString());
    command.addAll(List.of("-Xmx256m", "-XX:+UseSerialGC", "-XX:TieredStopAtLevel=1"));
    command.addAll(List.of("-cp", System.getProperty("java.class.path"), main.getName()));
    command.addAll(flags);
    command.addAll(List.of(more));
    return Tool.run(command, "", environment());
  }

  private Map<String, String> environment() {
    Map<String, String> environment = new TreeMap<>(role);
    JsonNode container = definition.at("/containerDefinitions/0");
    for (String kind : List.of("environment", "secrets")) {
      for (JsonNode variable : container.path(kind)) {
        String name = variable.path("name").asText();
        if (!values.containsKey(name)) {
          throw new AssertionError(
              "%s has a %s that no test gives".formatted(definition.path("family").asText(), name));
        }
        environment.put(name, values.get(name));
      }
    }
    return environment;
  }
}
