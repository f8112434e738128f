package dev.barlake.localstack;

import com.sun.net.httpserver.HttpExchange;
import java.time.Duration;
import java.util.Optional;

/** Faults that need no data: another status, or a body that is no answer. */
final class Refusals {
  private static final String HTML_504 =
      "<html><head><title>504 Gateway Time-out</title></head><body><h1>504 Gateway"
          + " Time-out</h1></body></html>\n";

  /** A body that stands in the place of the answer. */
  record Body(int status, String type, String text) {}

  private Refusals() {}

  /**
   * What is sent instead of an answer; none if the fault is not of this kind.
   *
   * @throws ApiError if it is one of the vendor's own errors
   */
  static Optional<Body> of(Fault fault, ApiRequest request, HttpExchange exchange) {
    if (fault instanceof Fault.TooManyRequests f) {
      retryAfter(exchange, f.retryAfter());
      throw ApiError.tooManyRequests();
    } else if (fault instanceof Fault.ServerError f) {
      retryAfter(exchange, f.retryAfter());
      throw ApiError.server(f.status());
    } else if (fault instanceof Fault.Forbidden) {
      throw ApiError.notEntitled(
          "You are not entitled to this data. Please upgrade your plan at"
              + " https://massive.com/pricing");
    } else if (fault instanceof Fault.NotFound) {
      throw ApiError.notFound("The requested resource was not found");
    } else if (fault instanceof Fault.Moved f) {
      exchange.getResponseHeaders().set("Location", f.base() + request.targetWithoutKey());
      return Optional.of(
          new Body(301, "text/html", "<html><body><h1>301 Moved Permanently</h1></body></html>\n"));
    } else if (fault instanceof Fault.HtmlError) {
      return Optional.of(new Body(504, "text/html", HTML_504));
    } else if (fault instanceof Fault.GarbageBody) {
      return Optional.of(new Body(200, Wire.JSON, "{\"results\":[{\"v\":12,"));
    }
    return Optional.empty();
  }

  private static void retryAfter(HttpExchange exchange, Optional<Duration> after) {
    after.ifPresent(
        time -> exchange.getResponseHeaders().set("Retry-After", Long.toString(time.toSeconds())));
  }
}
