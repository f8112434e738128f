package dev.barlake.pipelines.cli;

import java.util.Map;

/** Colors for a terminal; elsewhere, and if {@code NO_COLOR} is set, text stays as it is. */
public enum Paint {
  COLORS,
  NONE;

  public static Paint of(Map<String, String> environment) {
    boolean unwanted = !environment.getOrDefault("NO_COLOR", "").isEmpty();
    return ProgressLine.onTerminal() && !unwanted ? COLORS : NONE;
  }

  public String good(String text) {
    return code("32", text);
  }

  public String bad(String text) {
    return code("31", text);
  }

  private String code(String color, String text) {
    return this == NONE ? text : "\033[" + color + "m" + text + "\033[0m";
  }
}
