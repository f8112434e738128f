package dev.barlake.market;

import java.io.Serializable;
import java.util.Map;
import java.util.Optional;

/**
 * Where the vendor's flat files are, and the variables that hold the credentials; these are never
 * part of this object, which travels to workers and may be printed.
 *
 * @param endpoint such as https://files.massive.com
 * @param folder of an asset class, such as {@code us_stocks_sip}
 */
public record FlatFilesConfig(String endpoint, String folder) implements Serializable {
  public static final String ACCESS_KEY = "FLATFILES_ACCESS_KEY_ID";
  public static final String SECRET_KEY = "FLATFILES_SECRET_ACCESS_KEY";
  static final String BUCKET = "flatfiles";

  /** The value of a variable, if it is set and not blank. */
  public static Optional<String> in(Map<String, String> environment, String name) {
    return Optional.ofNullable(environment.get(name)).filter(value -> !value.isBlank());
  }
}
