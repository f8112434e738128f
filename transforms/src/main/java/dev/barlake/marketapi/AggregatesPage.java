package dev.barlake.marketapi;

import com.fasterxml.jackson.core.JsonFactory;
import com.fasterxml.jackson.core.JsonParser;
import com.fasterxml.jackson.core.JsonParser.NumberType;
import com.fasterxml.jackson.core.JsonToken;
import com.fasterxml.jackson.core.StreamReadFeature;
import dev.barlake.model.Bars;
import java.io.EOFException;
import java.io.IOException;
import java.io.InputStream;
import java.util.ArrayList;
import java.util.List;
import java.util.Set;
import java.util.TreeSet;
import java.util.regex.Pattern;

/**
 * One page of aggregates as it came, straight from the stream into columns. Fields may come in any
 * order, unknown ones are passed over.
 */
final class AggregatesPage {
  private static final JsonFactory JSON =
      JsonFactory.builder()
          .enable(StreamReadFeature.USE_FAST_DOUBLE_PARSER)
          .enable(StreamReadFeature.USE_FAST_BIG_NUMBER_PARSER)
          .build();

  /** A bar is seldom compressed to less, so the columns seldom have to grow. */
  private static final int COMPRESSED_BYTES_PER_BAR = 16;

  /** The API reads at most so many base bars for a page, and gives at most one bar for each. */
  private static final int MOST_RESULTS = AggregatesWalk.LIMIT;

  private static final int BAR_TEXT = 200;

  /** No time that anything could mean. */
  private static final long NONE = Long.MIN_VALUE;

  private static final Pattern NUMBER = Pattern.compile("-?\\d+(\\.\\d+)?([eE][+-]?\\d+)?");

  private final RecentBytes in;
  private final Bars.Builder builder;
  private final List<MalformedBar> malformed = new ArrayList<>();
  private final long fetchedAt;
  private final boolean volumes;
  private String ticker;
  private Boolean adjusted;
  private String status = "";
  private long resultsCount = -1;
  private String nextUrl;
  private int results;
  private long lastStart = NONE;
  private long lastBar = NONE;
  private final Set<Long> repeated = new TreeSet<>();
  private boolean ascending = true;

  private AggregatesPage(RecentBytes in, int capacity, long fetchedAt, boolean volumes) {
    this.in = in;
    this.volumes = volumes;
    this.builder = new Bars.Builder(capacity);
    this.fetchedAt = fetchedAt;
  }

  /**
   * Reads a page.
   *
   * @param compressedSize bytes of the body as they came, to size the columns by
   * @param fetchedAt epoch ms
   * @param volumes whether a bar must have a volume; if it need not, a missing one is 0
   * @throws BadPageException if a bar has no time, or there are more than 50,000 results
   * @throws IOException if it is no JSON, or breaks off
   */
  static AggregatesPage read(RecentBytes in, int compressedSize, long fetchedAt, boolean volumes)
      throws IOException {
    int capacity = Math.min(compressedSize / COMPRESSED_BYTES_PER_BAR, MOST_RESULTS);
    AggregatesPage page = new AggregatesPage(in, capacity, fetchedAt, volumes);
    try (JsonParser json = JSON.createParser((InputStream) in)) {
      page.read(json);
    }
    return page;
  }

  private void read(JsonParser json) throws IOException {
    JsonToken start = json.nextToken();
    if (start == null) {
      throw new EOFException("the body is empty");
    }
    if (start != JsonToken.START_OBJECT) {
      throw new BadPageException("not a JSON object");
    }
    while (json.nextToken() == JsonToken.FIELD_NAME) {
      readField(json);
    }
    if (json.currentToken() != JsonToken.END_OBJECT) {
      throw new BadPageException("not a whole JSON object");
    }
    // The checksum of a compressed body is checked at its end.
    if (json.nextToken() != null) {
      throw new BadPageException("something follows the JSON object");
    }
  }

  private void readField(JsonParser json) throws IOException {
    String name = json.currentName();
    JsonToken value = json.nextToken();
    if (value == JsonToken.VALUE_NULL) {
      return;
    }
    switch (name) {
      case "ticker" -> ticker = json.getText();
      case "adjusted" -> {
        requireField(value.isBoolean(), name);
        adjusted = json.getBooleanValue();
      }
      case "status" -> status = json.getText();
      case "resultsCount" -> {
        requireField(value == JsonToken.VALUE_NUMBER_INT, name);
        resultsCount = json.getLongValue();
      }
      case "next_url" -> nextUrl = json.getText();
      case "results" -> readBars(json);
      default -> json.skipChildren();
    }
  }

  private static void requireField(boolean holds, String name) {
    if (!holds) {
      throw new BadPageException("the page's %s is of another type".formatted(name));
    }
  }

  private void readBars(JsonParser json) throws IOException {
    if (json.currentToken() != JsonToken.START_ARRAY) {
      throw new BadPageException("results is no array");
    }
    while (json.nextToken() == JsonToken.START_OBJECT) {
      if (results == MOST_RESULTS) {
        throw new BadPageException("the page has more than %,d results".formatted(MOST_RESULTS));
      }
      readBar(json);
      results++;
    }
    if (json.currentToken() != JsonToken.END_ARRAY) {
      throw new BadPageException("result %d is no bar".formatted(results));
    }
  }

  private void readBar(JsonParser json) throws IOException {
    long textStart = json.currentTokenLocation().getByteOffset();
    long start = NONE;
    double open = Double.NaN;
    double high = Double.NaN;
    double low = Double.NaN;
    double close = Double.NaN;
    double volume = volumes ? Double.NaN : 0;
    double vwap = Double.NaN;
    long transactions = -1;
    boolean otc = false;
    boolean odd = false;
    boolean volumeGiven = false;
    int nullPrices = 0;
    while (json.nextToken() == JsonToken.FIELD_NAME) {
      String name = json.currentName();
      JsonToken value = json.nextToken();
      if (value == JsonToken.VALUE_NULL) {
        nullPrices += isPrice(name) ? 1 : 0;
        continue;
      }
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
    if (start == NONE) {
      throw new BadPageException(
          "bar %d has no usable time: %s".formatted(results, barText(textStart, json)));
    }
    ascending &= start >= lastStart;
    lastStart = start;
    boolean noTrade =
        nullPrices == 4
            && (!volumeGiven || volume == 0)
            && (Double.isNaN(vwap) || vwap == 0)
            && transactions <= 0;
    // NaN and infinity come through, so one comparison finds any field that is missing or odd.
    if (!odd && open * 0 + high * 0 + low * 0 + close * 0 + volume * 0 == 0) {
      if (start == lastBar) {
        repeated.add(start);
      }
      lastBar = start;
      builder.add(start, open, high, low, close, volume, vwap, transactions, otc, fetchedAt);
    } else if (odd || !noTrade) {
      malformed.add(new MalformedBar(start, barText(textStart, json)));
    }
  }

  private static boolean isPrice(String name) {
    return name.length() == 1 && "ohlc".contains(name);
  }

  private String barText(long start, JsonParser json) {
    return in.text(start, json.currentLocation().getByteOffset(), BAR_TEXT);
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

  /** Null if the answer has none. */
  String ticker() {
    return ticker;
  }

  /** Null if the answer has none. */
  Boolean adjusted() {
    return adjusted;
  }

  String status() {
    return status;
  }

  /** What the answer says; -1 if it says nothing. */
  long resultsCount() {
    return resultsCount;
  }

  /**
   * How many results there are: bars, repeated or malformed ones too, and windows without trade.
   */
  int results() {
    return results;
  }

  /** The latest time of any result (epoch ms). */
  long lastStart() {
    return lastStart;
  }

  /** Whether no result is earlier than the one before it. */
  boolean ascending() {
    return ascending;
  }

  /** Null if there is no further page. */
  String nextUrl() {
    return nextUrl == null || nextUrl.isEmpty() ? null : nextUrl;
  }

  /** Window starts (epoch ms) of bars that the page has more than once, ascending. */
  Set<Long> repeated() {
    return repeated;
  }

  /** Bars that have a time and are otherwise not what a bar is, in the order of the page. */
  List<MalformedBar> malformed() {
    return malformed;
  }

  /** The bars, each window start once. */
  Bars bars() {
    return builder.build();
  }
}
