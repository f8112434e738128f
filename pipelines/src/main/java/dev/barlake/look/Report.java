package dev.barlake.look;

import com.fasterxml.jackson.databind.json.JsonMapper;
import com.fasterxml.jackson.databind.node.ObjectNode;
import dev.barlake.lake.Lake;
import dev.barlake.pipelines.cli.Help;
import java.io.IOException;
import java.io.PrintStream;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Clock;
import java.time.Instant;
import java.time.LocalDate;
import java.time.ZoneOffset;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;

/** {@code ./barlake report}: one HTML page about a lake, to look at, to keep and to send. */
public final class Report {
  public static final Look<ReportOptions> COMMAND =
      new Look<>(
          "report",
          ReportOptions.class,
          new Help(
              "./barlake report",
              "Writes one HTML page about a lake: coverage, verdicts, runs, failures, splits and prices.",
              "--lake=bars",
              List.of(Help.Group.of("What", "tickers", "out"), Look.where())));

  private Report() {}

  /** Ends the process; see {@link Look#run} for the exit codes. */
  public static void main(String... args) {
    Look.start();
    Look.end(run(args, System.getenv(), System.out, System.err));
  }

  /** The whole command, apart from ending the process. */
  public static int run(
      String[] args, Map<String, String> environment, PrintStream out, PrintStream err) {
    return COMMAND.run(args, environment, out, err, (lake, flags) -> write(lake, flags, out));
  }

  private static void write(Lake lake, LookFlags<ReportOptions> flags, PrintStream out) {
    Set<String> tickers = LookFlags.tickers(flags.options().getTickers());
    LakeContents contents =
        LakeContents.read(lake, s -> tickers.isEmpty() || tickers.contains(s.ticker()));
    MarketContents.All market = MarketContents.read(lake);
    if (contents.series().isEmpty() && contents.damaged().isEmpty() && market.isEmpty()) {
      throw new IllegalStateException("There are no bars at " + lake.uri(""));
    }
    VerdictContents verdicts =
        VerdictContents.read(lake, t -> tickers.isEmpty() || tickers.contains(t));
    Instant now = Clock.systemUTC().instant();
    ObjectNode data = new JsonMapper().createObjectNode();
    data.put("lake", flags.lake()).put("madeAt", Status.time(now)).put("version", version());
    String page =
        ReportPage.of(data, parts(lake, contents, market, verdicts, now, flags.sameLake()));
    Path file = Path.of(flags.options().getOut()).toAbsolutePath();
    try {
      Files.writeString(file, page, StandardCharsets.UTF_8);
    } catch (IOException e) {
      throw new UncheckedIOException("Cannot write %s: %s".formatted(file, e.getMessage()), e);
    }
    out.printf("%s, %s. Open it in a browser.%n", file.toUri(), Look.size(page.length()));
  }

  private static List<ReportPart> parts(
      Lake lake,
      LakeContents contents,
      MarketContents.All market,
      VerdictContents verdicts,
      Instant now,
      String sameLake) {
    List<Run> runs = Runs.all(lake);
    List<String> damaged = new ArrayList<>(contents.damaged());
    damaged.addAll(market.damaged());
    return List.of(
        Totals.part(contents),
        CoverageMap.part(lake, contents, LocalDate.ofInstant(now, ZoneOffset.UTC)),
        VerdictMap.part(verdicts, sameLake),
        VerdictFindings.part(lake, verdicts, sameLake),
        Charts.part(lake, contents),
        MarketMap.part(market, sameLake),
        RunTable.part(runs),
        FailureCards.part(lake, runs, damaged, sameLake),
        SplitsTaken.part(contents));
  }

  /** As the jar says it; a build that is not packaged has none. */
  private static String version() {
    return Optional.ofNullable(Report.class.getPackage().getImplementationVersion()).orElse("");
  }
}
