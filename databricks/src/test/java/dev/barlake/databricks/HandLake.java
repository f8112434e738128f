package dev.barlake.databricks;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.sql.Date;
import java.sql.Timestamp;
import java.time.Instant;
import java.time.LocalDate;
import java.time.LocalDateTime;
import java.time.YearMonth;
import java.time.ZoneId;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import java.util.stream.Collectors;
import java.util.stream.IntStream;
import java.util.stream.Stream;
import org.apache.spark.sql.Row;
import org.apache.spark.sql.RowFactory;
import org.apache.spark.sql.SparkSession;
import org.apache.spark.sql.types.StructType;

/**
 * A lake of raw five-minute bars that a test writes by hand: bars no vendor would send, and few.
 */
final class HandLake {
  private static final ZoneId NEW_YORK = ZoneId.of("America/New_York");

  final Path root;
  private final SparkSession spark = TestSpark.newSession();
  private final List<String> receipts = new ArrayList<>();

  HandLake(Path root) {
    this.root = root;
  }

  /** A bar, with what differs from a good one set afterwards. */
  record Bar(
      String ticker,
      Instant windowStart,
      double open,
      double high,
      double low,
      double close,
      double volume,
      LocalDate tradeDate,
      Instant fetchedAt) {
    static Bar at(String ticker, String localTime, double close) {
      Instant start = LocalDateTime.parse(localTime).atZone(NEW_YORK).toInstant();
      return new Bar(
          ticker,
          start,
          close - 0.5,
          close + 1,
          close - 1,
          close,
          100,
          LocalDate.ofInstant(start, NEW_YORK),
          Instant.parse("2024-12-31T00:00:00Z"));
    }

    Bar prices(double newOpen, double newHigh, double newLow, double newClose) {
      return new Bar(
          ticker, windowStart, newOpen, newHigh, newLow, newClose, volume, tradeDate, fetchedAt);
    }

    Bar volume(double newVolume) {
      return new Bar(ticker, windowStart, open, high, low, close, newVolume, tradeDate, fetchedAt);
    }

    Bar tradeDate(String date) {
      return new Bar(
          ticker, windowStart, open, high, low, close, volume, LocalDate.parse(date), fetchedAt);
    }

    Bar fetchedAt(String instant) {
      return new Bar(
          ticker, windowStart, open, high, low, close, volume, tradeDate, Instant.parse(instant));
    }

    private Row row(int file) {
      return RowFactory.create(
          ticker,
          Timestamp.from(windowStart),
          open,
          high,
          low,
          close,
          volume,
          close,
          1L,
          false,
          Date.valueOf(tradeDate),
          Timestamp.from(fetchedAt),
          file);
    }
  }

  /** Writes bars into the files of their months, which hold nothing else then. */
  HandLake write(List<Bar> bars) {
    return write(
        bars.stream()
            .collect(
                Collectors.groupingBy(
                    bar -> path(bar.ticker(), YearMonth.from(bar.tradeDate())),
                    TreeMap::new,
                    Collectors.toList())),
        "*");
  }

  /**
   * Writes files, each with bars of one ticker and month.
   *
   * @param files by path below the lake
   * @param columns what of the lake's columns is written, as in SELECT
   */
  HandLake write(Map<String, List<Bar>> files, String... columns) {
    replace(files, columns);
    files.forEach(
        (path, bars) -> named(path, bars.get(0).ticker(), YearMonth.from(bars.get(0).tradeDate())));
    return this;
  }

  /** As {@link #write(Map, String...)}, of files that a manifest has named already. */
  void replace(Map<String, List<Bar>> files, String... columns) {
    List<String> paths = List.copyOf(files.keySet());
    List<Row> rows =
        IntStream.range(0, paths.size())
            .boxed()
            .flatMap(i -> files.get(paths.get(i)).stream().map(bar -> bar.row(i)))
            .toList();
    try {
      Path parts = root.resolve("_parts");
      spark
          .createDataFrame(rows, StructType.fromDDL(Lake.BAR + ", file INT"))
          .selectExpr(columns)
          .coalesce(1)
          .write()
          .mode("overwrite")
          .partitionBy("file")
          .parquet(parts.toString());
      for (int i = 0; i < paths.size(); i++) {
        move(parts.resolve("file=" + i), root.resolve(paths.get(i)));
      }
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }

  private static void move(Path folder, Path to) throws IOException {
    Files.createDirectories(to.getParent());
    try (Stream<Path> written = Files.list(folder)) {
      Path file = written.filter(f -> f.toString().endsWith(".parquet")).findFirst().orElseThrow();
      Files.move(file, to, StandardCopyOption.REPLACE_EXISTING);
    }
  }

  /** Has the next manifest name a file, whether it is there or not. */
  HandLake named(String path, String ticker, YearMonth month) {
    receipts.add(
        """
        {"outcome":"written","path":"%s","part":{"ticker":"%s","multiplier":5,"timespan":"minute","adjusted":false,"period":"%s","ranges":["%s/%s"]}}"""
            .formatted(
                path,
                ticker,
                month,
                month.atDay(1).atStartOfDay(NEW_YORK).toInstant(),
                month.plusMonths(1).atDay(1).atStartOfDay(NEW_YORK).toInstant()));
    return this;
  }

  /** Adds a receipt of a request that failed. */
  HandLake failed(String ticker, String from, String to) {
    receipts.add(
        """
        {"outcome":"failed","category":"permanent","message":"refused","part":{"ticker":"%s","multiplier":5,"timespan":"minute","adjusted":false,"period":"%s","ranges":["%s/%s"]}}"""
            .formatted(
                ticker,
                from.substring(0, 7),
                LocalDate.parse(from).atStartOfDay(NEW_YORK).toInstant(),
                LocalDate.parse(to).plusDays(1).atStartOfDay(NEW_YORK).toInstant()));
    return this;
  }

  /** As {@link #manifest(String, int)}, of the first attempt. */
  int manifest(String run) {
    return manifest(run, 1);
  }

  /**
   * Ends an attempt of a run: its manifest names all files since the last one.
   *
   * @return how many files those are
   */
  int manifest(String run, int attempt) {
    String folder = "_receipts/" + run + "/20240101T000000Z-" + attempt;
    return manifest(run, run + "." + attempt, folder, ",\"receipts\":\"" + folder + "\"");
  }

  /** As {@link #manifest(String)}, as a Barlake that knew no attempts did it. */
  int earlierManifest(String run) {
    return manifest(run, run, "_manifests/" + run, "");
  }

  private int manifest(String run, String name, String parts, String more) {
    try {
      Path folder = Files.createDirectories(root.resolve(parts));
      Files.write(folder.resolve("part-00000.jsonl"), receipts);
      Files.createDirectories(root.resolve("_manifests"));
      Files.writeString(
          root.resolve("_manifests").resolve(name + ".json"),
          "{\"runId\":\"%s\",\"command\":\"aggregates\",\"status\":\"done\",\"exitCode\":0%s}\n"
              .formatted(run, more));
      int files = (int) receipts.stream().filter(line -> line.contains("\"path\"")).count();
      receipts.clear();
      return files;
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }

  static String path(String ticker, YearMonth month) {
    return "bars/timespan=5minute/adjusted=false/symbol=%s/month=%s/bars.parquet"
        .formatted(ticker, month);
  }
}
