package dev.barlake.marketapi;

import com.fasterxml.jackson.core.JsonFactory;
import com.fasterxml.jackson.core.JsonParser;
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

/**
 * One page of aggregates as it came, straight from the stream into columns. Fields may come in any
 * order, unknown ones are passed over.
 *
 * <p>{@link PlainBars} reads the plain bars, and the parser the rest. A page that is refused is
 * read once more by the parser alone, so that a refusal says where in the whole body the fault is.
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

  private final RecentBytes in;

  /** Null if the parser reads alone. */
  private final PlainBars plain;

  private final BarFields bar;
  private final Bars.Builder builder;
  private final List<MalformedBar> malformed = new ArrayList<>();
  private final long fetchedAt;
  private String ticker;
  private Boolean adjusted;
  private String status = "";
  private long resultsCount = -1;
  private String nextUrl;
  private int results;
  private long lastStart = BarFields.NONE;
  private long lastBar = BarFields.NONE;
  private final Set<Long> repeated = new TreeSet<>();
  private boolean ascending = true;

  /** A body that can be read more than once. */
  @FunctionalInterface
  interface Body {
    /** The body from its beginning. */
    RecentBytes open() throws IOException;
  }

  private AggregatesPage(
      RecentBytes in, PlainBars plain, int compressedSize, long fetchedAt, boolean volumes) {
    this.in = in;
    this.plain = plain;
    this.fetchedAt = fetchedAt;
    bar = new BarFields(volumes);
    builder = new Bars.Builder(Math.min(compressedSize / COMPRESSED_BYTES_PER_BAR, MOST_RESULTS));
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
  static AggregatesPage read(Body body, int compressedSize, long fetchedAt, boolean volumes)
      throws IOException {
    try (RecentBytes in = body.open()) {
      PlainBars plain = new PlainBars(in);
      return new AggregatesPage(in, plain, compressedSize, fetchedAt, volumes).read(plain);
    } catch (IOException | BadPageException refusal) {
      return readByParser(body, compressedSize, fetchedAt, volumes);
    }
  }

  /** The same by the parser alone, which takes longer. */
  static AggregatesPage readByParser(Body body, int compressedSize, long fetchedAt, boolean volumes)
      throws IOException {
    try (RecentBytes in = body.open()) {
      return new AggregatesPage(in, null, compressedSize, fetchedAt, volumes).read(in);
    }
  }

  private AggregatesPage read(InputStream from) throws IOException {
    try (JsonParser json = JSON.createParser(from)) {
      read(json);
    }
    return this;
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
      readPlainBars(json);
    }
    if (json.currentToken() != JsonToken.END_ARRAY) {
      throw new BadPageException("result %d is no bar".formatted(results));
    }
  }

  private void readPlainBars(JsonParser json) throws IOException {
    if (plain == null || !plain.isNext(json.currentLocation().getByteOffset())) {
      return;
    }
    while (results < MOST_RESULTS && plain.read(bar)) {
      take();
    }
  }

  private void readBar(JsonParser json) throws IOException {
    long textStart = json.currentTokenLocation().getByteOffset();
    bar.read(json);
    if (!bar.hasTime()) {
      throw new BadPageException(
          "bar %d has no usable time: %s".formatted(results, barText(textStart, json)));
    }
    if (!bar.isBar() && !bar.isNoTrade()) {
      malformed.add(new MalformedBar(bar.start, barText(textStart, json)));
    }
    take();
  }

  private String barText(long start, JsonParser json) {
    long kept = plain == null ? 0 : plain.kept();
    return in.text(start + kept, json.currentLocation().getByteOffset() + kept, BAR_TEXT);
  }

  private void take() {
    results++;
    ascending &= bar.start >= lastStart;
    lastStart = bar.start;
    if (bar.isBar()) {
      if (bar.start == lastBar) {
        repeated.add(bar.start);
      }
      lastBar = bar.start;
      bar.addTo(builder, fetchedAt);
    }
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
