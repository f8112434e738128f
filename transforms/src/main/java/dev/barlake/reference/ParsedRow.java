package dev.barlake.reference;

import com.fasterxml.jackson.databind.JsonNode;
import java.util.ArrayList;
import java.util.List;

/**
 * A row of the API as one of a table.
 *
 * @param nulled how many values said, in some spelling, that there is none
 * @param malformed the values that could not be read, and are NULL now
 */
record ParsedRow(ReferenceRow row, int nulled, List<RowViolation> malformed) {

  /** A row while it is read. */
  static final class Builder {
    private final ReferenceTable table;
    private final List<String> values = new ArrayList<>();
    private final List<RowViolation> malformed = new ArrayList<>();
    private int nulled;

    /**
     * Takes the values of all columns.
     *
     * @throws RowViolation if one cannot be read that the row is of no use without
     */
    Builder(ReferenceTable table, JsonNode json) {
      this.table = table;
      for (Column column : table.columns()) {
        nulled += column.spellsNull(json) ? 1 : 0;
        values.add(value(column, json));
      }
    }

    private String value(Column column, JsonNode json) {
      try {
        return column.read(json);
      } catch (RowViolation e) {
        if (column.essential()) {
          throw e;
        }
        malformed.add(e);
        return null;
      }
    }

    List<String> values() {
      return values;
    }

    String get(String column) {
      return table.get(values, column);
    }

    void set(String column, String value) {
      table.set(values, column, value);
    }

    ParsedRow build() {
      return new ParsedRow(new ReferenceRow(values), nulled, List.copyOf(malformed));
    }
  }
}
