package dev.barlake.reference;

import com.fasterxml.jackson.databind.JsonNode;
import java.io.Serializable;

/**
 * A row of the API that does not fit its table, or a value of a row that is loaded without it.
 *
 * @param table the table's name in the database
 * @param list the list's name
 * @param position of the row in the list, from 1
 * @param leftOut what the table lacks
 * @param ticker null if it cannot be read
 * @param rowId the vendor's; null if it cannot be read, or there is none
 * @param content the row as JSON, or its beginning if it is long
 */
record QuarantineEntry(
    String table,
    String list,
    long position,
    String column,
    LeftOut leftOut,
    String ticker,
    String rowId,
    String reason,
    String content)
    implements Serializable {
  private static final int MOST_CONTENT = 4000;
  private static final int MOST_TICKER = 64;
  private static final int MOST_ID = 128;

  /** What a table lacks. */
  enum LeftOut {
    /** The whole row. */
    ROW,
    /** One value, which is NULL in the row. */
    VALUE
  }

  static QuarantineEntry of(
      ReferenceList list, long position, RowViolation fault, LeftOut leftOut, JsonNode json) {
    return new QuarantineEntry(
        list.table().tableName(),
        list.name(),
        position,
        fault.column(),
        leftOut,
        name(json.path("ticker"), MOST_TICKER),
        name(json.path("id"), MOST_ID),
        fault.getMessage(),
        RowViolation.shortened(json.toString(), MOST_CONTENT));
  }

  /** One that is too long is not of a row that was ever loaded. */
  private static String name(JsonNode value, int most) {
    boolean fits = value.isValueNode() && !value.isNull() && value.asText().length() <= most;
    return fits && !value.asText().isBlank() ? value.asText() : null;
  }
}
