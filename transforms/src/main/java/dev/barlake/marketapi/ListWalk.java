package dev.barlake.marketapi;

import com.fasterxml.jackson.core.JsonParser;
import com.fasterxml.jackson.core.JsonToken;
import com.fasterxml.jackson.databind.DeserializationFeature;
import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import com.fasterxml.jackson.databind.json.JsonMapper;
import java.io.EOFException;
import java.io.IOException;
import java.io.InputStream;
import java.time.DateTimeException;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.function.Consumer;

/** A walk over all pages of a list endpoint; a row is parsed at a time, never a page as a tree. */
final class ListWalk<T> {
  /** The longest list is that of all dividends, some 2,000 pages of 1,000 rows. */
  static final int MOST_PAGES = 5_000;

  /** Ten times what the API gives at most. */
  static final int MOST_ROWS_OF_PAGE = 50_000;

  /** Ten times all dividends there are. */
  private static final long MOST_ROWS = 20_000_000;

  private static final ObjectMapper MAPPER =
      JsonMapper.builder().enable(DeserializationFeature.USE_BIG_DECIMAL_FOR_FLOATS).build();

  private final HttpExchanges http;
  private final RowReader<T> reader;
  private final Envelope<T> envelope;
  private final Set<PageUrl> seen = new HashSet<>();
  private PageUrl next;
  private long rowsSoFar;

  private record Page<T>(List<T> rows, PageUrl next) {}

  /** Judges what stands around the rows of a page. */
  interface Envelope<T> {
    /**
     * Looks at one page.
     *
     * @param fields other than rows and next page, by name
     * @throws BadPageException if they contradict the rows or the request
     */
    void check(Map<String, JsonNode> fields, List<T> rows);
  }

  ListWalk(HttpExchanges http, PageUrl first, RowReader<T> reader) {
    this(http, first, reader, (fields, rows) -> {});
  }

  ListWalk(HttpExchanges http, PageUrl first, RowReader<T> reader, Envelope<T> envelope) {
    this.http = http;
    this.next = first;
    this.reader = reader;
    this.envelope = envelope;
  }

  /** Gives the rows of one page after the other; each page is whole. */
  void forEachPage(Consumer<List<T>> rows) {
    for (List<T> page = nextPage(); page != null; page = nextPage()) {
      rows.accept(page);
    }
  }

  /** The rows of the next page, which may be none; null when the list has ended. */
  List<T> nextPage() {
    if (next == null) {
      return null;
    }
    seen.add(next);
    Page<T> page = http.get(next, this::read);
    rowsSoFar += page.rows().size();
    next = page.next();
    return page.rows();
  }

  private Page<T> read(Answer answer) throws IOException {
    List<T> rows = new ArrayList<>();
    Map<String, JsonNode> fields = new HashMap<>();
    PageUrl following = null;
    String status = "";
    try (InputStream body = answer.body();
        JsonParser json = MAPPER.createParser(body)) {
      JsonToken start = json.nextToken();
      if (start == JsonToken.START_ARRAY) {
        // Some endpoints answer with a bare array.
        readRows(json, rows);
        requireEnd(json);
        return new Page<>(rows, null);
      }
      if (start == null) {
        throw new EOFException("the body is empty");
      }
      if (start != JsonToken.START_OBJECT) {
        throw new BadPageException("neither a JSON object nor an array");
      }
      while (json.nextToken() == JsonToken.FIELD_NAME) {
        String name = json.currentName();
        JsonToken value = json.nextToken();
        if (value == JsonToken.VALUE_NULL) {
          continue;
        }
        switch (name) {
          case "status" -> status = json.getText();
          case "next_url" -> following = next(json.getText());
          case "results" -> {
            if (value != JsonToken.START_ARRAY) {
              throw new BadPageException("results is no array");
            }
            readRows(json, rows);
          }
          default -> {
            if (value.isScalarValue()) {
              fields.put(name, MAPPER.readTree(json));
            } else {
              json.skipChildren();
            }
          }
        }
      }
      if (json.currentToken() != JsonToken.END_OBJECT) {
        throw new BadPageException("not a whole JSON object");
      }
      requireEnd(json);
    }
    StatusException.check(status);
    envelope.check(fields, rows);
    return new Page<>(rows, following);
  }

  /** What is no object is a row too, and the reader's to judge. */
  private void readRows(JsonParser json, List<T> rows) throws IOException {
    for (JsonToken token = json.nextToken();
        token != JsonToken.END_ARRAY;
        token = json.nextToken()) {
      if (rows.size() == MOST_ROWS_OF_PAGE) {
        throw new BadPageException("the page has more than %,d rows".formatted(MOST_ROWS_OF_PAGE));
      }
      if (rowsSoFar + rows.size() == MOST_ROWS) {
        throw new BadPageException("the list has more than %,d rows".formatted(MOST_ROWS));
      }
      JsonNode row = MAPPER.readTree(json);
      try {
        rows.add(reader.read(row));
      } catch (DateTimeException | NumberFormatException e) {
        throw new BadPageException("a row cannot be read: %s".formatted(row), e);
      }
    }
  }

  /** The checksum of a compressed body is checked at its end. */
  private static void requireEnd(JsonParser json) throws IOException {
    if (json.nextToken() != null) {
      throw new BadPageException("something follows the JSON");
    }
  }

  private PageUrl next(String url) {
    if (url.isEmpty()) {
      return null;
    }
    PageUrl following = PageUrl.next(url, Map.of());
    if (seen.contains(following)) {
      throw new BadPageException(
          "next_url %s leads back to a page".formatted(following.pathAndQuery()));
    }
    if (seen.size() >= MOST_PAGES) {
      throw new BadPageException("the list has more than %,d pages".formatted(MOST_PAGES));
    }
    return following;
  }
}
