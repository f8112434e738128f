package dev.barlake.reference;

import java.io.Serializable;
import java.security.SecureRandom;
import java.util.ArrayList;
import java.util.HexFormat;
import java.util.List;
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

  /** The table of what does not fit; it is swapped with the others. */
  static final String QUARANTINE = "reference_quarantine";

  /** One that has not been used. */
  static Staging create() {
    byte[] bytes = new byte[6];
    new SecureRandom().nextBytes(bytes);
    return new Staging(HexFormat.of().formatHex(bytes));
  }

  /** The names of all tables that a refresh replaces. */
  static List<String> replaced() {
    List<String> names = new ArrayList<>();
    for (ReferenceTable table : ReferenceTable.values()) {
      names.add(table.tableName());
    }
    names.add(QUARANTINE);
    return names;
  }

  /** Where the next rows of a table are gathered. */
  String stage(ReferenceTable table) {
    return stage(table.tableName());
  }

  /** Where the next rows of the table of that name are gathered. */
  String stage(String tableName) {
    return tableName + "__stage_" + id;
  }

  /** What the table of that name is called between swap and drop. */
  String old(String tableName) {
    return tableName + "__old_" + id;
  }

  String findings() {
    return stage(FINDINGS);
  }

  String quarantine() {
    return stage(QUARANTINE);
  }

  /** Whether a table's name is one that some refresh made up. */
  static boolean isOurs(String tableName) {
    Matcher matcher = NAME.matcher(tableName);
    return matcher.matches()
        && (matcher.group(1).equals(FINDINGS) || replaced().contains(matcher.group(1)));
  }

  /** Whether a table's name is one that this refresh made up. */
  boolean owns(String tableName) {
    return isOurs(tableName) && tableName.endsWith("_" + id);
  }
}
