package dev.barlake.pipelines;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import java.io.FileNotFoundException;
import java.io.IOException;
import java.io.InputStream;
import java.io.UncheckedIOException;
import java.nio.channels.Channels;
import java.time.DateTimeException;
import java.time.Instant;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import org.apache.beam.sdk.io.FileSystems;

/**
 * The file of {@code --watermarks}: a JSON object of a ticker each, with an instant or, as the lake
 * keeps it, an object that has one under {@code watermark}.
 */
final class Watermarks {
  private Watermarks() {}

  /**
   * Reads a path or URI that Beam's file systems know.
   *
   * @param mayBeMissing whether tickers have another start: the first run on a lake has no file
   */
  static Map<String, Instant> read(String uri, boolean mayBeMissing) {
    try (InputStream in =
        Channels.newInputStream(FileSystems.open(FileSystems.matchNewResource(uri, false)))) {
      return parse(new ObjectMapper().readTree(in), uri);
    } catch (FileNotFoundException e) {
      if (mayBeMissing) {
        return Map.of();
      }
      throw new BadOptionsException(
          List.of(
              "--watermarks=%s does not exist; for the first run on a lake give --from as well"
                  .formatted(uri)));
    } catch (IOException e) {
      throw new UncheckedIOException("Cannot read the watermarks in " + uri, e);
    }
  }

  private static Map<String, Instant> parse(JsonNode root, String uri) {
    if (root == null || !root.isObject()) {
      throw new BadOptionsException(
          List.of("--watermarks=%s is no JSON object of tickers and instants".formatted(uri)));
    }
    List<String> mistakes = new ArrayList<>();
    Map<String, Instant> watermarks = new HashMap<>();
    root.properties()
        .forEach(
            field -> {
              JsonNode value = field.getValue();
              String text = (value.isObject() ? value.path("watermark") : value).asText();
              try {
                watermarks.put(field.getKey(), Instant.parse(text));
              } catch (DateTimeException e) {
                mistakes.add(
                    "--watermarks=%s: '%s' of %s is no instant like 2024-01-31T21:00:00Z"
                        .formatted(uri, text, field.getKey()));
              }
            });
    if (!mistakes.isEmpty()) {
      throw new BadOptionsException(mistakes);
    }
    return watermarks;
  }
}
