package dev.barlake.marketapi;

import com.fasterxml.jackson.databind.JsonNode;
import java.util.function.UnaryOperator;

/**
 * The day's bar of one ticker among those of all.
 *
 * @param vwap NaN if it has none
 * @param transactions -1 if it does not say
 * @param fault why the row is no bar; null if it is one
 */
public record GroupedBar(
    String ticker,
    double open,
    double high,
    double low,
    double close,
    double volume,
    double vwap,
    long transactions,
    boolean otc,
    String fault) {
  private static final int SHOWN = 120;

  /** Reads a row; one that is no bar has a fault, and no ticker. */
  static GroupedBar of(JsonNode row) {
    JsonNode ticker = row.path("T");
    boolean whole = ticker.isTextual() && !ticker.textValue().isBlank();
    for (String field : new String[] {"o", "h", "l", "c", "v"}) {
      whole &= row.path(field).isNumber() && Double.isFinite(row.path(field).doubleValue());
    }
    if (!whole) {
      return fault("no bar", row);
    }
    return new GroupedBar(
        ticker.textValue(),
        row.path("o").doubleValue(),
        row.path("h").doubleValue(),
        row.path("l").doubleValue(),
        row.path("c").doubleValue(),
        row.path("v").doubleValue(),
        row.path("vw").isNumber() ? row.path("vw").doubleValue() : Double.NaN,
        row.path("n").isNumber() ? row.path("n").longValue() : -1,
        row.path("otc").asBoolean(false),
        null);
  }

  /** A row that is not the bar that was asked for. */
  static GroupedBar fault(String why, JsonNode row) {
    String text = row.toString();
    String shown = text.substring(0, Math.min(SHOWN, text.length()));
    return new GroupedBar(null, 0, 0, 0, 0, 0, 0, 0, false, why + ": " + shown);
  }

  /** The same, with a fault that may be shown. */
  GroupedBar redacted(UnaryOperator<String> redact) {
    return fault == null
        ? this
        : new GroupedBar(null, 0, 0, 0, 0, 0, 0, 0, false, redact.apply(fault));
  }
}
