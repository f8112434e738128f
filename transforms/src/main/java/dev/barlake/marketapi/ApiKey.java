package dev.barlake.marketapi;

import java.io.Serializable;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Optional;

/**
 * Where the API key is looked for: environment variables, the first that is set. The key itself is
 * never part of this object, which travels to workers and may be printed.
 */
public record ApiKey(List<String> variables) implements Serializable {
  /** Aggregates' own variable first, then those of the vendor's clients. */
  public static final ApiKey AGGREGATES =
      new ApiKey(List.of("POLYGON_AGGREGATES_API_KEY", "MASSIVE_API_KEY", "POLYGON_API_KEY"));

  public ApiKey {
    variables = List.copyOf(variables);
  }

  /** The key in the given environment, or empty where no variable holds one. */
  public Optional<String> in(Map<String, String> environment) {
    return variables.stream()
        .map(environment::get)
        .filter(Objects::nonNull)
        .map(String::strip)
        .filter(value -> !value.isEmpty())
        .findFirst();
  }

  /**
   * The key in this process's environment.
   *
   * @throws IllegalStateException where no variable holds one; names the variables
   */
  public String find() {
    return in(System.getenv())
        .orElseThrow(
            () ->
                new IllegalStateException(
                    "Cannot find an API key: none of the environment variables "
                        + String.join(", ", variables)
                        + " is set"));
  }
}
