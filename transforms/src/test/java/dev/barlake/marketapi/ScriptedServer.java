package dev.barlake.marketapi;

import com.sun.net.httpserver.HttpExchange;
import com.sun.net.httpserver.HttpServer;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.URI;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.ConcurrentLinkedQueue;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.function.Function;
import java.util.zip.GZIPOutputStream;

/** A server that gives written answers in their order, the last one for ever; or computed ones. */
final class ScriptedServer implements AutoCloseable {
  static final String KEY = "test-key-0123456789/abc=";

  private final HttpServer server;
  private final ExecutorService threads = Executors.newCachedThreadPool();
  private final ConcurrentLinkedQueue<Reply> replies = new ConcurrentLinkedQueue<>();
  private final Function<String, Reply> computed;
  private final ConcurrentLinkedQueue<Request> requests = new ConcurrentLinkedQueue<>();

  private volatile CountDownLatch gate = new CountDownLatch(0);

  record Request(String url, Optional<String> authorization, Optional<String> acceptEncoding) {}

  @SuppressWarnings("ArrayRecordComponent") // Never compared.
  record Reply(int status, byte[] body, Map<String, String> headers) {
    static Reply of(int status, String body) {
      return new Reply(status, body.getBytes(StandardCharsets.UTF_8), Map.of());
    }

    static Reply json(String body) {
      return of(200, body);
    }

    static Reply gzip(String body) {
      return new Reply(200, compressed(body), Map.of("Content-Encoding", "gzip"));
    }

    Reply with(String header, String value) {
      return new Reply(status, body, Map.of(header, value));
    }
  }

  ScriptedServer(Reply... script) {
    this(null, script);
  }

  /** A server that computes its answers from path and query. */
  ScriptedServer(Function<String, Reply> computed) {
    this(computed, new Reply[0]);
  }

  private ScriptedServer(Function<String, Reply> computed, Reply... script) {
    this.computed = computed;
    System.setProperty("sun.net.httpserver.nodelay", "true");
    replies.addAll(List.of(script));
    try {
      InetAddress local = InetAddress.getByAddress(new byte[] {127, 0, 0, 1});
      server = HttpServer.create(new InetSocketAddress(local, 0), 100);
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
    server.createContext("/", this::handle);
    server.setExecutor(threads);
    server.start();
  }

  static byte[] compressed(String body) {
    ByteArrayOutputStream bytes = new ByteArrayOutputStream();
    try (GZIPOutputStream gzip = new GZIPOutputStream(bytes)) {
      gzip.write(body.getBytes(StandardCharsets.UTF_8));
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
    return bytes.toByteArray();
  }

  private void handle(HttpExchange exchange) throws IOException {
    try (exchange) {
      requests.add(
          new Request(
              exchange.getRequestURI().toString(),
              Optional.ofNullable(exchange.getRequestHeaders().getFirst("Authorization")),
              Optional.ofNullable(exchange.getRequestHeaders().getFirst("Accept-Encoding"))));
      awaitRelease();
      Reply reply =
          computed == null ? reply() : computed.apply(exchange.getRequestURI().toString());
      reply.headers().forEach(exchange.getResponseHeaders()::set);
      exchange.sendResponseHeaders(
          reply.status(), reply.body().length == 0 ? -1 : reply.body().length);
      exchange.getResponseBody().write(reply.body());
    }
  }

  private synchronized Reply reply() {
    return replies.size() > 1 ? replies.remove() : replies.element();
  }

  private void awaitRelease() throws IOException {
    try {
      gate.await();
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
      throw new IOException(e);
    }
  }

  /** Answers nothing until {@link #release}. */
  void hold() {
    gate = new CountDownLatch(1);
  }

  void release() {
    gate.countDown();
  }

  void then(Reply reply) {
    replies.add(reply);
  }

  List<String> urls() {
    return requests.stream().map(Request::url).toList();
  }

  List<Request> requests() {
    return List.copyOf(requests);
  }

  URI uri(String path) {
    return URI.create("http://127.0.0.1:" + server.getAddress().getPort() + path);
  }

  /** With time that passes only by sleeping. */
  MarketApi api(FakeTime time) {
    return api(time, 1_000);
  }

  MarketApi api(FakeTime time, int requestsPerMinute) {
    return new MarketApi(
        new MarketApiConfig(uri(""), requestsPerMinute, Duration.ofSeconds(20)),
        KEY,
        time.timing());
  }

  MarketApi api() {
    return api(new FakeTime());
  }

  @Override
  public void close() {
    server.stop(0);
    threads.shutdownNow();
  }
}
