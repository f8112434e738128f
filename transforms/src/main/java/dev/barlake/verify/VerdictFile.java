package dev.barlake.verify;

import dev.barlake.lake.Lake;
import dev.barlake.parquet.RecordFile;
import java.io.IOException;
import java.time.LocalDate;
import java.util.ArrayList;
import java.util.List;
import java.util.NavigableSet;
import java.util.TreeSet;
import org.apache.parquet.example.data.Group;
import org.apache.parquet.example.data.simple.SimpleGroup;
import org.apache.parquet.schema.MessageType;
import org.apache.parquet.schema.MessageTypeParser;

/**
 * The verdicts of one window on one trading date, a row a series, in the lake:
 *
 * <pre>
 * _verify/timespan=1minute/trade_date=2024-01-31/verdicts.parquet
 * </pre>
 */
public final class VerdictFile {
  private static final String ROOT = "_verify/";
  private static final String TIMESPAN = "timespan=";
  private static final String NAME = "/verdicts.parquet";
  private static final long MICROS = 1000;

  private static final MessageType SCHEMA =
      MessageTypeParser.parseMessageType(
          """
          message verdict {
            required binary ticker (STRING);
            required boolean adjusted;
            required int32 date (DATE);
            required binary verdict (STRING);
            required binary test (STRING);
            optional int64 expected;
            required int64 found;
            required binary finding (STRING);
            optional int64 finding_from (TIMESTAMP(MICROS,true));
            optional int64 finding_to (TIMESTAMP(MICROS,true));
            optional int64 together (TIMESTAMP(MICROS,true));
            required binary gaps (STRING);
            required binary witnesses (STRING);
            required binary bars_version (STRING);
            optional int64 first_asked_at (TIMESTAMP(MICROS,true));
            optional int64 asked_at (TIMESTAMP(MICROS,true));
            required int64 verified_at (TIMESTAMP(MICROS,true));
            required binary run (STRING);
          }
          """);

  private VerdictFile() {}

  private static String directory(String window) {
    return ROOT + TIMESPAN + window + "/";
  }

  /** Where the verdicts of a date are, relative to the lake. */
  public static String path(String window, LocalDate date) {
    return directory(window) + "trade_date=" + date + NAME;
  }

  /** The windows that have verdicts, as {@code 5minute}. */
  public static NavigableSet<String> windows(Lake lake) {
    NavigableSet<String> windows = new TreeSet<>();
    for (String path : lake.list(ROOT)) {
      if (path.startsWith(ROOT + TIMESPAN) && path.endsWith(NAME)) {
        windows.add(path.substring(ROOT.length() + TIMESPAN.length()).split("/", 2)[0]);
      }
    }
    return windows;
  }

  /** The dates that have verdicts, ascending. */
  public static NavigableSet<LocalDate> dates(Lake lake, String window) {
    String start = directory(window) + "trade_date=";
    NavigableSet<LocalDate> dates = new TreeSet<>();
    for (String path : lake.list(directory(window))) {
      if (path.startsWith(start) && path.endsWith(NAME)) {
        dates.add(LocalDate.parse(path.substring(start.length(), path.length() - NAME.length())));
      }
    }
    return dates;
  }

  /**
   * The verdicts of a date; none if there is no file, or one that cannot be read: they are redone.
   */
  public static List<VerdictRow> read(Lake lake, String window, LocalDate date) {
    return lake.read(path(window, date)).map(VerdictFile::read).orElse(List.of());
  }

  static List<VerdictRow> read(byte[] bytes) {
    try {
      List<VerdictRow> rows = new ArrayList<>();
      for (Group group : RecordFile.read(bytes, SCHEMA)) {
        rows.add(row(group));
      }
      return rows;
    } catch (IOException | RuntimeException e) {
      return List.of();
    }
  }

  /** The content of a file of these rows. */
  public static byte[] write(List<VerdictRow> rows) {
    try {
      return RecordFile.write(
          SCHEMA, rows.stream().sorted(VerdictRow.ORDER).map(VerdictFile::group).toList());
    } catch (IOException e) {
      throw new java.io.UncheckedIOException("Cannot write verdicts", e);
    }
  }

  private static Group group(VerdictRow row) {
    Group group = new SimpleGroup(SCHEMA);
    group.add("ticker", row.ticker());
    group.add("adjusted", row.adjusted());
    group.add("date", Math.toIntExact(row.date().toEpochDay()));
    group.add("verdict", row.verdict().word());
    group.add("test", row.check().word());
    if (row.expected() >= 0) {
      group.add("expected", row.expected());
    }
    group.add("found", row.found());
    group.add("finding", row.text());
    instant(group, "finding_from", row.from());
    instant(group, "finding_to", row.to());
    instant(group, "together", row.together());
    group.add("gaps", Gap.text(row.gaps()));
    group.add("witnesses", row.witnesses());
    group.add("bars_version", row.bars());
    instant(group, "first_asked_at", row.firstAsked());
    instant(group, "asked_at", row.asked());
    instant(group, "verified_at", row.verified());
    group.add("run", row.run());
    return group;
  }

  private static void instant(Group group, String column, long millis) {
    if (millis >= 0) {
      group.add(column, millis * MICROS);
    }
  }

  private static VerdictRow row(Group group) {
    return new VerdictRow(
        group.getString("ticker", 0),
        group.getBoolean("adjusted", 0),
        LocalDate.ofEpochDay(group.getInteger("date", 0)),
        Verdict.of(group.getString("verdict", 0)),
        Check.of(group.getString("test", 0)),
        group.getFieldRepetitionCount("expected") == 0 ? -1 : group.getLong("expected", 0),
        group.getLong("found", 0),
        group.getString("finding", 0),
        instant(group, "finding_from"),
        instant(group, "finding_to"),
        instant(group, "together"),
        Gap.parse(group.getString("gaps", 0)),
        group.getString("witnesses", 0),
        group.getString("bars_version", 0),
        instant(group, "first_asked_at"),
        instant(group, "asked_at"),
        instant(group, "verified_at"),
        group.getString("run", 0));
  }

  private static long instant(Group group, String column) {
    return group.getFieldRepetitionCount(column) == 0 ? -1 : group.getLong(column, 0) / MICROS;
  }
}
