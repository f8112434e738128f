package dev.barlake.market;

import com.fasterxml.jackson.annotation.JsonIgnore;
import com.fasterxml.jackson.annotation.JsonInclude;
import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.databind.json.JsonMapper;
import java.io.IOException;
import java.io.InputStream;
import java.io.OutputStream;
import java.io.Serializable;
import java.time.LocalDate;
import java.util.Optional;
import java.util.Set;
import org.apache.beam.sdk.coders.AtomicCoder;
import org.apache.beam.sdk.coders.StringUtf8Coder;

/**
 * What became of one date of one tree.
 *
 * @param outcome {@code written}: there was no file; {@code replaced}: the source has another
 *     edition, and so has the file; {@code derived}: computed from the raw file; {@code same}: what
 *     is there is what the source has; {@code pending}: the source has not published it yet; {@code
 *     failed}
 * @param date as 2024-01-31
 * @param source of the file as it is now; null if there is none
 * @param difference to the file before, if it was replaced
 * @param category of a failure: {@code refused}, {@code absent}, {@code gone}, {@code damaged},
 *     {@code rows}, {@code fewer}, {@code transient}, {@code lake}, {@code adjusted}, {@code
 *     splits}
 * @param message why it failed or is pending, and what to do
 */
@JsonInclude(JsonInclude.Include.NON_NULL)
public record MarketReceipt(
    String outcome,
    String window,
    boolean adjusted,
    String date,
    String path,
    SourceRecord source,
    Difference difference,
    String category,
    String message)
    implements Serializable {
  private static final Set<String> DOUBTFUL = Set.of("absent", "gone", "damaged", "fewer");
  private static final JsonMapper JSON = new JsonMapper();

  static MarketReceipt held(
      String outcome, MarketTree tree, SourceRecord source, Difference difference) {
    return new MarketReceipt(
        outcome,
        tree.window(),
        tree.adjusted(),
        source.date(),
        tree.path(LocalDate.parse(source.date())),
        source,
        difference,
        null,
        null);
  }

  /** Nothing was written. */
  public static MarketReceipt not(
      String outcome, MarketTree tree, String date, String category, String message) {
    return new MarketReceipt(
        outcome, tree.window(), tree.adjusted(), date, null, null, null, category, message);
  }

  /** What is there is what the source has. */
  public static MarketReceipt same(MarketTree tree, LocalDate date, Optional<SourceRecord> source) {
    return new MarketReceipt(
        "same",
        tree.window(),
        tree.adjusted(),
        date.toString(),
        tree.path(date),
        source.orElse(null),
        null,
        null,
        null);
  }

  /** The source does not list the object. */
  public static MarketReceipt absent(MarketTree tree, String key, MarketDate date) {
    return FlatFiles.absent(key, date, null).receipt(tree, date);
  }

  /** Whether nothing came that could be believed at once: the source is asked once more. */
  @JsonIgnore
  public boolean isDoubtful() {
    return outcome.equals("pending") || (isFailed() && DOUBTFUL.contains(category));
  }

  @JsonIgnore
  public boolean isFailed() {
    return outcome.equals("failed");
  }

  public String toJson() {
    try {
      return JSON.writeValueAsString(this);
    } catch (JsonProcessingException e) {
      throw new IllegalStateException("Cannot write the receipt of " + date, e);
    }
  }

  /** The receipt of a line. */
  public static MarketReceipt parse(String line) {
    try {
      return JSON.readValue(line, MarketReceipt.class);
    } catch (JsonProcessingException e) {
      throw new IllegalArgumentException("Cannot read a receipt: " + line, e);
    }
  }

  /** As a line of JSON. */
  static final class LineCoder extends AtomicCoder<MarketReceipt> {
    private static final StringUtf8Coder TEXT = StringUtf8Coder.of();

    @Override
    public void encode(MarketReceipt value, OutputStream out) throws IOException {
      TEXT.encode(value.toJson(), out);
    }

    @Override
    public MarketReceipt decode(InputStream in) throws IOException {
      return parse(TEXT.decode(in));
    }
  }
}
