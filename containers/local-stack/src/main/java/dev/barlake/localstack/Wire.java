package dev.barlake.localstack;

import com.sun.net.httpserver.HttpExchange;
import java.io.BufferedOutputStream;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.OutputStream;
import java.nio.charset.StandardCharsets;
import java.util.zip.Deflater;
import java.util.zip.GZIPOutputStream;

/** Bytes of an answer on their way to the client. */
final class Wire {
  static final String JSON = "application/json";

  private Wire() {}

  static void send(HttpExchange exchange, int status, String type, byte[] body) throws IOException {
    exchange.getResponseHeaders().set("Content-Type", type);
    exchange.sendResponseHeaders(status, body.length);
    exchange.getResponseBody().write(body);
    exchange.getResponseBody().close();
  }

  /**
   * Sends the head of a 200 and the first {@code bytes} of the body; the connection stays open for
   * the rest.
   *
   * @param body as {@link #encoded} gave it
   */
  static void begin(HttpExchange exchange, byte[] body, int bytes) throws IOException {
    exchange.getResponseHeaders().set("Content-Type", JSON);
    exchange.sendResponseHeaders(200, body.length);
    exchange.getResponseBody().write(body, 0, bytes);
    exchange.getResponseBody().flush();
  }

  /** The body as the client accepts it, with the header that says so. */
  static byte[] encoded(HttpExchange exchange, byte[] plain) throws IOException {
    if (!isGzip(exchange)) {
      return plain;
    }
    exchange.getResponseHeaders().set("Content-Encoding", "gzip");
    ByteArrayOutputStream bytes = new ByteArrayOutputStream(plain.length / 3 + 64);
    try (OutputStream out = gzip(bytes)) {
      out.write(plain);
    }
    return bytes.toByteArray();
  }

  /** Whether a page has a bar or row that could be repeated. */
  static boolean hasResults(byte[] page) {
    return new String(page, StandardCharsets.ISO_8859_1).contains("\"results\":[{");
  }

  /**
   * Sends a page with its results again and again until there are {@code count}. Nothing of it is
   * held in memory as a whole.
   */
  static void repeat(HttpExchange exchange, byte[] page, int count) throws IOException {
    String text = new String(page, StandardCharsets.ISO_8859_1);
    int from = text.indexOf("\"results\":[") + "\"results\":[".length();
    int to = text.lastIndexOf("]");
    String[] rows = text.substring(from, to).split("(?<=\\}),(?=\\{)", -1);
    boolean gzip = isGzip(exchange);
    exchange.getResponseHeaders().set("Content-Type", JSON);
    if (gzip) {
      exchange.getResponseHeaders().set("Content-Encoding", "gzip");
    }
    exchange.sendResponseHeaders(200, 0);
    OutputStream body = new BufferedOutputStream(exchange.getResponseBody(), 1 << 16);
    try (OutputStream out = gzip ? gzip(body) : body) {
      write(out, text.substring(0, from));
      for (int i = 0; i < count; i++) {
        write(out, (i == 0 ? "" : ",") + rows[i % rows.length]);
      }
      write(out, text.substring(to));
    }
  }

  private static void write(OutputStream out, String text) throws IOException {
    out.write(text.getBytes(StandardCharsets.ISO_8859_1));
  }

  private static boolean isGzip(HttpExchange exchange) {
    String accepted = exchange.getRequestHeaders().getFirst("Accept-Encoding");
    return accepted != null && accepted.contains("gzip");
  }

  private static OutputStream gzip(OutputStream out) throws IOException {
    return new GZIPOutputStream(out, 1 << 15) {
      {
        def.setLevel(Deflater.BEST_SPEED);
      }
    };
  }
}
