package dev.barlake.localstack;

import com.sun.net.httpserver.HttpExchange;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.OutputStream;
import java.net.URLDecoder;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.time.Instant;
import java.util.Arrays;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.atomic.AtomicLong;
import java.util.function.Consumer;
import java.util.regex.Pattern;
import java.util.zip.Deflater;
import java.util.zip.GZIPOutputStream;

/** Answers one request: key, quota, fault, endpoint, and the bytes on the wire. */
final class SimulatorHandler {
  private static final String JSON = "application/json";
  private static final Pattern KEY_IN_QUERY = Pattern.compile("(^|&)(apiKey=)[^&]*");

  private final String apiKey;
  private final Duration latency;
  private final Quota quota;
  private final java.time.Clock clock;
  private final Faults faults;
  private final Consumer<ApiRequest> log;
  private final AggregatesEndpoint aggregates;
  private final ReferenceEndpoint reference;
  private final MarketStatusEndpoint status;
  private final AtomicLong requestNumber = new AtomicLong();

  /** Which page of its walk a given-out next_url leads to, by path and cursor. */
  private final Map<String, Integer> pages = new ConcurrentHashMap<>();

  private volatile CountDownLatch stalled = new CountDownLatch(1);

  SimulatorHandler(
      MarketSimulator.Builder settings, Market market, Faults faults, Consumer<ApiRequest> log) {
    this.apiKey = settings.apiKey;
    this.latency = settings.latency;
    this.quota = new Quota(settings.requestsPerMinute, settings.quotaWindow);
    this.clock = settings.clock;
    this.faults = faults;
    this.log = log;
    this.aggregates =
        new AggregatesEndpoint(
            market, settings.nextUrlBase, settings.planHistory, settings.emptyLastPage);
    this.reference = new ReferenceEndpoint(market, settings.nextUrlBase);
    this.status = new MarketStatusEndpoint(market);
  }

  void release() {
    CountDownLatch old = stalled;
    stalled = new CountDownLatch(1);
    old.countDown();
  }

  void handle(HttpExchange exchange) throws IOException, InterruptedException {
    Instant receivedAt = clock.instant();
    if (!latency.isZero()) {
      Thread.sleep(latency.toMillis());
    }
    String rawPath = exchange.getRequestURI().getRawPath();
    String rawQuery = exchange.getRequestURI().getRawQuery();
    List<String> path =
        Arrays.stream(rawPath.substring(1).split("/", -1)).map(SimulatorHandler::decode).toList();
    String requestId = Noise.hex64(requestNumber.incrementAndGet()).substring(0, 32);
    Query query = Query.parse(rawQuery);
    String authorization = exchange.getRequestHeaders().getFirst("Authorization");
    ApiRequest request =
        new ApiRequest(
            exchange.getRequestMethod(),
            rawPath + redacted(rawQuery),
            ticker(path, query),
            pages.getOrDefault(pageKey(rawPath, query.text("cursor").orElse("")), 1),
            authorization != null,
            receivedAt,
            0);
    try {
      authorize(authorization, query);
      if (!quota.take()) {
        throw ApiError.tooManyRequests();
      }
      Optional<Fault> fault = faults.next(request);
      if (fault.isPresent() && happensInsteadOfAnAnswer(exchange, request, fault.get())) {
        return;
      }
      byte[] body = answer(rawPath, path, query, request, requestId, fault);
      rememberNextPage(request, body);
      respond(exchange, request, body, fault);
    } catch (ApiError e) {
      log.accept(request.answered(e.status));
      send(exchange, e.status, JSON, e.body(requestId));
    }
  }

  private void authorize(String authorization, Query query) {
    String key =
        authorization != null && authorization.startsWith("Bearer ")
            ? authorization.substring("Bearer ".length())
            : query.text("apiKey").orElse(null);
    if (key == null) {
      throw ApiError.unauthorized("API Key was not provided");
    }
    if (!key.equals(apiKey)) {
      throw ApiError.unauthorized("Unknown API Key");
    }
  }

  private byte[] answer(
      String rawPath,
      List<String> path,
      Query query,
      ApiRequest request,
      String requestId,
      Optional<Fault> fault) {
    if (!request.method().equals("GET")) {
      throw ApiError.notFound("404 page not found");
    }
    if (request.isAggregates() && path.size() == 9) {
      return aggregates.range(path, query, request, fault).toJson(requestId);
    }
    if (rawPath.startsWith("/v2/aggs/grouped/locale/us/market/stocks/") && path.size() == 8) {
      return aggregates.grouped(path, query).toJson(requestId);
    }
    if (rawPath.startsWith("/v2/aggs/ticker/") && path.size() == 5 && path.get(4).equals("prev")) {
      return aggregates.previous(path, query).toJson(requestId);
    }
    if (request.isList()) {
      return list(new ListRequest(request, query.withCursor(), requestId, fault));
    }
    return switch (rawPath) {
      case "/v1/marketstatus/upcoming" -> status.upcoming();
      case "/v1/marketstatus/now" -> status.now();
      default -> throw ApiError.notFound("404 page not found");
    };
  }

  private byte[] list(ListRequest request) {
    return switch (request.path()) {
      case "/v3/reference/tickers" -> reference.tickers(request);
      case "/v3/reference/splits", "/stocks/v1/splits" -> reference.splits(request);
      default -> reference.dividends(request);
    };
  }

  /** Faults that need no data; false if the request is to be answered from the market. */
  private boolean happensInsteadOfAnAnswer(HttpExchange exchange, ApiRequest request, Fault fault)
      throws IOException, InterruptedException {
    if (fault instanceof Fault.TooManyRequests f) {
      f.retryAfter()
          .ifPresent(
              after ->
                  exchange
                      .getResponseHeaders()
                      .set("Retry-After", Long.toString(after.toSeconds())));
      throw ApiError.tooManyRequests();
    } else if (fault instanceof Fault.ServerError f) {
      throw ApiError.server(f.status());
    } else if (fault instanceof Fault.Forbidden) {
      throw ApiError.notEntitled(
          "You are not entitled to this data. Please upgrade your plan at"
              + " https://massive.com/pricing");
    } else if (fault instanceof Fault.NotFound) {
      throw ApiError.notFound("The requested resource was not found");
    } else if (fault instanceof Fault.HtmlError) {
      log.accept(request.answered(504));
      String html =
          "<html><head><title>504 Gateway Time-out</title></head><body><h1>504 Gateway"
              + " Time-out</h1></body></html>\n";
      send(exchange, 504, "text/html", html.getBytes(StandardCharsets.UTF_8));
      return true;
    } else if (fault instanceof Fault.GarbageBody) {
      log.accept(request.answered(200));
      send(exchange, 200, JSON, "{\"results\":[{\"v\":12,".getBytes(StandardCharsets.UTF_8));
      return true;
    } else if (fault instanceof Fault.ClosedSocket) {
      log.accept(request);
      return true;
    } else if (fault instanceof Fault.Stall s && s.where() == Fault.Stall.Where.BEFORE_HEADERS) {
      log.accept(request);
      stalled.await();
      return true;
    }
    return false;
  }

  private void respond(
      HttpExchange exchange, ApiRequest request, byte[] plain, Optional<Fault> fault)
      throws IOException, InterruptedException {
    String accepted = exchange.getRequestHeaders().getFirst("Accept-Encoding");
    boolean gzip = accepted != null && accepted.contains("gzip");
    byte[] body = gzip ? gzip(plain) : plain;
    exchange.getResponseHeaders().set("Content-Type", JSON);
    if (gzip) {
      exchange.getResponseHeaders().set("Content-Encoding", "gzip");
    }
    log.accept(request.answered(200));
    exchange.sendResponseHeaders(200, body.length);
    OutputStream out = exchange.getResponseBody();
    if (fault.orElse(null) instanceof Fault.CutBody cut) {
      out.write(body, 0, Math.min(cut.bytes(), body.length - 1));
      out.flush();
    } else if (fault.orElse(null) instanceof Fault.Stall) {
      out.write(body, 0, body.length / 2);
      out.flush();
      stalled.await();
    } else {
      out.write(body);
      out.close();
    }
  }

  static void send(HttpExchange exchange, int status, String type, byte[] body) throws IOException {
    exchange.getResponseHeaders().set("Content-Type", type);
    exchange.sendResponseHeaders(status, body.length);
    exchange.getResponseBody().write(body);
    exchange.getResponseBody().close();
  }

  private static byte[] gzip(byte[] plain) throws IOException {
    ByteArrayOutputStream bytes = new ByteArrayOutputStream(plain.length / 3 + 64);
    try (GZIPOutputStream out =
        new GZIPOutputStream(bytes, 1 << 15) {
          {
            def.setLevel(Deflater.BEST_SPEED);
          }
        }) {
      out.write(plain);
    }
    return bytes.toByteArray();
  }

  /**
   * Only the end of the body is looked at: next_url is the last field of every answer that has one.
   */
  private void rememberNextPage(ApiRequest request, byte[] body) {
    int tail = Math.max(0, body.length - 2000);
    String end = new String(body, tail, body.length - tail, StandardCharsets.UTF_8);
    int field = end.indexOf("\"next_url\":\"");
    if (field < 0) {
      return;
    }
    String url = end.substring(field + "\"next_url\":\"".length(), end.lastIndexOf('"'));
    int query = url.indexOf("?");
    int path = url.indexOf('/', url.indexOf("://") + 3);
    if (query > 0 && path > 0) {
      String cursor = Query.parse(url.substring(query + 1)).text("cursor").orElse("");
      if (!cursor.isEmpty()) {
        pages.putIfAbsent(pageKey(url.substring(path, query), cursor), request.page() + 1);
      }
    }
  }

  private static String pageKey(String rawPath, String cursor) {
    return decode(rawPath) + "?" + cursor;
  }

  private static Optional<String> ticker(List<String> path, Query query) {
    return path.size() > 3 && path.get(1).equals("aggs") && path.get(2).equals("ticker")
        ? Optional.of(path.get(3))
        : query.text("ticker");
  }

  private static String redacted(String rawQuery) {
    return rawQuery == null ? "" : "?" + KEY_IN_QUERY.matcher(rawQuery).replaceAll("$1$2***");
  }

  /** Percent signs only: a plus in a path is a plus. */
  private static String decode(String segment) {
    return URLDecoder.decode(segment.replace("+", "%2B"), StandardCharsets.UTF_8);
  }
}
