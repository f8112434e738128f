package dev.barlake.databricks;

import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;

/**
 * What a load is told.
 *
 * @param lake {@code s3://bucket/prefix} or a directory, without a slash at its end
 * @param catalog of the tables
 * @param schema of the tables; made where it is missing
 * @param reference catalog and schema of MySQL's tables, as {@code mysql.reference}; null for none
 */
record Settings(String lake, String catalog, String schema, String reference) {
  private static final Set<String> REQUIRED = Set.of("lake", "catalog", "schema");

  /** All mistakes are told at once. */
  static Settings of(String... args) {
    Map<String, String> flags = new LinkedHashMap<>();
    List<String> mistakes = new ArrayList<>();
    for (String arg : args) {
      String[] parts = arg.split("=", 2);
      String name = parts[0].replaceFirst("^--", "");
      boolean known = REQUIRED.contains(name) || name.equals("reference");
      if (parts.length != 2 || !arg.startsWith("--") || !known) {
        mistakes.add("'%s' is none of --lake=, --catalog=, --schema=, --reference=".formatted(arg));
      } else if (!parts[1].isBlank()) {
        flags.put(name, parts[1]);
      }
    }
    REQUIRED.stream()
        .sorted()
        .filter(name -> !flags.containsKey(name))
        .forEach(name -> mistakes.add("--" + name + " is missing"));
    if (!mistakes.isEmpty()) {
      throw new LoadException("Cannot start: " + String.join("; ", mistakes), null);
    }
    return new Settings(
        flags.get("lake").replaceFirst("/+$", ""),
        flags.get("catalog"),
        flags.get("schema"),
        flags.get("reference"));
  }

  /** Catalog and schema as SQL names them. */
  String quotedSchema() {
    return quoted(catalog) + "." + quoted(schema);
  }

  private static String quoted(String name) {
    return "`" + name.replace("`", "``") + "`";
  }
}
