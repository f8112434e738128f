package dev.barlake.localstack;

import java.nio.charset.StandardCharsets;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/** Changes a field in the JSON of one row or bar, which holds no objects or arrays itself. */
final class RowText {
  private static final String VALUE = "(?:\"(?:[^\"\\\\]|\\\\.)*\"|[^,}\"]*)";

  private RowText() {}

  /**
   * The row with another value of a field; it is added at the end if the row has none.
   *
   * @param row an object
   * @param json the new value as JSON; empty takes the field out
   */
  static byte[] with(byte[] row, String field, String json) {
    // One char a byte, so that names of all languages come through.
    String text = new String(row, StandardCharsets.ISO_8859_1);
    String value = new String(json.getBytes(StandardCharsets.UTF_8), StandardCharsets.ISO_8859_1);
    Matcher old =
        Pattern.compile("([{,])\"" + Pattern.quote(field) + "\":" + VALUE + "(,?)").matcher(text);
    String changed;
    if (!old.find()) {
      changed = value.isEmpty() ? text : insert(text, field, value);
    } else if (value.isEmpty()) {
      String comma = old.group(1).equals(",") && !old.group(2).isEmpty() ? "," : "";
      String bracket = old.group(1).equals("{") ? "{" : "";
      changed = text.substring(0, old.start()) + bracket + comma + text.substring(old.end());
    } else {
      String now = old.group(1) + "\"" + field + "\":" + value + old.group(2);
      changed = text.substring(0, old.start()) + now + text.substring(old.end());
    }
    return changed.getBytes(StandardCharsets.ISO_8859_1);
  }

  private static String insert(String text, String field, String value) {
    String comma = text.equals("{}") ? "" : ",";
    return text.substring(0, text.length() - 1) + comma + "\"" + field + "\":" + value + "}";
  }
}
