package dev.barlake.marketapi;

import com.fasterxml.jackson.core.JsonFactory;
import com.fasterxml.jackson.core.JsonParser;
import com.fasterxml.jackson.core.JsonToken;
import com.fasterxml.jackson.core.StreamReadFeature;
import dev.barlake.model.Bars;
import java.io.IOException;
import java.io.InputStream;

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

  /** No answer has more, and one that came uncompressed would be taken for far more. */
  private static final int MOST_BARS = AggregatesWalk.LIMIT;

  private final Bars.Builder builder;
  private final long fetchedAt;
  private final boolean volumes;
  private String ticker;
  private Boolean adjusted;
  private String status = "";
  private long resultsCount = -1;
  private String nextUrl;
  private long lastStart = Long.MIN_VALUE;
  private boolean ascending = true;

  private AggregatesPage(int capacity, long fetchedAt, boolean volumes) {
    this.volumes = volumes;
    this.builder = new Bars.Builder(capacity);
    this.fetchedAt = fetchedAt;
  }

  /**
   * Reads a page.
   *
   * @param compressedSize bytes of the body as they came, to size the columns by
   * @param fetchedAt epoch ms
   * @param volumes whether a bar must have a volume; where it need not, a missing one is 0
   * @throws BadPageException where a bar has no time or price
   * @throws IOException where it is no JSON, or breaks off
   */
  static AggregatesPage read(InputStream in, int compressedSize, long fetchedAt, boolean volumes)
      throws IOException {
    int capacity = Math.min(compressedSize / COMPRESSED_BYTES_PER_BAR, MOST_BARS);
    AggregatesPage page = new AggregatesPage(capacity, fetchedAt, volumes);
    try (JsonParser json = JSON.createParser(in)) {
      if (json.nextToken() != JsonToken.START_OBJECT) {
        throw new BadPageException("not a JSON object");
      }
      while (json.nextToken() == JsonToken.FIELD_NAME) {
        page.readField(json);
      }
      if (json.currentToken() != JsonToken.END_OBJECT) {
        throw new BadPageException("not a whole JSON object");
      }
      // The checksum of a compressed body is checked at its end.
      if (json.nextToken() != null) {
        throw new BadPageException("something follows the JSON object");
      }
    }
    return page;
  }

  private void readField(JsonParser json) throws IOException {
    String name = json.currentName();
    JsonToken value = json.nextToken();
    if (value == JsonToken.VALUE_NULL) {
      return;
    }
    switch (name) {
      case "ticker" -> ticker = json.getText();
      case "adjusted" -> adjusted = json.getBooleanValue();
      case "status" -> status = json.getText();
      case "resultsCount" -> resultsCount = json.getLongValue();
      case "next_url" -> nextUrl = json.getText();
      case "results" -> readBars(json);
      default -> json.skipChildren();
    }
  }

  private void readBars(JsonParser json) throws IOException {
    if (json.currentToken() != JsonToken.START_ARRAY) {
      throw new BadPageException("results is no array");
    }
    while (json.nextToken() == JsonToken.START_OBJECT) {
      readBar(json);
    }
    if (json.currentToken() != JsonToken.END_ARRAY) {
      throw new BadPageException("result %d is no bar".formatted(builder.size()));
    }
  }

  private void readBar(JsonParser json) throws IOException {
    long start = Long.MIN_VALUE;
    double open = Double.NaN;
    double high = Double.NaN;
    double low = Double.NaN;
    double close = Double.NaN;
    double volume = volumes ? Double.NaN : 0;
    double vwap = Double.NaN;
    long transactions = -1;
    boolean otc = false;
    while (json.nextToken() == JsonToken.FIELD_NAME) {
      String name = json.currentName();
      JsonToken value = json.nextToken();
      if (value == JsonToken.VALUE_NULL) {
        continue;
      }
      switch (name) {
        case "t" -> start = whole(json, value);
        case "o" -> open = number(json, value);
        case "h" -> high = number(json, value);
        case "l" -> low = number(json, value);
        case "c" -> close = number(json, value);
        case "v" -> volume = number(json, value);
        case "vw" -> vwap = number(json, value);
        case "n" -> transactions = whole(json, value);
        case "otc" -> otc = value == JsonToken.VALUE_TRUE;
        default -> json.skipChildren();
      }
    }
    // NaN and infinity come through a sum, so one comparison finds any missing field.
    if (start == Long.MIN_VALUE || !Double.isFinite(open + high + low + close + volume)) {
      throw new BadPageException("bar %d lacks one of t, o, h, l, c, v".formatted(builder.size()));
    }
    ascending &= start >= lastStart;
    lastStart = start;
    builder.add(start, open, high, low, close, volume, vwap, transactions, otc, fetchedAt);
  }

  /** Volumes come as whole numbers, decimals, with an exponent, or as text. */
  private static double number(JsonParser json, JsonToken value) throws IOException {
    if (value == JsonToken.VALUE_STRING) {
      try {
        return Double.parseDouble(json.getText());
      } catch (NumberFormatException e) {
        throw new BadPageException("'%s' is no number".formatted(json.getText()), e);
      }
    }
    return json.getDoubleValue();
  }

  private static long whole(JsonParser json, JsonToken value) throws IOException {
    if (value == JsonToken.VALUE_NUMBER_INT) {
      return json.getLongValue();
    }
    double number = number(json, value);
    if (number != Math.rint(number)) {
      throw new BadPageException("%s is no whole number".formatted(number));
    }
    return (long) number;
  }

  /** Null where the answer has none. */
  String ticker() {
    return ticker;
  }

  /** Null where the answer has none. */
  Boolean adjusted() {
    return adjusted;
  }

  String status() {
    return status;
  }

  /** What the answer says; -1 where it says nothing. */
  long resultsCount() {
    return resultsCount;
  }

  /** How many results there are, repeated ones too. */
  int results() {
    return builder.size();
  }

  /** Whether no result is earlier than the one before it. */
  boolean ascending() {
    return ascending;
  }

  /** Null where there is no further page. */
  String nextUrl() {
    return nextUrl == null || nextUrl.isEmpty() ? null : nextUrl;
  }

  /** The bars, each window start once. */
  Bars bars() {
    return builder.build();
  }
}
