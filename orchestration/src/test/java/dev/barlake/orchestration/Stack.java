package dev.barlake.orchestration;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.ArrayNode;
import com.fasterxml.jackson.databind.node.JsonNodeFactory;
import com.fasterxml.jackson.databind.node.ObjectNode;
import com.fasterxml.jackson.databind.node.TextNode;
import java.util.HashMap;
import java.util.Locale;
import java.util.Map;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/** The CloudFormation template, with as much of its functions as it uses. */
final class Stack {
  private static final Pattern VARIABLE = Pattern.compile("\\$\\{([^}]+)}");

  final JsonNode template = Repository.yaml("orchestration/ecs/stack.yaml");
  private final Map<String, String> values = new HashMap<>();

  /**
   * @param given values of parameters, pseudo parameters, and attributes as {@code Resource.Arn};
   *     parameters that are not given have their defaults
   */
  Stack(Map<String, String> given) {
    template
        .path("Parameters")
        .properties()
        .forEach(
            parameter -> {
              if (parameter.getValue().has("Default")) {
                values.put(parameter.getKey(), parameter.getValue().path("Default").asText());
              }
            });
    values.putAll(given);
    template
        .path("Resources")
        .properties()
        .forEach(resource -> name(resource.getKey(), resource.getValue().path("Properties")));
  }

  /** Names that the template itself gives. */
  private void name(String resource, JsonNode properties) {
    if (properties.has("LogGroupName")) {
      values.put(resource, resolve(properties.path("LogGroupName")).asText());
    }
    if (properties.has("RepositoryName")) {
      values.put(
          resource + ".RepositoryUri",
          "%s.dkr.ecr.%s.amazonaws.com/%s"
              .formatted(
                  values.get("AWS::AccountId"),
                  values.get("AWS::Region"),
                  resolve(properties.path("RepositoryName")).asText()));
    }
  }

  /** A resource's properties as the service's own API has them: in lower camel case. */
  JsonNode apiForm(String resource) {
    return lower(resolve(template.path("Resources").path(resource).path("Properties")), "");
  }

  /** Everything in a part of the template that is known by now. */
  JsonNode resolve(JsonNode node) {
    if (node.isArray()) {
      ArrayNode all = JsonNodeFactory.instance.arrayNode();
      node.forEach(part -> all.add(resolve(part)));
      return all;
    }
    if (!node.isObject()) {
      return node;
    }
    if (node.has("Ref")) {
      return TextNode.valueOf(value(node.path("Ref").asText()));
    }
    if (node.has("Fn::GetAtt")) {
      JsonNode path = node.path("Fn::GetAtt");
      return TextNode.valueOf(value(path.get(0).asText() + "." + path.get(1).asText()));
    }
    if (node.has("Fn::Sub")) {
      return TextNode.valueOf(
          VARIABLE
              .matcher(node.path("Fn::Sub").asText())
              .replaceAll(found -> Matcher.quoteReplacement(value(found.group(1)))));
    }
    ObjectNode all = JsonNodeFactory.instance.objectNode();
    node.properties().forEach(part -> all.set(part.getKey(), resolve(part.getValue())));
    return all;
  }

  private String value(String name) {
    if (!values.containsKey(name)) {
      throw new AssertionError("Nothing is known of " + name);
    }
    return values.get(name);
  }

  /** Keys of a log driver's options are its own and stay. */
  private static JsonNode lower(JsonNode node, String key) {
    if (node.isArray()) {
      ArrayNode all = JsonNodeFactory.instance.arrayNode();
      node.forEach(part -> all.add(lower(part, "")));
      return all;
    }
    if (!node.isObject()) {
      return node;
    }
    ObjectNode all = JsonNodeFactory.instance.objectNode();
    node.properties()
        .forEach(
            part ->
                all.set(
                    key.equals("Options") ? part.getKey() : lower(part.getKey()),
                    lower(part.getValue(), part.getKey())));
    return all;
  }

  private static String lower(String word) {
    return word.substring(0, 1).toLowerCase(Locale.ROOT) + word.substring(1);
  }
}
