package dev.barlake.lake;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.json.JsonMapper;
import com.fasterxml.jackson.databind.node.ObjectNode;
import dev.barlake.store.StoreException;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.time.DateTimeException;
import java.time.Instant;
import java.util.Map;
import java.util.TreeMap;

/** The watermarks of all tickers of one window as JSON, one ticker a line. */
final class WatermarkFile {
  private static final JsonMapper JSON = new JsonMapper();

  private WatermarkFile() {}

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

  /** A line that was written by hand may lack the splits: then the next run looks. */
  private static Watermark watermark(String ticker, JsonNode line) {
    String instant = line.path("watermark").asText();
    try {
      return new Watermark(Instant.parse(instant), line.path("splits").asText(Watermark.UNKNOWN));
    } catch (DateTimeException e) {
      throw new IllegalArgumentException(
          "'%s' of %s is no instant like 2024-01-31T21:00:00Z".formatted(instant, ticker), e);
    }
  }

  static Map<String, Watermark> read(byte[] bytes, String uri) {
    Map<String, Watermark> watermarks = new TreeMap<>();
    try {
      for (Map.Entry<String, JsonNode> entry : JSON.readTree(bytes).properties()) {
        watermarks.put(entry.getKey(), watermark(entry.getKey(), entry.getValue()));
      }
      return watermarks;
    } catch (IOException | RuntimeException e) {
      throw new StoreException(
          ("Cannot read the watermarks %s: %s; restore an earlier version of the file, or delete it"
                  + " to extract from --from again")
              .formatted(uri, e.getMessage()),
          e);
    }
  }
}
