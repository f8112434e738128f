package dev.barlake.look;

import com.fasterxml.jackson.databind.node.ObjectNode;
import dev.barlake.lake.Lake;
import java.io.IOException;
import java.io.PrintStream;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Clock;
import java.util.Map;
import java.util.Optional;
import java.util.Set;

/** {@code ./barlake report}: one HTML page about a lake, to look at, to keep and to send. */
public final class Report {
  static final String HELP =
      """
      usage: ./barlake report --lake=<s3://bucket/prefix or directory> [--out=<file>]

      Writes one HTML page that any browser opens without a server: coverage by ticker and month,
      bars a day, the last runs, what failed, the splits taken, and prices of each ticker, raw and
      adjusted. It reads the footers of all files, and the bars that the prices come from.

        --lake=        s3://bucket/prefix or a directory; without it s3://$AGGREGATES_BUCKET
        --out=         the file to write (default barlake-report.html)
        --tickers=     only these, such as AAPL,MSFT
        --awsRegion=, --endpoint=   where S3 is, as for the other commands

      Example:
        ./barlake report --lake=bars
      """;

  private static final Set<String> FLAGS =
      Set.of("lake", "out", "tickers", "awsRegion", "endpoint");

  private Report() {}

  /** Ends the process; see {@link Look#run} for the exit codes. */
  public static void main(String... args) {
    Look.start();
    Look.end(run(args, System.getenv(), System.out, System.err));
  }

  static int run(String[] args, Map<String, String> environment, PrintStream out, PrintStream err) {
    return Look.run(
        args, environment, FLAGS, HELP, out, err, (lake, flags) -> write(lake, flags, out));
  }

  private static void write(Lake lake, LookFlags flags, PrintStream out) {
    Set<String> tickers = flags.tickers();
    LakeContents contents =
        LakeContents.read(lake, s -> tickers.isEmpty() || tickers.contains(s.ticker()));
    if (contents.series().isEmpty() && contents.damaged().isEmpty()) {
      throw new IllegalStateException("There are no bars at " + lake.uri(""));
    }
    ObjectNode data =
        ReportData.of(lake, flags.lake(), contents, Clock.systemUTC().instant(), flags.sameLake());
    data.put("version", version());
    Path file = Path.of(flags.text("out").orElse("barlake-report.html")).toAbsolutePath();
    String page = ReportPage.of(data);
    try {
      Files.writeString(file, page, StandardCharsets.UTF_8);
    } catch (IOException e) {
      throw new UncheckedIOException("Cannot write %s: %s".formatted(file, e.getMessage()), e);
    }
    out.printf("%s, %s. Open it in a browser.%n", file.toUri(), Look.size(page.length()));
  }

  /** As the jar says it; a build that is not packaged has none. */
  private static String version() {
    return Optional.ofNullable(Report.class.getPackage().getImplementationVersion()).orElse("");
  }
}
