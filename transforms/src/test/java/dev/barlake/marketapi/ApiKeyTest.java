package dev.barlake.marketapi;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.Test;

class ApiKeyTest {
  @Test
  void theFirstVariableThatIsSetCounts() {
    Map<String, String> environment =
        Map.of(
            "POLYGON_AGGREGATES_API_KEY", "  ",
            "POLYGON_API_KEY", "last",
            "MASSIVE_API_KEY", " second\n");
    assertThat(ApiKey.AGGREGATES.in(environment)).contains("second");
  }

  @Test
  void withoutAnyThereIsNone() {
    assertThat(ApiKey.AGGREGATES.in(Map.of("OTHER", "x"))).isEmpty();
  }

  @Test
  void theSearchInVainNamesTheVariables() {
    assertThatThrownBy(() -> new ApiKey(List.of("NOT_SET_1", "NOT_SET_2")).find())
        .hasMessage(
            "Cannot find an API key: none of the environment variables NOT_SET_1, NOT_SET_2 is set");
  }
}
