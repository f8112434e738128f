package dev.barlake.pipelines.market;

import com.sun.net.httpserver.HttpExchange;
import com.sun.net.httpserver.HttpServer;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.nio.charset.StandardCharsets;
import java.time.LocalDate;
import java.time.LocalTime;
import java.time.ZoneId;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.ConcurrentLinkedQueue;
import java.util.concurrent.Executors;
import java.util.function.IntUnaryOperator;

/** An API of forty stocks, whose answers a test makes worse. The lies are of one date. */
final class GroupedLiar implements AutoCloseable {
  static final int TICKERS = 40;

  final ConcurrentLinkedQueue<String> requests = new ConcurrentLinkedQueue<>();

  /** The date that it lies about. */
  volatile LocalDate date = LocalDate.MIN;

  /** How many tickers the n-th answer of that date has, from 0 on. */
  volatile IntUnaryOperator tickers = n -> TICKERS;

  /** Whether high and low of that date's first bar change places. */
  volatile boolean turned;

  /** Rows of the list of splits; those of {@code T01} before 2026-11-18 are applied. */
  volatile String splits = "";

  /** What adjusted prices of T01 are multiplied by. */
  volatile double factor = 1;

  private final HttpServer server;

  GroupedLiar() {
    try {
      server =
          HttpServer.create(
              new InetSocketAddress(InetAddress.getByAddress(new byte[] {127, 0, 0, 1}), 0), 100);
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
    server.createContext("/", this::answer);
    server.setExecutor(Executors.newCachedThreadPool());
    server.start();
  }

  String url() {
    return "http://127.0.0.1:" + server.getAddress().getPort();
  }

  /** Requests since the last call whose path has this text. */
  long requests(String text) {
    return requests.stream().filter(request -> request.contains(text)).count();
  }

  private void answer(HttpExchange exchange) throws IOException {
    String url = exchange.getRequestURI().toString();
    int before = (int) requests(url);
    requests.add(url);
    String path = exchange.getRequestURI().getPath();
    String body =
        path.contains("/grouped/")
            ? grouped(
                LocalDate.parse(path.substring(path.lastIndexOf('/') + 1)),
                url.contains("adjusted=true"),
                before)
            : "{\"status\":\"OK\",\"results\":[%s]}".formatted(splits);
    byte[] bytes = body.getBytes(StandardCharsets.UTF_8);
    exchange.sendResponseHeaders(200, bytes.length);
    exchange.getResponseBody().write(bytes);
    exchange.close();
  }

  private String grouped(LocalDate day, boolean adjusted, int before) {
    boolean lies = day.equals(date);
    int count = lies ? tickers.applyAsInt(before) : TICKERS;
    List<String> bars = new ArrayList<>();
    for (int i = 0; i < count; i++) {
      double scale = adjusted && i == 1 ? factor : 1;
      double low = (10 + i) * scale;
      double high = (12 + i) * scale;
      boolean turn = lies && turned && i == 0;
      bars.add(
          "{\"T\":\"T%02d\",\"o\":%s,\"h\":%s,\"l\":%s,\"c\":%s,\"v\":%s,\"n\":3,\"t\":%d}"
              .formatted(
                  i,
                  11.0 * scale + i * scale,
                  turn ? low : high,
                  turn ? high : low,
                  11.5 * scale + i * scale,
                  100 / scale,
                  day.atTime(LocalTime.of(16, 0))
                      .atZone(ZoneId.of("America/New_York"))
                      .toInstant()
                      .toEpochMilli()));
    }
    return "{\"status\":\"OK\",\"adjusted\":%s,\"resultsCount\":%d,\"count\":%d,\"results\":[%s]}"
        .formatted(adjusted, count, count, String.join(",", bars));
  }

  @Override
  public void close() {
    server.stop(0);
  }
}
