package dev.barlake.pipelines.aggregates;

import dev.barlake.aggregates.Receipt;
import dev.barlake.pipelines.cli.ExitCode;
import dev.barlake.pipelines.cli.LastWords;
import dev.barlake.pipelines.cli.Paint;
import dev.barlake.pipelines.cli.ShortList;
import java.util.List;
import java.util.Locale;

/** What a run of the aggregates job says to people at its end. */
final class RunWords {
  private RunWords() {}

  static List<String> of(RunSummary run, Paint paint) {
    ExitCode code = ExitCode.of(run.exitCode());
    if (code == ExitCode.NOTHING_TO_DO) {
      return LastWords.nothing("no window in the range that was asked for is over yet.");
    }
    if (code == ExitCode.DONE && run.receipts() == null) {
      return List.of(); // a plan
    }
    List<String> silent =
        run.tickersWithoutBars().isEmpty()
            ? List.of()
            : List.of("No bar in this range: " + ShortList.some(run.tickersWithoutBars()) + ".");
    return new LastWords(
            code,
            written(run),
            silent,
            code == ExitCode.DONE ? null : failed(run),
            "What the lake holds: ./barlake status --lake=" + run.lake(),
            "What to do: ./barlake failures --lake=" + run.lake())
        .text(paint);
  }

  private static String written(RunSummary run) {
    long files = run.counts().get("files");
    String time = String.format(Locale.ROOT, "%.0f s", run.seconds());
    if (files == 0) {
      return "No file was written in %s; %,d were up to date."
          .formatted(time, run.counts().get("skipped"));
    }
    return "Wrote %,d files in %s: %,d bars were fetched, %,d of them new and %,d changed."
        .formatted(
            files,
            time,
            run.counts().get("bars"),
            run.counts().get("added"),
            run.counts().get("changed"));
  }

  private static String failed(RunSummary run) {
    if (run.error() != null || run.failures().isEmpty()) {
      return run.error();
    }
    Receipt.Failed first = run.failures().get(0);
    return "%,d failed (%s), first %s %s: %s"
        .formatted(
            run.counts().get("failed"),
            ShortList.some(run.failedTickers()),
            first.part().ticker(),
            first.part().period(),
            first.message());
  }
}
