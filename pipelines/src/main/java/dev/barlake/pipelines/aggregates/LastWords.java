package dev.barlake.pipelines.aggregates;

import dev.barlake.aggregates.Receipt;
import dev.barlake.pipelines.cli.ExitCode;
import dev.barlake.pipelines.cli.Paint;
import dev.barlake.pipelines.cli.ShortList;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;

/**
 * What a run says to people at its end, on standard error: what was written, what failed and why,
 * and what to run next.
 */
final class LastWords {
  private LastWords() {}

  static List<String> of(RunSummary run, Paint paint) {
    List<String> words = new ArrayList<>();
    if (run.exitCode() == ExitCode.NOTHING_TO_DO.code()) {
      words.add("Nothing to do: no window in the range that was asked for is over yet.");
      return words;
    }
    words.add(run.exitCode() == 0 ? paint.good(written(run)) : written(run));
    if (!run.tickersWithoutBars().isEmpty()) {
      words.add("No bar in this range: " + ShortList.some(run.tickersWithoutBars()) + ".");
    }
    if (run.exitCode() == 0) {
      words.add("What the lake holds: ./barlake status --lake=" + run.lake());
    } else {
      words.add(paint.bad(failed(run)));
      words.add(next(run));
    }
    return words;
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
    if (run.error() != null) {
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

  private static String next(RunSummary run) {
    if (run.exitCode() == ExitCode.TRY_AGAIN_LATER.code()) {
      return "The same command, later, goes on from here.";
    }
    return "What to do: ./barlake failures --lake=" + run.lake();
  }
}
