package dev.barlake.bench;

import static java.nio.charset.StandardCharsets.UTF_8;

import dev.barlake.market.FlatFileConversion;
import java.io.ByteArrayInputStream;
import java.io.IOException;
import java.io.InputStream;
import java.io.OutputStream;
import java.nio.file.Files;
import java.nio.file.Path;
import java.sql.Connection;
import java.sql.DriverManager;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.sql.Statement;
import java.util.Arrays;
import java.util.List;
import java.util.Map;
import java.util.zip.GZIPInputStream;

/**
 * A day of the whole market's minutes, from a flat file to Parquet, beside DuckDB on the same file.
 * Both in processes of their own, with three rounds after two; the figures are medians.
 */
final class MarketBench {
  private static final int WARMUPS = 2;
  private static final int ROUNDS = 3;

  private MarketBench() {}

  /** Runs both and compares what they wrote. */
  static void run(Scratch scratch, Map<String, Object> figures) throws Exception {
    Path folder = Files.createDirectories(scratch.newLake());
    Path file = folder.resolve("day.csv.gz");
    long rows = MarketDay.write(file, 0);
    System.out.printf("%nmarket: %,d rows in %.1f MB of gzip%n", rows, Files.size(file) / 1e6);
    for (String who : List.of("barlake", "duckdb")) {
      Cost cost = child(who, file, rows);
      Path written = folder.resolve(who + ".parquet");
      double bytes = (double) Files.size(written) / rows;
      System.out.printf(
          "  %-8s %.2f CPU s, %.2f s wall, %.0f MB peak RSS, %.2f bytes a row%n",
          who, cost.cpuSeconds(), cost.wallSeconds(), cost.peakMegabytes(), bytes);
      figures.put(who + "CpuSeconds", cost.cpuSeconds());
      figures.put(who + "Megabytes", cost.peakMegabytes());
      figures.put(who + "BytesARow", bytes);
    }
    compare(folder, figures);
  }

  private static Cost child(String who, Path file, long rows)
      throws IOException, InterruptedException {
    Process process =
        new ProcessBuilder(
                Path.of(System.getProperty("java.home"), "bin", "java").toString(),
                "-Xmx160m",
                "-XX:+UseSerialGC",
                "-cp",
                System.getProperty("java.class.path"),
                MarketBench.class.getName(),
                who,
                file.toString(),
                Long.toString(rows))
            .redirectError(ProcessBuilder.Redirect.INHERIT)
            .start();
    String out = new String(process.getInputStream().readAllBytes(), UTF_8);
    if (process.waitFor() != 0) {
      throw new IllegalStateException(who + " ended with " + process.exitValue() + ": " + out);
    }
    return out.lines().map(Cost::parse).filter(cost -> cost != null).findFirst().orElseThrow();
  }

  /** One side of it, as a process. */
  public static void main(String[] args) throws Exception {
    Path file = Path.of(args[1]);
    long rows = Long.parseLong(args[2]);
    double[] cpu = new double[ROUNDS];
    double[] wall = new double[ROUNDS];
    for (int round = -WARMUPS; round < ROUNDS; round++) {
      Cost before = Cost.soFar(0);
      long began = System.nanoTime();
      if (args[0].equals("barlake")) {
        convert(file);
      } else {
        copy(file);
      }
      if (round >= 0) {
        cpu[round] = Cost.soFar(0).since(before).cpuSeconds();
        wall[round] = (System.nanoTime() - began) / 1e9;
      }
    }
    Arrays.sort(cpu);
    Arrays.sort(wall);
    double peak = Cost.soFar(0).peakMegabytes();
    System.out.println(new Cost(cpu[ROUNDS / 2], wall[ROUNDS / 2], peak, rows).toLine());
  }

  private static void convert(Path file) throws IOException {
    byte[] bytes = FlatFileConversion.run(Files.readAllBytes(file), MarketDay.DATE, 1);
    Files.write(file.resolveSibling("barlake.parquet"), bytes);
  }

  private static void copy(Path file) throws SQLException {
    try (Connection db = DriverManager.getConnection("jdbc:duckdb:");
        Statement statement = db.createStatement()) {
      statement.execute(
          "COPY (SELECT * FROM read_csv('%s') ORDER BY ticker, window_start) TO '%s' (FORMAT parquet, COMPRESSION zstd)"
              .formatted(file, file.resolveSibling("duckdb.parquet")));
    }
  }

  private static void compare(Path folder, Map<String, Object> figures) throws Exception {
    try (Connection db = DriverManager.getConnection("jdbc:duckdb:");
        Statement statement = db.createStatement();
        ResultSet rows =
            statement.executeQuery(
                "SELECT count(*) FROM (SELECT ticker, make_timestamp(window_start // 1000), open,"
                    + " high, low, close, volume::DOUBLE, transactions FROM '%s' EXCEPT SELECT ticker,"
                        .formatted(folder.resolve("duckdb.parquet"))
                    + " make_timestamp(epoch_us(window_start)), open, high, low, close, volume,"
                    + " transactions FROM '%s')".formatted(folder.resolve("barlake.parquet")))) {
      rows.next();
      if (rows.getLong(1) != 0) {
        throw new IllegalStateException(rows.getLong(1) + " rows differ");
      }
    }
    System.out.println("  both wrote the same rows");
    Path file = folder.resolve("day.csv.gz");
    long began = System.nanoTime();
    Cost before = Cost.soFar(0);
    try (InputStream in = new GZIPInputStream(new ByteArrayInputStream(Files.readAllBytes(file)))) {
      in.transferTo(OutputStream.nullOutputStream());
    }
    double gunzip = Cost.soFar(0).since(before).cpuSeconds();
    System.out.printf(
        "  gunzip alone %.2f CPU s, %.2f s wall%n", gunzip, (System.nanoTime() - began) / 1e9);
    figures.put("gunzipCpuSeconds", gunzip);
  }
}
