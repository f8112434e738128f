package dev.barlake.market;

import dev.barlake.lake.Lake;
import dev.barlake.model.Market;
import java.io.IOException;
import java.time.Clock;
import java.time.Instant;
import java.time.LocalDate;
import java.util.Map;
import java.util.Optional;
import java.util.TreeMap;

/** Dates from the vendor's flat files: raw bars without vwap. */
final class FlatFiles implements DateSource {
  /** More rows than these, and more than one in a hundred, that are no bars are no accident. */
  private static final long MOST_REJECTED = 100;

  private final FlatFileBucket bucket;
  private final Optional<Lake> raw;
  private final String run;
  private final Clock clock;

  /**
   * @param raw where the objects are kept as they came
   */
  FlatFiles(FlatFileBucket bucket, Optional<Lake> raw, String run, Clock clock) {
    this.bucket = bucket;
    this.raw = raw;
    this.run = run;
    this.clock = clock;
  }

  @Override
  public DateFile read(MarketTree tree, MarketDate date) throws IOException {
    String key = bucket.key(date.date(), tree.isDaily());
    FlatFileBucket.Found found = found(key, date);
    Instant readAt = clock.instant();
    raw.ifPresent(lake -> keep(lake, found));
    FlatFile source = new FlatFile(found.bytes(), DayOfRows.of(date.date(), Market.STOCKS.zone()));
    try (MarketFileWriter file =
        source.read(() -> new MarketFileWriter(date.date(), readAt.toEpochMilli()))) {
      requireBars(source, file, found);
      SourceRecord record = record(date.date(), found, readAt, source, file);
      return new DateFile(file.end(footer(tree, record)), record);
    } catch (IOException e) {
      throw new IOException("Cannot use %s: %s".formatted(key, e.getMessage()), e);
    }
  }

  private FlatFileBucket.Found found(String key, MarketDate date) {
    try {
      return bucket.read(key);
    } catch (FlatFileException e) {
      if (!e.isOfObject()) {
        throw e;
      }
      if (date.listed() && e.kind() == FlatFileException.Kind.MISSING) {
        throw NoBarsException.failed("gone", e.getMessage() + " though it is listed", e);
      }
      if (date.listed()) {
        throw NoBarsException.failed(
            "refused",
            e.getMessage()
                + " though it is listed: your plan does not reach back to it, or agreements of the"
                + " data are not signed; see the vendor's dashboard",
            e);
      }
      throw absent(key, date, e);
    }
  }

  /** Of a date that is not listed. */
  static NoBarsException absent(String key, MarketDate date, Throwable cause) {
    if (date.isRecent()) {
      return NoBarsException.pending(
          key + " is not published yet: that is at about 11:00 New York time of the next day",
          cause);
    }
    return NoBarsException.failed(
        "absent", key + " is not listed: the vendor does not have this date", cause);
  }

  /** The first edition under the object's own name, any other one with its ETag in it. */
  private static void keep(Lake lake, FlatFileBucket.Found found) {
    if (!lake.createUnseen(found.key(), found.bytes())
        && !lake.create(found.key(), found.bytes())) {
      String version = found.eTag().replace("\"", "");
      lake.write(found.key().replaceFirst("\\.csv", "." + version + ".csv"), found.bytes());
    }
  }

  private static void requireBars(
      FlatFile source, MarketFileWriter file, FlatFileBucket.Found found) {
    RejectedRows rejected = source.rejected();
    boolean many =
        rejected.rejected() > MOST_REJECTED && rejected.rejected() > rejected.rows() / 100;
    if (file.rows() == 0 || many) {
      throw NoBarsException.failed(
          "rows",
          "%s: %,d of its %,d rows are no bars of the date%s; the vendor has to replace it"
              .formatted(
                  found.key(),
                  rejected.rejected(),
                  rejected.rows(),
                  rejected.first().isEmpty() ? "" : ", first " + rejected.first().get(0)),
          null);
    }
  }

  private SourceRecord record(
      LocalDate date,
      FlatFileBucket.Found found,
      Instant readAt,
      FlatFile source,
      MarketFileWriter file) {
    RejectedRows rejected = source.rejected();
    return new SourceRecord(
        date.toString(),
        found.key(),
        found.eTag(),
        found.bytes().length,
        found.modified(),
        readAt.toString(),
        run,
        null,
        file.rows(),
        file.tickers(),
        source.sorted().repeated(),
        source.sorted().contradicted(),
        rejected.rejected(),
        rejected.first(),
        source.sorted().impossible().counts(),
        source.sorted().impossible().first());
  }

  /** The key-values of a date's file. */
  static Map<String, String> footer(MarketTree tree, SourceRecord record) {
    Map<String, String> footer = new TreeMap<>();
    footer.put("barlake.schema", "1");
    footer.put("barlake.market", tree.directory());
    footer.put(SourceRecord.KEY, record.toJson());
    return footer;
  }

  @Override
  public void close() {
    bucket.close();
    raw.ifPresent(Lake::close);
  }
}
