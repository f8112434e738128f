package dev.barlake.localstack;

import java.nio.charset.StandardCharsets;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.ConcurrentHashMap;

/** Which page of its walk a request asks for: remembers every {@code next_url} that was given. */
final class Walks {
  private static final String FIELD = "\"next_url\":\"";

  /**
   * The place of a page.
   *
   * @param number from 1
   * @param before path and query of the request for the page before, if there is one
   */
  record Place(int number, Optional<String> before) {}

  private static final Place FIRST = new Place(1, Optional.empty());

  /** By path and cursor. */
  private final Map<String, Place> places = new ConcurrentHashMap<>();

  Place of(String rawPath, Query query) {
    return places.getOrDefault(key(rawPath, query.text("cursor").orElse("")), FIRST);
  }

  /**
   * Notes where the answer leads to. Only the end of the body is looked at: {@code next_url} is the
   * last field of every answer that has one.
   */
  void remember(ApiRequest request, byte[] body) {
    int tail = Math.max(0, body.length - 2000);
    String end = new String(body, tail, body.length - tail, StandardCharsets.UTF_8);
    int field = end.indexOf(FIELD);
    if (field < 0) {
      return;
    }
    String url = end.substring(field + FIELD.length(), end.lastIndexOf('"'));
    int query = url.indexOf("?");
    int path = url.indexOf('/', url.indexOf("://") + 3);
    if (query < 0 || path < 0) {
      return;
    }
    String cursor = Query.parse(url.substring(query + 1)).text("cursor").orElse("");
    if (!cursor.isEmpty()) {
      places.putIfAbsent(
          key(url.substring(path, query), cursor),
          new Place(request.page() + 1, Optional.of(request.targetWithoutKey())));
    }
  }

  private static String key(String rawPath, String cursor) {
    return Query.decodePath(rawPath) + "?" + cursor;
  }
}
