package dev.barlake.marketapi;

import com.fasterxml.jackson.core.JsonParser;
import com.fasterxml.jackson.core.JsonParser.NumberType;
import com.fasterxml.jackson.core.JsonToken;
import dev.barlake.model.Bars;
import java.io.IOException;
import java.util.regex.Pattern;

/**
 * The fields of one bar of a page. They are read into the same object bar after bar, by {@link
 * #read} or by {@link PlainBars}, and are then judged alike.
 */
final class BarFields {
  /** No time that anything could mean. */
  static final long NONE = Long.MIN_VALUE;

  private static final Pattern NUMBER = Pattern.compile("-?\\d+(\\.\\d+)?([eE][+-]?\\d+)?");

  private final boolean volumes;

  long start;
  double open;
  double high;
  double low;
  double close;
  double volume;
  double vwap;
  long transactions;
  boolean otc;
  private boolean odd;
  private boolean volumeGiven;
  private int nullPrices;

  /**
   * Makes fields without values.
   *
   * @param volumes whether a bar must have a volume; if it need not, a missing one is 0
   */
  BarFields(boolean volumes) {
    this.volumes = volumes;
    clear();
  }

  void clear() {
    start = NONE;
    open = Double.NaN;
    high = Double.NaN;
    low = Double.NaN;
    close = Double.NaN;
    volume = volumes ? Double.NaN : 0;
    vwap = Double.NaN;
    transactions = -1;
    otc = false;
    odd = false;
    volumeGiven = false;
    nullPrices = 0;
  }

  /** Reads a bar of any kind, to its end. The parser has read its beginning. */
  void read(JsonParser json) throws IOException {
    clear();
    while (json.nextToken() == JsonToken.FIELD_NAME) {
      String name = json.currentName();
      JsonToken value = json.nextToken();
      if (value == JsonToken.VALUE_NULL) {
        nullPrices += isPrice(name) ? 1 : 0;
      } else {
        readField(name, value, json);
      }
    }
  }

  private void readField(String name, JsonToken value, JsonParser json) throws IOException {
    switch (name) {
      case "t" -> start = whole(json, value);
      case "o" -> open = number(json, value);
      case "h" -> high = number(json, value);
      case "l" -> low = number(json, value);
      case "c" -> close = number(json, value);
      case "v" -> {
        volume = number(json, value);
        volumeGiven = true;
      }
      case "vw" -> {
        vwap = number(json, value);
        odd |= !Double.isFinite(vwap);
      }
      case "n" -> {
        transactions = whole(json, value);
        odd |= transactions == NONE;
      }
      case "otc" -> otc = value == JsonToken.VALUE_TRUE;
      default -> json.skipChildren();
    }
  }

  private static boolean isPrice(String name) {
    return name.length() == 1 && "ohlc".contains(name);
  }

  /**
   * Volumes come as whole numbers, decimals, with an exponent, or as text.
   *
   * @return NaN or infinity if it is no finite number
   */
  private static double number(JsonParser json, JsonToken value) throws IOException {
    if (value == JsonToken.VALUE_STRING) {
      String text = json.getText();
      return NUMBER.matcher(text).matches() ? Double.parseDouble(text) : Double.NaN;
    }
    if (value.isNumeric()) {
      return json.getDoubleValue();
    }
    json.skipChildren();
    return Double.NaN;
  }

  /** A whole number, {@link #NONE} if it is none. */
  private static long whole(JsonParser json, JsonToken value) throws IOException {
    if (value == JsonToken.VALUE_NUMBER_INT && json.getNumberType() != NumberType.BIG_INTEGER) {
      return json.getLongValue();
    }
    double number = number(json, value);
    return number == Math.rint(number) && Math.abs(number) < 1L << 53 ? (long) number : NONE;
  }

  boolean hasTime() {
    return start != NONE;
  }

  /** Whether all that a bar must have is there, and is what it should be. */
  boolean isBar() {
    // NaN and infinity come through, so one comparison finds any field that is missing or odd.
    return hasTime() && !odd && open * 0 + high * 0 + low * 0 + close * 0 + volume * 0 == 0;
  }

  /** Whether this is a window without trade: its prices are null, and nothing else was traded. */
  boolean isNoTrade() {
    return !odd
        && nullPrices == 4
        && (!volumeGiven || volume == 0)
        && (Double.isNaN(vwap) || vwap == 0)
        && transactions <= 0;
  }

  void addTo(Bars.Builder bars, long fetchedAt) {
    bars.add(start, open, high, low, close, volume, vwap, transactions, otc, fetchedAt);
  }
}
