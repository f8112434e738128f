package dev.barlake.marketapi;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import java.io.ByteArrayInputStream;
import java.io.IOException;
import java.io.InputStream;
import java.net.http.HttpResponse;
import java.nio.charset.StandardCharsets;
import java.util.Optional;
import java.util.zip.GZIPInputStream;

/** One answer of the server, whole, its body still compressed. */
record Answer(HttpResponse<byte[]> response) {
  private static final ObjectMapper MAPPER = new ObjectMapper();
  private static final int TOLD = 500;
  private static final int BUFFER = 1 << 16;

  int status() {
    return response.statusCode();
  }

  Optional<String> header(String name) {
    return response.headers().firstValue(name);
  }

  /** The body, decompressed as it is read. */
  InputStream body() throws IOException {
    InputStream raw = new ByteArrayInputStream(response.body());
    boolean gzip = header("Content-Encoding").filter("gzip"::equalsIgnoreCase).isPresent();
    return gzip ? new GZIPInputStream(raw, BUFFER) : raw;
  }

  /** The first 500 characters of the body, whatever it is. */
  String text() {
    try (InputStream in = body()) {
      String text = new String(in.readNBytes(4 * TOLD), StandardCharsets.UTF_8);
      return text.substring(0, Math.min(TOLD, text.length())).replaceAll("\\s+", " ").strip();
    } catch (IOException e) {
      return "an unreadable body (%s)".formatted(e.getMessage());
    }
  }

  /** The vendor's {@code error} or {@code message}, or the raw text, which may be HTML. */
  String reason() {
    JsonNode envelope = envelope();
    String error = envelope.path("error").asText(envelope.path("message").asText(""));
    return error.isEmpty() ? text() : error.substring(0, Math.min(TOLD, error.length()));
  }

  String requestId() {
    return envelope().path("request_id").asText("");
  }

  private JsonNode envelope() {
    try (InputStream in = body()) {
      JsonNode node = MAPPER.readTree(in);
      return node == null ? MAPPER.createObjectNode() : node;
    } catch (IOException e) {
      return MAPPER.createObjectNode();
    }
  }
}
