package dev.barlake.look;

import dev.barlake.lake.Lake;
import dev.barlake.model.BarSeries;
import dev.barlake.pipelines.cli.Help;
import java.io.PrintStream;
import java.time.Instant;
import java.time.LocalDate;
import java.time.temporal.ChronoUnit;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;

/** {@code ./barlake status}: what is in a lake, and how its last runs ended, on one screen. */
public final class Status {
  public static final Look<StatusOptions> COMMAND =
      new Look<>(
          "status",
          StatusOptions.class,
          new Help(
              "./barlake status",
              "Shows what is in a lake, how its last runs ended, and what to do about it.",
              "--lake=bars",
              List.of(Help.Group.of("What", "tickers"), Look.where())));

  private static final int RUNS = 5;

  private Status() {}

  /** Ends the process; see {@link Look#run} for the exit codes. */
  public static void main(String... args) {
    Look.start();
    Look.end(run(args, System.getenv(), System.out, System.err));
  }

  /** The whole command, apart from ending the process. */
  public static int run(
      String[] args, Map<String, String> environment, PrintStream out, PrintStream err) {
    return COMMAND.run(args, environment, out, err, (lake, flags) -> print(lake, flags, out));
  }

  private static void print(Lake lake, LookFlags<StatusOptions> flags, PrintStream out) {
    Set<String> tickers = LookFlags.tickers(flags.options().getTickers());
    LakeContents contents =
        LakeContents.read(lake, series -> tickers.isEmpty() || tickers.contains(series.ticker()));
    MarketContents.All market = MarketContents.read(lake);
    List<Run> runs = Runs.all(lake);
    boolean none = contents.series().isEmpty() && contents.damaged().isEmpty();
    if (none && market.isEmpty() && runs.isEmpty()) {
      throw new IllegalStateException("There is no lake at " + lake.uri(""));
    }
    out.println(lake.uri(""));
    if (!contents.series().isEmpty()) {
      out.println();
      out.print(tickers.isEmpty() ? windows(contents) : series(contents));
    }
    contents.damaged().forEach(sentence -> out.println("Damaged: " + sentence));
    holes(contents, out);
    MarketStatus.print(market, flags.sameLake(), out);
    if (!contents.series().isEmpty()) {
      VerifyStatus.print(lake, flags.sameLake(), out);
    }
    if (!runs.isEmpty()) {
      out.println();
      out.print(runs(runs));
      Runs.newest(runs).forEach(run -> failures(run, lake, flags, out));
    }
  }

  /** A line for each window and scale. */
  private static String windows(LakeContents contents) {
    Map<String, List<SeriesContents>> groups = new LinkedHashMap<>();
    contents.series().stream()
        .sorted((a, b) -> a.series().timespan().compareTo(b.series().timespan()))
        .forEach(s -> groups.computeIfAbsent(name(s.series()), k -> new ArrayList<>()).add(s));
    TextTable table = new TextTable("bars of", "tickers", "from", "to", "bars", "files", "size");
    groups.forEach((name, series) -> add(table, name, Long.toString(series.size()), series));
    if (groups.size() > 1) {
      add(table, "all", Long.toString(tickers(contents.series())), contents.series());
    }
    return table.text();
  }

  private static String series(LakeContents contents) {
    TextTable table = new TextTable("ticker", "bars of", "from", "to", "bars", "files", "size");
    for (SeriesContents s : contents.series()) {
      add(table, s.series().ticker(), name(s.series()), List.of(s));
    }
    return table.text();
  }

  private static void add(TextTable table, String a, String b, List<SeriesContents> series) {
    LocalDate from =
        series.stream().map(SeriesContents::first).min(LocalDate::compareTo).orElseThrow();
    LocalDate to =
        series.stream().map(SeriesContents::last).max(LocalDate::compareTo).orElseThrow();
    table.add(
        a,
        b,
        from,
        to,
        Look.number(series.stream().mapToLong(SeriesContents::bars).sum()),
        Look.number(series.stream().mapToLong(s -> s.partitions().size()).sum()),
        Look.size(series.stream().mapToLong(SeriesContents::bytes).sum()));
  }

  private static long tickers(List<SeriesContents> series) {
    return series.stream().map(s -> s.series().ticker()).distinct().count();
  }

  static String name(BarSeries series) {
    return series.window() + (series.adjusted() ? " adjusted" : " raw");
  }

  /** Dates between two covered ones that were never asked for, or failed and stayed so. */
  private static void holes(LakeContents contents, PrintStream out) {
    List<SeriesContents> with =
        contents.series().stream().filter(s -> !s.holes().isEmpty()).toList();
    if (with.isEmpty()) {
      return;
    }
    SeriesContents first = with.get(0);
    out.printf(
        "%nHoles: %s of %s series have dates in between that no run covers, first %s: %s to %s%n",
        Look.number(with.size()),
        Look.number(contents.series().size()),
        first.series(),
        first.series().tradeDate(first.holes().get(0).from()),
        first.series().tradeDate(first.holes().get(0).to() - 1));
  }

  private static String runs(List<Run> runs) {
    TextTable table =
        new TextTable("last runs", "bars of", "ended", "files", "bars", "failed", "id");
    for (Run run : runs.stream().limit(RUNS).toList()) {
      table.add(
          time(run.startedAt()),
          run.of(),
          run.outcome(),
          run.ended() ? Look.number(run.count("files")) : "",
          run.ended() ? Look.number(run.count("bars")) : "",
          run.ended() ? Look.number(run.count("failed")) : "",
          run.id());
    }
    return table.text();
  }

  static String time(Instant at) {
    return at.equals(Instant.EPOCH)
        ? "unknown"
        : at.truncatedTo(ChronoUnit.SECONDS).toString().replace('T', ' ').replace("Z", " UTC");
  }

  private static void failures(
      Run run, Lake lake, LookFlags<StatusOptions> flags, PrintStream out) {
    out.println();
    if (!run.ended()) {
      out.printf(
          "The newest run of %s has not ended: it is under way, or was killed; the same command"
              + " goes on.%n",
          run.command());
      return;
    }
    List<? extends FailureGroup> groups = run.failures(lake);
    if (groups.isEmpty()) {
      out.println(
          run.summary().hasNonNull("error")
              ? "The newest run of %s ended early: %s"
                  .formatted(run.command(), run.summary().get("error").asText())
              : "Nothing failed in the newest run of %s.".formatted(run.command()));
      return;
    }
    out.printf("What failed in the newest run of %s:%n", run.command());
    for (FailureGroup group : groups) {
      out.println("  " + group.what() + ".");
      out.println("    " + group.then());
      group.command(flags.sameLake()).ifPresent(command -> out.println("    " + command));
    }
    out.println("More: ./barlake failures " + flags.sameLake() + " --runId=" + run.id());
  }
}
