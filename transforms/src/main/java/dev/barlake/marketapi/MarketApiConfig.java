package dev.barlake.marketapi;

import java.io.Serializable;
import java.net.URI;
import java.time.Duration;

/**
 * Where the API is and how hard it may be pressed.
 *
 * @param baseUrl scheme and host, and a path prefix if there is one; the key goes nowhere else
 * @param requestsPerMinute the most requests within any minute, of one process
 * @param requestTimeout for one exchange, body included
 */
public record MarketApiConfig(URI baseUrl, int requestsPerMinute, Duration requestTimeout)
    implements Serializable {
  private static final Duration TIMEOUT = Duration.ofSeconds(60);

  public MarketApiConfig {
    if (requestsPerMinute < 1) {
      throw new IllegalArgumentException(
          "Cannot call an API with %d requests a minute".formatted(requestsPerMinute));
    }
    if (baseUrl.getHost() == null || !baseUrl.getScheme().matches("https?")) {
      throw new IllegalArgumentException(
          "Cannot call an API at %s: no http or https URL".formatted(baseUrl));
    }
  }

  /** A minute for an exchange. */
  public static MarketApiConfig of(URI baseUrl, int requestsPerMinute) {
    return new MarketApiConfig(baseUrl, requestsPerMinute, TIMEOUT);
  }
}
