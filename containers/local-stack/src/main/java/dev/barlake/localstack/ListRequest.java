package dev.barlake.localstack;

import java.util.Optional;

/**
 * One request to a list endpoint.
 *
 * @param query the parameters with those of the cursor
 * @param nextBase scheme and host of {@code next_url}
 * @param fault what a fault does to the answer
 */
record ListRequest(
    ApiRequest request,
    Endpoint endpoint,
    Query query,
    String requestId,
    String nextBase,
    Optional<Fault> fault) {
  String path() {
    return request.path();
  }

  /** Whether it is the endpoint of before 2026, with other fields and limits. */
  boolean isOld() {
    return path().startsWith("/v3/");
  }

  int limit() {
    return isOld() ? query.limit(10, 1000) : query.limit(100, 5000);
  }
}
