package dev.barlake.bench;

import com.sun.net.httpserver.HttpExchange;
import com.sun.net.httpserver.HttpServer;
import java.io.IOException;
import java.io.OutputStream;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.nio.charset.StandardCharsets;
import java.util.Queue;
import java.util.concurrent.ConcurrentLinkedQueue;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.ScheduledExecutorService;
import java.util.concurrent.TimeUnit;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import java.util.stream.Collectors;

/**
 * A process that answers like the API, from memory, so that its CPU is not counted. An answer that
 * waits for its latency holds no thread. Ends when its standard input does.
 */
final class PageServer {
  private static final Pattern AGGREGATES =
      Pattern.compile("/v2/aggs/ticker/([^/]+)/range/(\\d+)/minute/(\\d+)/(\\d+)");
  private static final int THREADS = 2;

  private final BarPages pages = new BarPages();
  private final Queue<Long> arrivals = new ConcurrentLinkedQueue<>();
  private final ScheduledExecutorService later = Executors.newScheduledThreadPool(THREADS);
  private final int latencyMillis;

  private PageServer(int latencyMillis) {
    this.latencyMillis = latencyMillis;
  }

  /** The argument is the latency in ms. Tells its port on standard output. */
  public static void main(String[] args) throws IOException {
    System.setProperty("sun.net.httpserver.nodelay", "true");
    PageServer pages = new PageServer(Integer.parseInt(args[0]));
    HttpServer server =
        HttpServer.create(new InetSocketAddress(InetAddress.getLoopbackAddress(), 0), 100);
    ExecutorService threads = Executors.newFixedThreadPool(THREADS);
    server.setExecutor(threads);
    server.createContext("/v2/aggs/", pages::aggregates);
    server.createContext(
        "/stocks/v1/splits",
        exchange -> pages.answer(exchange, "{\"status\":\"OK\",\"results\":[]}"));
    server.createContext("/arrivals", pages::arrivals);
    server.start();
    System.out.println(server.getAddress().getPort());
    System.in.transferTo(OutputStream.nullOutputStream());
    System.exit(0);
  }

  private void aggregates(HttpExchange exchange) throws IOException {
    arrivals.add(System.currentTimeMillis());
    if (latencyMillis == 0) {
      page(exchange);
    } else {
      var unused = later.schedule(() -> page(exchange), latencyMillis, TimeUnit.MILLISECONDS);
    }
  }

  private void page(HttpExchange exchange) {
    Matcher path = AGGREGATES.matcher(exchange.getRequestURI().getPath());
    try (exchange) {
      if (!path.matches()) {
        exchange.sendResponseHeaders(404, -1);
        return;
      }
      BarPages.Page page =
          pages.page(
              path.group(1),
              Integer.parseInt(path.group(2)),
              Long.parseLong(path.group(3)),
              Long.parseLong(path.group(4)),
              exchange.getRequestURI().getQuery().contains("adjusted=true"));
      exchange.getResponseHeaders().set("Content-Type", "application/json");
      exchange.getResponseHeaders().set("Content-Encoding", "gzip");
      exchange.sendResponseHeaders(200, page.length());
      try (OutputStream body = exchange.getResponseBody()) {
        body.write(page.start());
        body.write(page.end());
      }
    } catch (IOException e) {
      System.err.println("Cannot answer " + exchange.getRequestURI() + ": " + e);
    }
  }

  /** When requests for bars arrived, epoch ms, one a line, since this was last asked. */
  private void arrivals(HttpExchange exchange) throws IOException {
    String lines = arrivals.stream().map(String::valueOf).collect(Collectors.joining("\n"));
    arrivals.clear();
    answer(exchange, lines);
  }

  private void answer(HttpExchange exchange, String text) throws IOException {
    byte[] bytes = text.getBytes(StandardCharsets.UTF_8);
    exchange.sendResponseHeaders(200, bytes.length == 0 ? -1 : bytes.length);
    try (exchange) {
      exchange.getResponseBody().write(bytes);
    }
  }
}
