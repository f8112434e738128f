package dev.barlake.localstack;

import java.util.Locale;

/** An answer other than 200, with the body the vendor sends. */
final class ApiError extends RuntimeException {
  final int status;
  private final String word;
  private final String field;

  private ApiError(int status, String word, String field, String text) {
    super(text);
    this.status = status;
    this.word = word;
    this.field = field;
  }

  static ApiError badRequest(String text) {
    return new ApiError(400, "ERROR", "error", text);
  }

  static ApiError unauthorized(String text) {
    return new ApiError(401, "ERROR", "error", text);
  }

  static ApiError notEntitled(String text) {
    return new ApiError(403, "NOT_AUTHORIZED", "message", text);
  }

  /** The whole range lies outside of what the plan has. */
  static ApiError timeframe() {
    return notEntitled(
        "Your plan doesn't include this data timeframe. Please upgrade your plan at"
            + " https://massive.com/pricing");
  }

  static ApiError notFound(String text) {
    return new ApiError(404, "NOT_FOUND", "message", text);
  }

  static ApiError tooManyRequests() {
    return new ApiError(
        429,
        "ERROR",
        "error",
        "You've exceeded the maximum requests per minute, please wait or upgrade your subscription"
            + " to continue. https://massive.com/pricing");
  }

  static ApiError server(int status) {
    return new ApiError(
        status, "ERROR", "error", String.format(Locale.ROOT, "Internal error (%d)", status));
  }

  byte[] body(String requestId) {
    return new Json()
        .open('{')
        .field("status", word)
        .field("request_id", requestId)
        .field(field, getMessage())
        .close('}')
        .toBytes();
  }
}
