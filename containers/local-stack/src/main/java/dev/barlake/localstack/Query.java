package dev.barlake.localstack;

import java.net.URLDecoder;
import java.net.URLEncoder;
import java.nio.charset.StandardCharsets;
import java.time.LocalDate;
import java.time.format.DateTimeParseException;
import java.util.Arrays;
import java.util.Base64;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.stream.Collectors;

/**
 * The decoded parameters of a query string or of a cursor, with the vendor's complaints about bad
 * ones.
 */
final class Query {
  private final Map<String, String> values;

  private Query(Map<String, String> values) {
    this.values = values;
  }

  static Query parse(String raw) {
    Map<String, String> values = new LinkedHashMap<>();
    if (raw != null && !raw.isEmpty()) {
      for (String pair : raw.split("&", -1)) {
        int equals = pair.indexOf('=');
        String name = equals < 0 ? pair : pair.substring(0, equals);
        String value = equals < 0 ? "" : pair.substring(equals + 1);
        values.put(decode(name), decode(value));
      }
    }
    return new Query(values);
  }

  /** These parameters over those the cursor carries, which is base64 of a query string. */
  Query withCursor() {
    String cursor = values.get("cursor");
    if (cursor == null) {
      return this;
    }
    Map<String, String> merged = new LinkedHashMap<>();
    try {
      String text = new String(Base64.getUrlDecoder().decode(cursor), StandardCharsets.UTF_8);
      merged.putAll(parse(text).values);
    } catch (IllegalArgumentException e) {
      throw ApiError.badRequest("Invalid cursor '" + cursor + "'");
    }
    merged.putAll(values);
    return new Query(merged);
  }

  static String cursor(String query) {
    return Base64.getUrlEncoder()
        .withoutPadding()
        .encodeToString(query.getBytes(StandardCharsets.UTF_8));
  }

  /** These parameters as a query string, one of them replaced; without cursor and key. */
  String with(String name, String value) {
    Map<String, String> next = new LinkedHashMap<>(values);
    next.keySet().removeAll(List.of("cursor", "apiKey"));
    next.put(name, value);
    return next.entrySet().stream()
        .map(e -> encode(e.getKey()) + "=" + encode(e.getValue()))
        .collect(Collectors.joining("&"));
  }

  /** These parameters and one more, or another value of one. */
  Query and(String name, long value) {
    Map<String, String> more = new LinkedHashMap<>(values);
    more.put(name, Long.toString(value));
    return new Query(more);
  }

  /**
   * The cursor of the page after a request's own in a walk without end: the same request with a
   * number that grows.
   */
  String round(ApiRequest request) {
    return cursor(with("round", Integer.toString(request.page() + 1)));
  }

  Set<String> names() {
    return values.keySet();
  }

  Optional<String> text(String name) {
    return Optional.ofNullable(values.get(name)).filter(v -> !v.isEmpty());
  }

  boolean flag(String name, boolean standard) {
    return text(name)
        .map(
            v ->
                switch (v.toLowerCase(Locale.ROOT)) {
                  case "true", "1" -> true;
                  case "false", "0" -> false;
                  default -> throw ApiError.badRequest("Could not parse '" + v + "' for " + name);
                })
        .orElse(standard);
  }

  int limit(int standard, int max) {
    int limit = text("limit").map(v -> whole("limit", v)).orElse(standard);
    if (limit < 1 || limit > max) {
      throw ApiError.badRequest("Invalid limit " + limit + ": must be from 1 to " + max);
    }
    return limit;
  }

  Optional<LocalDate> date(String name) {
    return text(name).map(Query::parseDate);
  }

  /** One of some words. */
  String choice(String name, String standard, String... allowed) {
    String value = text(name).orElse(standard);
    for (String word : allowed) {
      if (word.equals(value)) {
        return value;
      }
    }
    throw ApiError.badRequest("Invalid value '" + value + "' for " + name);
  }

  static int whole(String name, String value) {
    try {
      return Integer.parseInt(value);
    } catch (NumberFormatException e) {
      throw ApiError.badRequest("Could not parse '" + value + "' for " + name);
    }
  }

  static LocalDate parseDate(String value) {
    try {
      return LocalDate.parse(value);
    } catch (DateTimeParseException e) {
      throw ApiError.badRequest(
          "Could not parse the date '" + value + "'. Use YYYY-MM-DD or a timestamp in ms.");
    }
  }

  /** The decoded parts of a raw path, of the one after the first slash on. */
  static List<String> pathOf(String rawPath) {
    return Arrays.stream(rawPath.substring(1).split("/", -1)).map(Query::decodePath).toList();
  }

  /** Percent signs only: a plus in a path is a plus. */
  static String decodePath(String raw) {
    return decode(raw.replace("+", "%2B"));
  }

  private static String encode(String text) {
    return URLEncoder.encode(text, StandardCharsets.UTF_8);
  }

  private static String decode(String text) {
    return URLDecoder.decode(text, StandardCharsets.UTF_8);
  }
}
