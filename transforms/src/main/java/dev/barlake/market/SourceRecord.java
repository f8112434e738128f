package dev.barlake.market;

import com.fasterxml.jackson.annotation.JsonIgnore;
import com.fasterxml.jackson.annotation.JsonIgnoreProperties;
import com.fasterxml.jackson.annotation.JsonInclude;
import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.databind.json.JsonMapper;
import java.io.Serializable;
import java.time.Instant;
import java.util.List;
import java.util.Map;
import java.util.Optional;

/**
 * Which object or answer a date's file came from, and what was noticed. It stands in the footer of
 * the file, under {@code barlake.source}, and once more in {@code _sources/}.
 *
 * @param date as 2024-01-31
 * @param key of the object, or the path of the request
 * @param eTag of the object; a hash of the answer's rows if there is no object
 * @param length in bytes
 * @param modified when the source last changed it, ISO-8601; null if it does not say
 * @param readAt ISO-8601
 * @param run that read it
 * @param splits under which adjusted bars were computed; null for raw ones
 * @param rows bars in the file
 * @param tickers that have one
 * @param repeated rows that came again with the same values
 * @param contradicted rows that came again with others; the later stands
 * @param rejected rows that are no bars of the date, and not in the file
 * @param firstRejected the first few of them
 * @param impossible bars that cannot be, by kind; they are in the file as the source has them
 * @param firstImpossible the first few of them
 */
@JsonInclude(JsonInclude.Include.NON_NULL)
@JsonIgnoreProperties(ignoreUnknown = true) // of a later version
public record SourceRecord(
    String date,
    String key,
    String eTag,
    long length,
    String modified,
    String readAt,
    String run,
    String splits,
    long rows,
    long tickers,
    long repeated,
    long contradicted,
    long rejected,
    List<String> firstRejected,
    Map<String, Long> impossible,
    List<String> firstImpossible)
    implements Serializable {
  static final String KEY = "barlake.source";
  private static final JsonMapper JSON = new JsonMapper();

  /** Whether it came from the API, and not from a flat file. */
  @JsonIgnore
  public boolean isAnswer() {
    return key.startsWith("/");
  }

  /** Whether another record is of the same bytes. */
  public boolean isSameEdition(String otherTag, long otherLength) {
    return eTag.equals(otherTag) && length == otherLength;
  }

  /** Whether this edition was there before another of the same kind of source. */
  boolean isBefore(SourceRecord other) {
    boolean dated = modified != null && other.modified != null;
    return dated
        ? Instant.parse(modified).isBefore(Instant.parse(other.modified))
        : Instant.parse(readAt).isBefore(Instant.parse(other.readAt));
  }

  public String toJson() {
    try {
      return JSON.writeValueAsString(this);
    } catch (JsonProcessingException e) {
      throw new IllegalStateException("Cannot write the source of " + date, e);
    }
  }

  /** The record of a footer, or empty if it has none that can be read. */
  public static Optional<SourceRecord> of(Map<String, String> footer) {
    try {
      String json = footer.get(KEY);
      return json == null
          ? Optional.empty()
          : Optional.of(JSON.readValue(json, SourceRecord.class));
    } catch (JsonProcessingException e) {
      return Optional.empty();
    }
  }
}
