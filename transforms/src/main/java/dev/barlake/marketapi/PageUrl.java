package dev.barlake.marketapi;

import java.net.URI;
import java.net.URLEncoder;
import java.nio.charset.StandardCharsets;
import java.util.Arrays;
import java.util.Map;
import java.util.stream.Collectors;

/**
 * The path and query of a page. What the vendor gives as {@code next_url} may name either of its
 * hosts, or none that exists; only path and query of it are used, on our own base URL, so that the
 * key cannot go elsewhere.
 */
record PageUrl(String pathAndQuery) {
  static PageUrl of(String path, Map<String, String> query) {
    return new PageUrl(
        path
            + query.entrySet().stream()
                .map(parameter -> parameter.getKey() + "=" + encode(parameter.getValue()))
                .collect(Collectors.joining("&", "?", "")));
  }

  /** A path segment or a parameter's value; spaces as {@code %20}. */
  static String encode(String text) {
    return URLEncoder.encode(text, StandardCharsets.UTF_8).replace("+", "%20");
  }

  /**
   * The page after this one.
   *
   * @param again parameters that are sent again where the given URL has lost them
   * @throws BadPageException where it has no path
   */
  static PageUrl next(String nextUrl, Map<String, String> again) {
    int authority = nextUrl.indexOf("://");
    int path = nextUrl.indexOf('/', authority < 0 ? 0 : authority + 3);
    if (path < 0 || (authority < 0 && path > 0)) {
      throw new BadPageException("next_url '%s' is no URL".formatted(nextUrl));
    }
    String rest = nextUrl.substring(path).replaceFirst("#.*", "");
    int question = rest.indexOf('?');
    String query =
        question < 0
            ? ""
            : Arrays.stream(rest.substring(question + 1).split("&"))
                .filter(parameter -> !parameter.startsWith("apiKey="))
                .collect(Collectors.joining("&"));
    for (Map.Entry<String, String> parameter : again.entrySet()) {
      if (!("&" + query).contains("&" + parameter.getKey() + "=")) {
        query += (query.isEmpty() ? "" : "&") + parameter.getKey() + "=" + parameter.getValue();
      }
    }
    String plain = question < 0 ? rest : rest.substring(0, question);
    return new PageUrl(query.isEmpty() ? plain : plain + "?" + query);
  }

  URI on(URI base) {
    String prefix = base.getRawPath() == null ? "" : base.getRawPath().replaceFirst("/+$", "");
    return URI.create(base.getScheme() + "://" + base.getRawAuthority() + prefix + pathAndQuery);
  }
}
