package dev.barlake.marketapi;

import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.net.URI;
import java.time.Duration;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class MarketApiConfigTest {
  @ParameterizedTest
  @CsvSource({
    "https://api.massive.com, 0, 1, Cannot call an API with 0 requests a minute and 1 attempts",
    "https://api.massive.com, 5, 0, Cannot call an API with 5 requests a minute and 0 attempts",
    "api.massive.com, 5, 1, Cannot call an API at api.massive.com: no http or https URL",
    "ftp://api.massive.com, 5, 1, Cannot call an API at ftp://api.massive.com: no http or https URL",
  })
  void whatCannotBeCalledIsRefused(URI base, int budget, int attempts, String message) {
    assertThatThrownBy(() -> new MarketApiConfig(base, budget, Duration.ofSeconds(1), attempts))
        .isInstanceOf(IllegalArgumentException.class)
        .hasMessage(message);
  }
}
