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
  public static final ApiKey AGGREGATES = own("POLYGON_AGGREGATES_API_KEY");
  public static final ApiKey TICKERS = own("POLYGON_TICKERS_API_KEY");
  public static final ApiKey DIVIDENDS = own("POLYGON_DIVIDENDS_API_KEY");
  public static final ApiKey SPLITS = own("POLYGON_SPLITS_API_KEY");

  public ApiKey {
    variables = List.copyOf(variables);
  }

  /** The list's own variable first, then those of the vendor's clients. */
  private static ApiKey own(String variable) {
    return new ApiKey(List.of(variable, "MASSIVE_API_KEY", "POLYGON_API_KEY"));
  }

  /** The key in the given environment, or empty if no variable holds one. */
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
   * @throws IllegalStateException if no variable holds one; names the variables
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
