package dev.barlake.databricks;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.ArrayNode;
import com.fasterxml.jackson.databind.node.IntNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import com.fasterxml.jackson.databind.node.TextNode;
import com.fasterxml.jackson.dataformat.yaml.YAMLMapper;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Map;
import java.util.TreeMap;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import java.util.stream.Stream;

/** The bundle's files, and what a target makes of them, by the rules of the Databricks CLI. */
final class Bundle {
  /** The module's directory; surefire starts tests there. */
  static final Path ROOT = Path.of("").toAbsolutePath();

  static final String MAIN_FILE = "databricks.yml";

  static final Pattern REFERENCE = Pattern.compile("\\$\\{([^}]*)}");

  private static final int DEEPEST_REFERENCE = 10;

  /** By their path below {@link #ROOT}. */
  final Map<String, ObjectNode> files = new TreeMap<>();

  private Bundle() {}

  static Bundle read() {
    Bundle bundle = new Bundle();
    bundle.files.put(MAIN_FILE, yaml(ROOT.resolve(MAIN_FILE)));
    try (Stream<Path> resources = Files.list(ROOT.resolve("resources"))) {
      resources.forEach(file -> bundle.files.put(ROOT.relativize(file).toString(), yaml(file)));
    } catch (IOException e) {
      throw new UncheckedIOException("Cannot list the bundle's resources", e);
    }
    return bundle;
  }

  private static ObjectNode yaml(Path file) {
    try {
      return (ObjectNode) new YAMLMapper().readTree(file.toFile());
    } catch (IOException e) {
      throw new UncheckedIOException("Cannot read " + file, e);
    }
  }

  ObjectNode main() {
    return files.get(MAIN_FILE);
  }

  JsonNode variables() {
    return main().path("variables");
  }

  /**
   * What is deployed to a target: all files and the target's own part as one, references replaced.
   *
   * @param given values of variables, as a person would give them at the command line
   * @throws IllegalStateException when a reference leads nowhere or a variable has no value
   */
  ObjectNode target(String name, Map<String, String> given) {
    ObjectNode all = main().objectNode();
    files.values().forEach(file -> merge(all, file));
    JsonNode target = all.path("targets").path(name);
    all.remove("targets");
    ObjectNode values = all.putObject("var");
    variables()
        .properties()
        .forEach(
            variable -> {
              JsonNode value = target.path("variables").path(variable.getKey());
              if (given.containsKey(variable.getKey())) {
                value = TextNode.valueOf(given.get(variable.getKey()));
              }
              if (value.isMissingNode()) {
                value = variable.getValue().path("default");
              }
              if (value.isMissingNode()) {
                throw new IllegalStateException(
                    "Target %s: no value for variable %s".formatted(name, variable.getKey()));
              }
              values.set(variable.getKey(), value);
            });
    all.remove("variables");
    ObjectNode own = target.deepCopy();
    own.remove("variables");
    merge(all, own);
    ((ObjectNode) all.path("bundle")).put("target", name);
    all.withObject("/workspace/current_user").put("short_name", "someone");
    return (ObjectNode) resolve(all, all, name);
  }

  private static void merge(ObjectNode into, JsonNode from) {
    from.properties()
        .forEach(
            entry -> {
              if (into.path(entry.getKey()) instanceof ObjectNode old
                  && entry.getValue().isObject()) {
                merge(old, entry.getValue());
              } else {
                into.set(entry.getKey(), entry.getValue().deepCopy());
              }
            });
  }

  private static JsonNode resolve(JsonNode node, JsonNode all, String target) {
    if (node instanceof ObjectNode object) {
      ObjectNode resolved = object.objectNode();
      object
          .properties()
          .forEach(e -> resolved.set(e.getKey(), resolve(e.getValue(), all, target)));
      return resolved;
    }
    if (node instanceof ArrayNode array) {
      ArrayNode resolved = array.arrayNode();
      array.forEach(element -> resolved.add(resolve(element, all, target)));
      return resolved;
    }
    JsonNode value = node;
    for (int depth = 0; value.isTextual() && REFERENCE.matcher(value.asText()).find(); depth++) {
      if (depth == DEEPEST_REFERENCE) {
        throw new IllegalStateException("Target %s: %s has no end".formatted(target, node));
      }
      value = replace(value.asText(), all, target);
    }
    return value;
  }

  /** A text that is one reference becomes what it leads to, which may be a number or a list. */
  private static JsonNode replace(String text, JsonNode all, String target) {
    Matcher reference = REFERENCE.matcher(text);
    if (reference.matches()) {
      return follow(reference.group(1), all, target);
    }
    return TextNode.valueOf(
        reference
            .reset()
            .replaceAll(
                match -> Matcher.quoteReplacement(follow(match.group(1), all, target).asText())));
  }

  private static JsonNode follow(String path, JsonNode all, String target) {
    JsonNode found = all.at("/" + path.replace('.', '/'));
    if (path.matches("resources\\.\\w+\\.\\w+\\.id")
        && !all.at("/" + path.replace('.', '/').replaceFirst("/id$", "")).isMissingNode()) {
      // The workspace gives it at the deployment.
      return IntNode.valueOf(1);
    }
    if (found.isMissingNode()) {
      throw new IllegalStateException("Target %s: ${%s} leads nowhere".formatted(target, path));
    }
    return found;
  }
}
