package dev.barlake.localstack;

import com.sun.net.httpserver.HttpExchange;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.time.Clock;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.atomic.AtomicLong;
import java.util.function.Consumer;
import java.util.regex.Pattern;

/** Answers one request: key, quota, fault, endpoint, and what a fault does to the bytes. */
final class SimulatorHandler {
  private static final Pattern KEY_IN_QUERY = Pattern.compile("(^|&)(apiKey=)[^&]*");

  private final String apiKey;
  private final Duration latency;
  private final Quota quota;
  private final Clock clock;
  private final Faults faults;
  private final Consumer<ApiRequest> log;
  private final Endpoints endpoints;
  private final Optional<String> nextUrlBase;
  private final Walks walks = new Walks();
  private final AtomicLong requestNumber = new AtomicLong();

  private volatile CountDownLatch stalled = new CountDownLatch(1);

  SimulatorHandler(
      SimulatorBuilder settings,
      Market market,
      Plan plan,
      Faults faults,
      Consumer<ApiRequest> log) {
    this.apiKey = settings.apiKey;
    this.latency = settings.latency;
    this.quota = new Quota(settings.requestsPerMinute, settings.quotaWindow);
    this.clock = settings.clock;
    this.faults = faults;
    this.log = log;
    this.endpoints = new Endpoints(settings, market, plan);
    this.nextUrlBase = settings.nextUrlBase;
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
    long number = requestNumber.incrementAndGet();
    String requestId = Noise.hex64(number).substring(0, 32);
    String rawPath = exchange.getRequestURI().getRawPath();
    String rawQuery = exchange.getRequestURI().getRawQuery();
    Query query = Query.parse(rawQuery);
    Walks.Place place = walks.of(rawPath, query);
    String authorization = exchange.getRequestHeaders().getFirst("Authorization");
    ApiRequest request =
        new ApiRequest(
            exchange.getRequestMethod(),
            rawPath + redacted(rawQuery),
            ticker(Query.pathOf(rawPath), query),
            place.number(),
            authorization != null,
            receivedAt,
            0);
    try {
      authorize(authorization, query);
      if (!quota.take()) {
        throw ApiError.tooManyRequests();
      }
      faults
          .wrongDate(request)
          .ifPresent(
              wrong ->
                  exchange
                      .getResponseHeaders()
                      .set(DateRelay.OFFSET_HEADER, Long.toString(wrong.offset().toSeconds())));
      Optional<Fault> fault = faults.next(request, number);
      if (fault.isPresent() && happensInsteadOfAnAnswer(exchange, request, fault.get())) {
        return;
      }
      byte[] body =
          endpoints.answer(request, query, requestId, nextBase(exchange), fault, place.before());
      walks.remember(request, body);
      respond(exchange, request, body, fault);
    } catch (ApiError e) {
      log.accept(request.answered(e.status));
      Wire.send(exchange, e.status, Wire.JSON, e.body(requestId));
    }
  }

  /** Without another setting the address by which the client came, whatever name it has there. */
  private String nextBase(HttpExchange exchange) {
    return nextUrlBase.orElseGet(() -> "http://" + exchange.getRequestHeaders().getFirst("Host"));
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

  /** Faults that need no data; false if the request is to be answered from the market. */
  private boolean happensInsteadOfAnAnswer(HttpExchange exchange, ApiRequest request, Fault fault)
      throws IOException, InterruptedException {
    Optional<Refusals.Body> refusal = Refusals.of(fault, request, exchange);
    if (refusal.isPresent()) {
      Refusals.Body body = refusal.get();
      log.accept(request.answered(body.status()));
      Wire.send(exchange, body.status(), body.type(), body.text().getBytes(StandardCharsets.UTF_8));
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
    log.accept(request.answered(200));
    if (fault.orElse(null) instanceof WalkFault.EndlessPage endless && Wire.hasResults(plain)) {
      Wire.repeat(exchange, plain, endless.results());
      return;
    }
    byte[] body = Wire.encoded(exchange, plain);
    if (fault.orElse(null) instanceof Fault.CutBody cut) {
      Wire.begin(exchange, body, Math.min(cut.bytes(), body.length - 1));
    } else if (fault.orElse(null) instanceof Fault.Stall) {
      Wire.begin(exchange, body, body.length / 2);
      stalled.await();
    } else {
      Wire.send(exchange, 200, Wire.JSON, body);
    }
  }

  private static Optional<String> ticker(List<String> path, Query query) {
    return path.size() > 3 && path.get(1).equals("aggs") && path.get(2).equals("ticker")
        ? Optional.of(path.get(3))
        : query.text("ticker");
  }

  private static String redacted(String rawQuery) {
    return rawQuery == null ? "" : "?" + KEY_IN_QUERY.matcher(rawQuery).replaceAll("$1$2***");
  }
}
