package dev.barlake.marketapi;

import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.net.URI;
import java.time.Duration;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class MarketApiConfigTest {
  @ParameterizedTest
  @CsvSource({
    "https://api.massive.com, 0, Cannot call an API with 0 requests a minute",
    "api.massive.com, 5, Cannot call an API at api.massive.com: no http or https URL",
    "ftp://api.massive.com, 5, Cannot call an API at ftp://api.massive.com: no http or https URL",
  })
  void whatCannotBeCalledIsRefused(URI base, int budget, String message) {
    assertThatThrownBy(() -> new MarketApiConfig(base, budget, Duration.ofSeconds(1)))
        .isInstanceOf(IllegalArgumentException.class)
        .hasMessage(message);
  }
}
