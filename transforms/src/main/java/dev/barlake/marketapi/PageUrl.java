package dev.barlake.marketapi;

import java.net.URI;
import java.net.URISyntaxException;
import java.net.URLEncoder;
import java.nio.charset.StandardCharsets;
import java.util.Arrays;
import java.util.Map;
import java.util.Objects;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import java.util.stream.Collectors;

/**
 * The path and query of a page. What the vendor gives as {@code next_url} may name either of its
 * hosts, or none that exists; only path and query of it are used, on our own base URL, so that the
 * key cannot go elsewhere.
 */
record PageUrl(String pathAndQuery) {
  private static final String KEY = "apiKey=";

  /** Scheme and host, if there, are not looked into: {@code :443:443} has been seen. */
  private static final Pattern PARTS =
      Pattern.compile("(?:[a-zA-Z]+://[^/?#]*)?(?<path>/[^?#]*)(?:\\?(?<query>[^#]*))?(?:#.*)?");

  static PageUrl of(String path, Map<String, String> query) {
    String parameters =
        query.entrySet().stream()
            .map(parameter -> parameter.getKey() + "=" + encode(parameter.getValue()))
            .sorted()
            .collect(Collectors.joining("&"));
    return new PageUrl(parameters.isEmpty() ? path : path + "?" + parameters);
  }

  /** A path segment or a parameter's value; spaces as {@code %20}. */
  static String encode(String text) {
    return URLEncoder.encode(text, StandardCharsets.UTF_8).replace("+", "%20");
  }

  /**
   * The page after this one.
   *
   * @param again parameters that are sent again if the given URL has lost them
   * @throws BadPageException if it has no path, or characters that no URL has
   */
  static PageUrl next(String nextUrl, Map<String, String> again) {
    Matcher parts = PARTS.matcher(nextUrl);
    if (!parts.matches()) {
      throw new BadPageException("next_url '%s' is no URL".formatted(nextUrl));
    }
    String path = parts.group("path");
    String query =
        Arrays.stream(Objects.requireNonNullElse(parts.group("query"), "").split("&"))
            .filter(parameter -> !parameter.isEmpty())
            .filter(parameter -> !parameter.regionMatches(true, 0, KEY, 0, KEY.length()))
            .collect(Collectors.joining("&"));
    for (Map.Entry<String, String> parameter : again.entrySet()) {
      if (!("&" + query).contains("&" + parameter.getKey() + "=")) {
        query += (query.isEmpty() ? "" : "&") + parameter.getKey() + "=" + parameter.getValue();
      }
    }
    String url = query.isEmpty() ? path : path + "?" + query;
    try {
      new URI(url);
    } catch (URISyntaxException e) {
      throw new BadPageException("next_url '%s' is no URL".formatted(nextUrl), e);
    }
    return new PageUrl(url);
  }

  URI on(URI base) {
    String prefix = base.getRawPath() == null ? "" : base.getRawPath().replaceFirst("/+$", "");
    return URI.create(base.getScheme() + "://" + base.getRawAuthority() + prefix + pathAndQuery);
  }
}
