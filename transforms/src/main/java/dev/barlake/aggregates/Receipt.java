package dev.barlake.aggregates;

import com.fasterxml.jackson.annotation.JsonInclude;
import com.fasterxml.jackson.annotation.JsonSubTypes;
import com.fasterxml.jackson.annotation.JsonTypeInfo;
import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.databind.ObjectMapper;
import dev.barlake.model.BarSeries;
import dev.barlake.model.TimeRange;
import dev.barlake.model.Timespan;
import java.io.IOException;
import java.io.InputStream;
import java.io.OutputStream;
import java.io.UncheckedIOException;
import java.time.Instant;
import java.util.List;
import org.apache.beam.sdk.coders.AtomicCoder;
import org.apache.beam.sdk.coders.StringUtf8Coder;

/**
 * What became of one storage period of one request: every planned instant is in exactly one
 * receipt's ranges, or the run is not a success. One line of JSON each in the manifest.
 */
@JsonTypeInfo(use = JsonTypeInfo.Id.NAME, property = "outcome")
@JsonSubTypes({
  @JsonSubTypes.Type(value = Receipt.Written.class, name = "written"),
  @JsonSubTypes.Type(value = Receipt.Skipped.class, name = "skipped"),
  @JsonSubTypes.Type(value = Receipt.Unknown.class, name = "unknown"),
  @JsonSubTypes.Type(value = Receipt.Failed.class, name = "failed")
})
@JsonInclude(JsonInclude.Include.NON_NULL)
public sealed interface Receipt {
  /** What the receipt is for. */
  Part part();

  /**
   * A part of a request.
   *
   * @param period the storage period's label, {@code 2024-01}
   * @param ranges half-open ranges of window starts, ISO-8601 with both ends
   */
  record Part(
      String ticker,
      int multiplier,
      String timespan,
      boolean adjusted,
      String period,
      List<String> ranges) {
    /** The part of one storage period. */
    public static Part of(BarSeries series, long period, List<TimeRange> ranges) {
      return new Part(
          series.ticker(),
          series.multiplier(),
          series.timespan().apiName(),
          series.adjusted(),
          series.storagePeriod().label(period),
          ranges.stream().filter(range -> !range.isEmpty()).map(TimeRange::toString).toList());
    }

    public BarSeries series() {
      return new BarSeries(ticker, multiplier, Timespan.named(timespan).orElseThrow(), adjusted);
    }

    /** The ranges again as they were given. */
    public List<TimeRange> timeRanges() {
      return ranges.stream().map(Part::parse).toList();
    }

    private static TimeRange parse(String range) {
      int slash = range.indexOf('/');
      return new TimeRange(
          Instant.parse(range.substring(0, slash)).toEpochMilli(),
          Instant.parse(range.substring(slash + 1)).toEpochMilli());
    }
  }

  /**
   * Fetched, and in the lake.
   *
   * @param path of the partition file in the lake
   * @param rows bars in the file afterwards
   * @param bytes size of the file
   * @param fetched bars that the fetch brought
   * @param added bars that the file did not have
   * @param changed bars that the file had with other values
   * @param vanished bars that the file has within the ranges and the fetch did not bring; kept
   * @param rescaled bars of the file that were brought to a new scale by computing, since they
   *     could not be fetched again
   * @param splits the splits that the file's bars are adjusted with
   * @param notes what was noticed while fetching; null if nothing was
   * @param upserted bars that a database's table was given; null if there is no table
   */
  record Written(
      Part part,
      String path,
      long rows,
      long bytes,
      int fetched,
      int added,
      int changed,
      int vanished,
      int rescaled,
      String splits,
      Notes notes,
      Integer upserted)
      implements Receipt {}

  /**
   * Not asked for, since the file covers it already.
   *
   * @param path of the partition file in the lake: who follows the lake by its manifests finds so
   *     what a run wrote that was killed before its own
   * @param upserted bars that a database's table lacked; null if there is no table
   */
  record Skipped(Part part, String path, String splits, Integer upserted) implements Receipt {}

  /**
   * No bar, of a ticker that the vendor does not list: no file was made. Unless other parts of the
   * series have bars, the ticker is a typing error.
   *
   * @param nearMiss another spelling that is listed; null if there is none
   */
  record Unknown(Part part, String nearMiss) implements Receipt {}

  /**
   * Neither fetched nor covered: the lake is as it was. Or, if the message says so, the lake has
   * the bars and only a database's table lacks them. Then the next run brings them there without
   * asking for them again.
   *
   * <p>The categories:
   *
   * <ul>
   *   <li>{@code fatal}, {@code permanent}, {@code transient}: as the API client reports them;
   *       {@code transient} also if a database was not to be had, or a list came short
   *   <li>{@code malformed}: a bar could not be read
   *   <li>{@code damaged}: the partition file could not be read
   *   <li>{@code splits}: bars of two scales were kept apart, or a listed split cannot be read
   *   <li>{@code waiting}: a split is listed, and the prices do not show it yet
   *   <li>{@code unknown}: the vendor does not list the ticker
   *   <li>{@code database}: a table could not be written to
   * </ul>
   *
   * @param category one of these
   * @param status HTTP status, 0 if there was none
   */
  record Failed(
      Part part, String category, int status, String requestId, String url, String message)
      implements Receipt {
    /** A failure that no answer of the API is to blame for. */
    public static Failed of(Part part, String category, String message) {
      return new Failed(part, category, 0, "", "", message);
    }

    static Failed of(Part part, VerifiedFetch.Failure failure) {
      return new Failed(
          part,
          failure.category(),
          failure.status(),
          failure.requestId(),
          failure.url(),
          failure.message());
    }
  }

  /** The receipt as one line of JSON. */
  default String toJson() {
    try {
      return Json.MAPPER.writeValueAsString(this);
    } catch (JsonProcessingException e) {
      throw new UncheckedIOException("Cannot write the receipt of " + part(), e);
    }
  }

  /** The receipt of a line that {@link #toJson} wrote. */
  static Receipt parse(String json) {
    try {
      return Json.MAPPER.readValue(json, Receipt.class);
    } catch (JsonProcessingException e) {
      throw new UncheckedIOException("Cannot read the receipt " + json, e);
    }
  }

  /** Receipts travel as their line of JSON: there are few, and people read them. */
  final class LineCoder extends AtomicCoder<Receipt> {
    static LineCoder of() {
      return new LineCoder();
    }

    @Override
    public void encode(Receipt receipt, OutputStream out) throws IOException {
      StringUtf8Coder.of().encode(receipt.toJson(), out);
    }

    @Override
    public Receipt decode(InputStream in) throws IOException {
      return parse(StringUtf8Coder.of().decode(in));
    }

    @Override
    public void verifyDeterministic() {}
  }

  /** Apart, so that the mapper is not part of the interface. */
  final class Json {
    private static final ObjectMapper MAPPER = new ObjectMapper();

    private Json() {}
  }
}
