package dev.barlake.marketapi;

import com.fasterxml.jackson.core.JsonFactory;
import com.fasterxml.jackson.core.JsonParser;
import com.fasterxml.jackson.core.JsonToken;
import java.io.ByteArrayInputStream;
import java.io.IOException;
import java.io.InputStream;
import java.net.http.HttpResponse;
import java.nio.charset.StandardCharsets;
import java.util.Optional;
import java.util.zip.GZIPInputStream;

/** One answer of the server, whole, its body still compressed. */
record Answer(HttpResponse<byte[]> response) {
  private static final JsonFactory JSON = new JsonFactory();
  private static final int BUFFER = 1 << 16;

  /** The most bytes of a body after decompression; honest ones have a tenth. */
  static final long MOST_BYTES = 64L << 20;

  int status() {
    return response.statusCode();
  }

  Optional<String> header(String name) {
    return response.headers().firstValue(name);
  }

  /** Whether a proxy refused to lead to the server; the JDK's client then gives no body at all. */
  boolean isOfProxy() {
    return response.body() == null;
  }

  /** The length of the body as it came. */
  int size() {
    return bytes().length;
  }

  private byte[] bytes() {
    return isOfProxy() ? new byte[0] : response.body();
  }

  /** The body, decompressed as it is read, up to {@link #MOST_BYTES}. */
  RecentBytes body() throws IOException {
    InputStream raw = new ByteArrayInputStream(bytes());
    boolean gzip = header("Content-Encoding").filter("gzip"::equalsIgnoreCase).isPresent();
    return new RecentBytes(gzip ? new GZIPInputStream(raw, BUFFER) : raw, MOST_BYTES);
  }

  /** The beginning of the body, whatever it is; long enough to take keys out of it and then cut. */
  String text() {
    try (InputStream in = body()) {
      return new String(in.readNBytes(BUFFER), StandardCharsets.UTF_8);
    } catch (IOException e) {
      return "an unreadable body (%s)".formatted(e);
    }
  }

  /** The vendor's {@code error} or {@code message}, or the raw text, which may be HTML. */
  String reason() {
    return field("error").or(() -> field("message")).orElseGet(this::text);
  }

  /** Empty if the vendor gave none. */
  String requestId() {
    return field("request_id").orElse("");
  }

  /** A text of the envelope, which may be torn; the rest, perhaps thousands of bars, is skipped. */
  private Optional<String> field(String wanted) {
    try (InputStream in = body();
        JsonParser json = JSON.createParser(in)) {
      if (json.nextToken() != JsonToken.START_OBJECT) {
        return Optional.empty();
      }
      while (json.nextToken() == JsonToken.FIELD_NAME) {
        String name = json.currentName();
        JsonToken value = json.nextToken();
        if (name.equals(wanted) && value == JsonToken.VALUE_STRING && json.getTextLength() > 0) {
          return Optional.of(json.getText());
        }
        json.skipChildren();
      }
      return Optional.empty();
    } catch (IOException e) {
      return Optional.empty();
    }
  }
}
