package dev.barlake.lake;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.json.JsonMapper;
import com.fasterxml.jackson.databind.node.ObjectNode;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.time.Instant;
import java.util.Map;
import java.util.TreeMap;

/** The watermarks of all tickers of one window as JSON, one ticker a line. */
final class Watermarks {
  private static final JsonMapper JSON = new JsonMapper();

  private Watermarks() {}

  static byte[] write(Map<String, Watermark> watermarks) {
    StringBuilder json = new StringBuilder("{");
    String separator = "\n";
    for (Map.Entry<String, Watermark> entry : new TreeMap<>(watermarks).entrySet()) {
      ObjectNode watermark = JSON.createObjectNode();
      watermark.put("watermark", entry.getValue().watermark().toString());
      watermark.put("splits", entry.getValue().splits());
      json.append(separator)
          .append(JSON.getNodeFactory().textNode(entry.getKey()))
          .append(':')
          .append(watermark);
      separator = ",\n";
    }
    return json.append("\n}\n").toString().getBytes(StandardCharsets.UTF_8);
  }

  static Map<String, Watermark> read(byte[] bytes, String uri) {
    Map<String, Watermark> watermarks = new TreeMap<>();
    try {
      for (Map.Entry<String, JsonNode> entry : JSON.readTree(bytes).properties()) {
        watermarks.put(
            entry.getKey(),
            new Watermark(
                Instant.parse(entry.getValue().required("watermark").asText()),
                entry.getValue().required("splits").asText()));
      }
      return watermarks;
    } catch (IOException | RuntimeException e) {
      throw new LakeException(
          ("Cannot read the watermarks %s: %s; restore an earlier version of the file, or delete it"
                  + " to extract from --from again")
              .formatted(uri, e.getMessage()),
          e);
    }
  }
}
