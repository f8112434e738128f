package dev.barlake.pipelines.reference;

import com.sun.net.httpserver.HttpExchange;
import com.sun.net.httpserver.HttpServer;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.concurrent.ConcurrentHashMap;

/** An API whose lists have exactly the rows that are written here, however odd they are. */
final class ListServer implements AutoCloseable {
  private final HttpServer server;
  private final Map<String, List<String>> rows = new ConcurrentHashMap<>();

  ListServer() {
    try {
      server = HttpServer.create(new InetSocketAddress(InetAddress.getLoopbackAddress(), 0), 50);
    } catch (IOException e) {
      throw new UncheckedIOException("Cannot open a server of lists", e);
    }
    server.createContext("/", this::answer);
    server.start();
  }

  String url() {
    return "http://127.0.0.1:" + server.getAddress().getPort();
  }

  /** Takes the rows of a list, with {@code '} for {@code "}, in the place of those of before. */
  void serve(String list, List<String> json) {
    rows.put(list, json.stream().map(row -> row.replace('\'', '"')).toList());
  }

  /** The rows of a list as they were given, with one more, or one replaced. */
  void change(String list, int position, String json) {
    List<String> changed = new ArrayList<>(rows.get(list));
    changed.set(position, json.replace('\'', '"'));
    rows.put(list, changed);
  }

  private void answer(HttpExchange exchange) throws IOException {
    try (exchange) {
      String path = exchange.getRequestURI().getPath();
      String query = String.valueOf(exchange.getRequestURI().getQuery());
      String list = path.substring(path.lastIndexOf('/') + 1);
      boolean delisted = list.equals("tickers") && query.contains("active=false");
      List<String> served = rows.getOrDefault(delisted ? "delisted" : list, List.of());
      byte[] body =
          "{\"status\":\"OK\",\"results\":[%s]}"
              .formatted(String.join(",", served))
              .getBytes(StandardCharsets.UTF_8);
      exchange.sendResponseHeaders(200, body.length);
      exchange.getResponseBody().write(body);
    }
  }

  @Override
  public void close() {
    server.stop(0);
  }
}
