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
import java.time.ZoneOffset;
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
 * A lake that a test writes by hand: bars no vendor would send, and few. They are raw five-minute
 * bars unless a test says otherwise.
 */
final class HandLake {
  private static final ZoneId NEW_YORK = ZoneId.of("America/New_York");

  final Path root;
  private final SparkSession spark = TestSpark.newSession();
  private final List<String> receipts = new ArrayList<>();
  private Series series = Series.FIVE_MINUTES;

  HandLake(Path root) {
    this.root = root;
  }

  /**
   * What kind of bars.
   *
   * @param splits what adjusted files say that they are adjusted with
   */
  record Series(int multiplier, String timespan, boolean adjusted, String splits) {
    static final Series FIVE_MINUTES = new Series(5, "minute", false, "none");
    static final Series ONE_MINUTE = new Series(1, "minute", false, "none");
    static final Series DAY = new Series(1, "day", false, "none");

    Series adjusted(String splits) {
      return new Series(multiplier, timespan, true, splits);
    }

    String period(LocalDate date) {
      return timespan.equals("day") ? "" + date.getYear() : "" + YearMonth.from(date);
    }

    LocalDate firstDate(String period) {
      return LocalDate.parse((period + "-01-01").substring(0, 10));
    }

    LocalDate lastDate(String period) {
      return period.length() == 4
          ? LocalDate.parse(period + "-12-31")
          : YearMonth.parse(period).atEndOfMonth();
    }
  }

  /** Of which series the bars are that are written from now on. */
  HandLake of(Series newSeries) {
    series = newSeries;
    return this;
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
      ZoneId zone = zone(ticker);
      Instant start = LocalDateTime.parse(localTime).atZone(zone).toInstant();
      return new Bar(
          ticker,
          start,
          close - 0.5,
          close + 1,
          close - 1,
          close,
          100,
          LocalDate.ofInstant(start, zone),
          Instant.parse("2024-12-31T00:00:00Z"));
    }

    Bar prices(double newOpen, double newHigh, double newLow, double newClose) {
      return new Bar(
          ticker, windowStart, newOpen, newHigh, newLow, newClose, volume, tradeDate, fetchedAt);
    }

    Bar ticker(String newTicker) {
      return new Bar(newTicker, windowStart, open, high, low, close, volume, tradeDate, fetchedAt);
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
                    bar -> path(series, bar.ticker(), series.period(bar.tradeDate())),
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
        (path, bars) -> named(path, bars.get(0).ticker(), series.period(bars.get(0).tradeDate())));
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

  /** Has the next manifest name a file, whether it is there or not, and all of its period. */
  HandLake named(String path, String ticker, String period) {
    ZoneId zone = zone(ticker);
    return named(
        path,
        ticker,
        period,
        series.firstDate(period).atStartOfDay(zone).toInstant(),
        series.lastDate(period).plusDays(1).atStartOfDay(zone).toInstant());
  }

  private HandLake named(String path, String ticker, String period, Instant from, Instant to) {
    receipts.add(
        """
        {"outcome":"written","path":"%s","splits":"%s","part":%s}"""
            .formatted(path, series.splits(), part(ticker, period, from, to)));
    return this;
  }

  /** Writes bars into one file, of which only a part was asked for, in the ticker's time. */
  HandLake write(List<Bar> bars, String from, String to) {
    String ticker = bars.get(0).ticker();
    String period = series.period(bars.get(0).tradeDate());
    String path = path(series, ticker, period);
    replace(Map.of(path, bars), "*");
    return named(path, ticker, period, at(ticker, from), at(ticker, to));
  }

  /** Adds a receipt without a file: of a request that failed, or of a ticker nobody knows. */
  HandLake without(String outcome, String ticker, String from, String to) {
    receipts.add(
        """
        {"outcome":"%s","category":"permanent","message":"refused","part":%s}"""
            .formatted(
                outcome,
                part(
                    ticker,
                    series.period(LocalDate.parse(from.substring(0, 10))),
                    at(ticker, from),
                    at(ticker, to))));
    return this;
  }

  private static Instant at(String ticker, String localTime) {
    return LocalDateTime.parse(localTime).atZone(zone(ticker)).toInstant();
  }

  private String part(String ticker, String period, Instant from, Instant to) {
    return """
        {"ticker":"%s","multiplier":%d,"timespan":"%s","adjusted":%s,"period":"%s","ranges":["%s/%s"]}"""
        .formatted(
            ticker, series.multiplier(), series.timespan(), series.adjusted(), period, from, to);
  }

  private static ZoneId zone(String ticker) {
    return ticker.matches("[XC]:.*") ? ZoneOffset.UTC : NEW_YORK;
  }

  /** What verify says of a date of raw bars, with what the tests do not look at left out. */
  record Said(
      String ticker, String verdict, String test, Long expected, long found, String finding) {
    private Row row(String date) {
      Timestamp now = Timestamp.from(Instant.parse("2024-12-31T01:00:00Z"));
      return RowFactory.create(
          ticker,
          false,
          Date.valueOf(date),
          verdict,
          test,
          expected,
          found,
          finding,
          null,
          null,
          null,
          "",
          null,
          now,
          now,
          "verify",
          0);
    }
  }

  /** Writes the verdicts of a date, in the place of those before. */
  HandLake verdicts(String date, Said... rows) {
    try {
      Path parts = root.resolve("_parts");
      spark
          .createDataFrame(
              Stream.of(rows).map(said -> said.row(date)).toList(),
              StructType.fromDDL(Lake.VERDICT + ", file INT"))
          .coalesce(1)
          .write()
          .mode("overwrite")
          .partitionBy("file")
          .parquet(parts.toString());
      move(parts.resolve("file=0"), root.resolve(verdicts(date)));
      return this;
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }

  /** Where the verdicts of a date are, below the lake. */
  String verdicts(String date) {
    return "_verify/timespan=%d%s/trade_date=%s/verdicts.parquet"
        .formatted(series.multiplier(), series.timespan(), date);
  }

  /**
   * Ends a run: its manifest names all files since the last one.
   *
   * @return how many files those are
   */
  int manifest(String run) {
    try {
      Files.createDirectories(root.resolve("_manifests"));
      Path folder = Files.createDirectories(root.resolve("_receipts").resolve(run).resolve("1"));
      Files.write(folder.resolve("part-00000.jsonl"), receipts);
      Files.writeString(
          root.resolve("_manifests").resolve(run + ".1.json"),
          "{\"runId\":\"%s\",\"command\":\"aggregates\",\"status\":\"done\",\"exitCode\":0,\"receipts\":\"_receipts/%s/1\"}\n"
              .formatted(run, run));
      int files = (int) receipts.stream().filter(line -> line.contains("\"path\"")).count();
      receipts.clear();
      return files;
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }

  static String path(Series series, String ticker, String period) {
    return "bars/timespan=%d%s/adjusted=%s/symbol=%s/%s=%s/bars.parquet"
        .formatted(
            series.multiplier(),
            series.timespan(),
            series.adjusted(),
            ticker.replace(":", "%3A"),
            period.length() == 4 ? "year" : "month",
            period);
  }
}
