package dev.barlake.lake;

import dev.barlake.model.BarSeries;
import dev.barlake.model.Timespan;
import java.io.ByteArrayOutputStream;
import java.nio.ByteBuffer;
import java.nio.CharBuffer;
import java.nio.charset.CharacterCodingException;
import java.nio.charset.StandardCharsets;
import java.util.HexFormat;
import java.util.Optional;
import java.util.OptionalLong;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/**
 * Where everything in a lake is; all paths are relative to it.
 *
 * <pre>
 * bars/timespan=5minute/adjusted=true/symbol=AAPL/month=2024-01/bars.parquet
 * _watermarks/timespan=5minute/adjusted=true.json
 * _manifests/…  _receipts/…  _failed/…
 * </pre>
 *
 * The key is {@code symbol} although the column is {@code ticker}: with one name for both the path
 * silently wins in most readers. Names with an underscore are skipped by the usual readers.
 */
public final class Layout {
  /**
   * A text that Hive takes for a missing value, and so does DuckDB 1: the bars of the ticker of
   * that name would be found under no name. So its last letter is encoded.
   */
  private static final String MISSING = "NULL";

  private static final String PLAIN = "ABCDEFGHIJKLMNOPQRSTUVWXYZ0123456789-";
  private static final String FILE = "bars.parquet";
  private static final Pattern PARTITION =
      Pattern.compile(
          "bars/timespan=([1-9][0-9]{0,8})([a-z]+)/adjusted=(true|false)/symbol=([^/]+)/([a-z]+)=([^/]+)/"
              + Pattern.quote(FILE));
  private static final HexFormat HEX = HexFormat.of().withUpperCase();

  private Layout() {}

  /** The directory of a series, with a slash at its end. */
  public static String directory(BarSeries series) {
    return directory(series, encode(series.ticker()));
  }

  private static String directory(BarSeries series, String symbol) {
    return "bars/timespan=%s/adjusted=%s/symbol=%s/"
        .formatted(series.window(), series.adjusted(), symbol);
  }

  /** The directory that earlier versions had for a series, if it was another one. */
  static Optional<String> olderDirectory(BarSeries series) {
    return series.ticker().equals(MISSING)
        ? Optional.of(directory(series, MISSING))
        : Optional.empty();
  }

  /** The file of one storage period of a series. */
  public static String partition(BarSeries series, long period) {
    return directory(series) + name(series, period);
  }

  /** The path that earlier versions had for a partition, if it was another one. */
  static Optional<String> olderPartition(BarSeries series, long period) {
    return olderDirectory(series).map(directory -> directory + name(series, period));
  }

  private static String name(BarSeries series, long period) {
    return "%s=%s/%s"
        .formatted(series.storagePeriod().key(), series.storagePeriod().label(period), FILE);
  }

  /** The series and period that a path is for, today's or an older one; empty if it is none. */
  static Optional<PartitionPath> parse(String path) {
    Matcher matcher = PARTITION.matcher(path);
    if (!matcher.matches()) {
      return Optional.empty();
    }
    try {
      BarSeries series =
          new BarSeries(
              decode(matcher.group(4)),
              Integer.parseInt(matcher.group(1)),
              Timespan.named(matcher.group(2)).orElseThrow(),
              matcher.group(3).equals("true"));
      return series.storagePeriod().key().equals(matcher.group(5))
          ? Optional.of(
              new PartitionPath(series, series.storagePeriod().parse(matcher.group(6)), path))
          : Optional.empty();
    } catch (RuntimeException notOurs) {
      return Optional.empty();
    }
  }

  /**
   * The manifest of the nth attempt of a run that ended, counted from 1. Nothing else is in this
   * folder, since a file that arrives there has others begin to read.
   */
  public static String manifest(String runId, int attempt) {
    return "_manifests/%s.%d.json".formatted(safe(runId), attempt);
  }

  /** The directory of the receipts of an attempt, without a slash at its end. */
  public static String receipts(String runId, String attempt) {
    return "_receipts/" + safe(runId) + "/" + attempt;
  }

  /** The directory in which the failed ones of the receipts stand once more. */
  public static String failures(String runId, String attempt) {
    return "_failed/" + safe(runId) + "/" + attempt;
  }

  /** Hadoop's readers, Spark's among them, fail on a colon in the name of any file they list. */
  private static String safe(String runId) {
    return runId.replace(":", "%3A");
  }

  /** The file of the watermarks of all series of a window such as {@code 5minute}. */
  public static String watermarks(String window, boolean adjusted) {
    return "_watermarks/timespan=%s/adjusted=%s.json".formatted(window, adjusted);
  }

  /** The period of a path of {@link #partition}, or empty if it is none of the series. */
  static OptionalLong period(BarSeries series, String path) {
    return parse(path)
        .filter(partition -> partition.series().equals(series))
        .map(partition -> OptionalLong.of(partition.period()))
        .orElseGet(OptionalLong::empty);
  }

  /**
   * A value as it stands in a path: percent-encoded UTF-8 as Hive does it, which the usual readers
   * undo, but for more characters. Lower-case letters are among them, since a case-blind disk would
   * make one file of {@code BCPC} and {@code BCpC}; so are dots at either end, and the underscore,
   * of which Hive makes the name for a missing value, and the last letter of {@code NULL}.
   *
   * @throws IllegalArgumentException if the value is not Unicode
   */
  static String encode(String value) {
    StringBuilder encoded = new StringBuilder(value.length());
    byte[] bytes = utf8(value);
    for (int i = 0; i < bytes.length; i++) {
      byte b = bytes[i];
      boolean edge = i == 0 || i == bytes.length - 1;
      if (PLAIN.indexOf(b) >= 0 || (b == '.' && !edge)) {
        encoded.append((char) b);
      } else {
        encoded.append('%').append(HEX.toHexDigits(b));
      }
    }
    return value.equals(MISSING) ? "NUL%4C" : encoded.toString();
  }

  /** The value that {@link #encode} was given. */
  static String decode(String encoded) {
    ByteArrayOutputStream bytes = new ByteArrayOutputStream(encoded.length());
    for (int i = 0; i < encoded.length(); i++) {
      if (encoded.charAt(i) == '%') {
        bytes.write(HexFormat.fromHexDigits(encoded, i + 1, i + 3));
        i += 2;
      } else {
        bytes.write(encoded.charAt(i));
      }
    }
    return bytes.toString(StandardCharsets.UTF_8);
  }

  private static byte[] utf8(String value) {
    try {
      ByteBuffer bytes = StandardCharsets.UTF_8.newEncoder().encode(CharBuffer.wrap(value));
      byte[] array = new byte[bytes.remaining()];
      bytes.get(array);
      return array;
    } catch (CharacterCodingException e) {
      throw new IllegalArgumentException(
          "Cannot make a path of '%s': it is not Unicode".formatted(value), e);
    }
  }
}
