package dev.barlake.store;

import static java.nio.charset.StandardCharsets.UTF_8;

import com.sun.net.httpserver.HttpExchange;
import com.sun.net.httpserver.HttpServer;
import dev.barlake.lake.Lake;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.util.List;
import java.util.Map;
import java.util.concurrent.ConcurrentLinkedQueue;
import org.apache.beam.sdk.io.aws2.options.S3Options;
import org.apache.beam.sdk.options.PipelineOptionsFactory;

/** An S3 that gives written answers in their order, and the last one for ever. */
final class ScriptedS3 implements AutoCloseable {
  static final Reply NO_SUCH_KEY = Reply.error(404, "NoSuchKey", "There is none.");
  static final Reply WRITTEN = Reply.of(200, "").with("ETag", "\"abc\"");

  private final HttpServer server;
  private final ConcurrentLinkedQueue<Reply> replies;
  private final ConcurrentLinkedQueue<String> requests = new ConcurrentLinkedQueue<>();

  record Reply(int status, String body, Map<String, String> headers) {
    static Reply of(int status, String body) {
      return new Reply(status, body, Map.of());
    }

    static Reply error(int status, String code, String message) {
      return of(
          status,
          "<?xml version=\"1.0\" encoding=\"UTF-8\"?>\n"
              + "<Error><Code>%s</Code><Message>%s</Message></Error>".formatted(code, message));
    }

    Reply with(String header, String value) {
      return new Reply(status, body, Map.of(header, value));
    }
  }

  ScriptedS3(Reply... script) {
    replies = new ConcurrentLinkedQueue<>(List.of(script));
    try {
      InetAddress local = InetAddress.getByAddress(new byte[] {127, 0, 0, 1});
      server = HttpServer.create(new InetSocketAddress(local, 0), 100);
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
    server.createContext("/", this::handle);
    server.start();
  }

  private void handle(HttpExchange exchange) throws IOException {
    exchange.getRequestBody().readAllBytes();
    requests.add(
        "%s %s %s"
            .formatted(
                exchange.getRequestMethod(),
                exchange.getRequestURI().getPath(),
                exchange.getRequestHeaders().getOrDefault("If-Match", List.of("-")).get(0)));
    Reply reply = replies.size() > 1 ? replies.remove() : replies.element();
    reply.headers().forEach(exchange.getResponseHeaders()::set);
    byte[] body = reply.body().getBytes(UTF_8);
    exchange.sendResponseHeaders(reply.status(), body.length == 0 ? -1 : body.length);
    exchange.getResponseBody().write(body);
    exchange.close();
  }

  int port() {
    return server.getAddress().getPort();
  }

  /** Method, path and {@code If-Match} of each request; a dash for no such condition. */
  List<String> requests() {
    return List.copyOf(requests);
  }

  S3Options options() {
    return PipelineOptionsFactory.fromArgs(
            "--awsRegion=us-east-1", "--endpoint=http://127.0.0.1:" + port())
        .as(S3Options.class);
  }

  Lake lake(FakeTime time) {
    return new Lake(store(), time.timing());
  }

  S3Store store() {
    return new S3Store(
        S3Clients.of(options(), "s3://b", java.time.Clock.systemUTC()), "b", "lake/");
  }

  @Override
  public void close() {
    server.stop(0);
  }
}
