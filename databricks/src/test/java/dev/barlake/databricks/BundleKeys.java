package dev.barlake.databricks;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.ArrayNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import java.io.IOException;
import java.io.InputStream;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import java.util.regex.Pattern;

/** The keys of {@code bundle-keys.txt}: which there are, and what may stand there. */
final class BundleKeys {
  /** Type by the pattern of a path such as {@code targets.dev.mode}. */
  private final Map<String, String> types = new TreeMap<>();

  static BundleKeys read() {
    BundleKeys keys = new BundleKeys();
    try (InputStream in = BundleKeys.class.getResourceAsStream("/bundle-keys.txt")) {
      new String(in.readAllBytes(), StandardCharsets.UTF_8)
          .lines()
          .filter(line -> !line.isBlank() && !line.startsWith("#"))
          .map(line -> line.split(" +"))
          .forEach(words -> keys.types.put(words[0], words[1]));
    } catch (IOException e) {
      throw new UncheckedIOException("Cannot read bundle-keys.txt", e);
    }
    return keys;
  }

  /** One sentence for each key that is unknown. */
  List<String> unknown(String file, JsonNode tree) {
    List<String> faults = new ArrayList<>();
    leaves(
        "",
        tree,
        (path, value) -> {
          if (type(path) == null && !(isEmpty(value) && begins(path))) {
            // A list may stand in one variable.
            if (!(isReference(value) && begins(path))) {
              faults.add("%s: unknown key %s".formatted(file, path));
            }
          }
        });
    return faults;
  }

  /** One sentence for each value, references replaced, that is not of its key's type. */
  List<String> wronglyTyped(String target, JsonNode resources) {
    List<String> faults = new ArrayList<>();
    leaves(
        "resources",
        resources,
        (path, value) -> {
          String type = type(path);
          if (type != null && !fits(type, value)) {
            faults.add("Target %s: %s is %s, not %s".formatted(target, path, value, type));
          }
        });
    return faults;
  }

  private static boolean fits(String type, JsonNode value) {
    return switch (type) {
      case "any" -> true;
      case "text" -> value.isTextual();
      case "number" -> value.isIntegralNumber();
      case "flag" -> value.isBoolean();
      default -> List.of(type.split("\\|")).contains(value.asText());
    };
  }

  private String type(String path) {
    return types.entrySet().stream()
        .filter(entry -> pattern(entry.getKey()).matcher(path).matches())
        .map(Map.Entry::getValue)
        .findFirst()
        .orElse(null);
  }

  private boolean begins(String path) {
    return types.keySet().stream()
        .filter(key -> key.contains("[]"))
        .map(key -> key.substring(0, key.lastIndexOf("[]") + 2))
        .anyMatch(list -> pattern(list).matcher(path + "[]").matches());
  }

  private static Pattern pattern(String key) {
    return Pattern.compile(key.replace(".", "\\.").replace("*", "[a-z_]+").replace("[]", "\\[]"));
  }

  private static boolean isEmpty(JsonNode value) {
    return value.isContainerNode() && value.isEmpty();
  }

  private static boolean isReference(JsonNode value) {
    return value.isTextual() && Bundle.REFERENCE.matcher(value.asText()).matches();
  }

  private interface Visitor {
    void leaf(String path, JsonNode value);
  }

  /** Values that hold no others; a variable's own value counts as one, whatever it is. */
  private static void leaves(String path, JsonNode node, Visitor visitor) {
    if (node.isEmpty()
        || path.matches("(variables\\.\\w+\\.default|targets\\.\\w+\\.variables\\.\\w+)")) {
      visitor.leaf(path, node);
    } else if (node instanceof ObjectNode object) {
      String prefix = path.isEmpty() ? "" : path + ".";
      object.properties().forEach(e -> leaves(prefix + e.getKey(), e.getValue(), visitor));
    } else if (node instanceof ArrayNode array) {
      array.forEach(element -> leaves(path + "[]", element, visitor));
    }
  }
}
