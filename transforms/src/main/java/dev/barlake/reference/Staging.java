package dev.barlake.reference;

import java.io.Serializable;
import java.security.SecureRandom;
import java.util.HexFormat;
import java.util.Optional;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/**
 * The names of one refresh's tables beside the real ones. Each refresh has its own, so that a
 * straggling worker of a killed one writes into a table that is gone, and not into the next one's.
 *
 * @param id twelve hexadecimal digits
 */
public record Staging(String id) implements Serializable {
  private static final Pattern NAME = Pattern.compile("(.+)__(stage|old)_([0-9a-f]{12})");
  private static final String FINDINGS = "findings";

  /** One that has not been used. */
  static Staging create() {
    byte[] bytes = new byte[6];
    new SecureRandom().nextBytes(bytes);
    return new Staging(HexFormat.of().formatHex(bytes));
  }

  /** Where the next rows of a table are gathered. */
  String stage(ReferenceTable table) {
    return table.tableName() + "__stage_" + id;
  }

  /** What the rows of before are called between swap and drop. */
  String old(ReferenceTable table) {
    return table.tableName() + "__old_" + id;
  }

  String findings() {
    return FINDINGS + "__stage_" + id;
  }

  /** Whether a table's name is one that some refresh made up. */
  static boolean isOurs(String tableName) {
    Matcher matcher = NAME.matcher(tableName);
    return matcher.matches()
        && (matcher.group(1).equals(FINDINGS) || table(matcher.group(1)).isPresent());
  }

  private static Optional<ReferenceTable> table(String name) {
    for (ReferenceTable table : ReferenceTable.values()) {
      if (table.tableName().equals(name)) {
        return Optional.of(table);
      }
    }
    return Optional.empty();
  }
}
