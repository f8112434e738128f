package dev.barlake.pipelines.market;

import dev.barlake.pipelines.cli.ExitCode;
import dev.barlake.pipelines.cli.LastWords;
import dev.barlake.pipelines.cli.Paint;
import dev.barlake.pipelines.cli.ShortList;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;

/** What a run of the market job says to people at its end. */
final class MarketWords {
  private MarketWords() {}

  static List<String> of(MarketSummary run, Paint paint) {
    ExitCode code = ExitCode.of(run.exitCode());
    if (code == ExitCode.NOTHING_TO_DO) {
      return LastWords.nothing("no trading date in the range that was asked for is over yet.");
    }
    if (run.receipts() == null) {
      return List.of(); // a plan
    }
    return new LastWords(
            code,
            written(run),
            notes(run),
            code == ExitCode.DONE ? null : run.error(),
            "What the lake holds: ./barlake status --lake=" + run.lake(),
            "What to do: ./barlake failures --lake=" + run.lake())
        .text(paint);
  }

  private static String written(MarketSummary run) {
    long files = count(run, "written") + count(run, "replaced") + count(run, "derived");
    String time = String.format(Locale.ROOT, "%.0f s", run.seconds());
    if (files == 0) {
      return "No file was written in %s; %,d dates were up to date."
          .formatted(time, count(run, "same"));
    }
    return "Wrote %,d files in %s, %,d bars: %,d dates are new, %,d were replaced, %,d computed."
        .formatted(
            files,
            time,
            count(run, "bars"),
            count(run, "written"),
            count(run, "replaced"),
            count(run, "derived"));
  }

  private static List<String> notes(MarketSummary run) {
    List<String> notes = new ArrayList<>();
    if (count(run, "failed") > 0 && !run.pending().isEmpty()) {
      notes.add("Not published yet: " + ShortList.some(run.pending()) + ".");
    }
    if (!run.differences().isEmpty()) {
      notes.add(
          "The source has changed %,d bars, first %s"
              .formatted(count(run, "changed"), run.differences().get(0)));
    }
    return notes;
  }

  private static long count(MarketSummary run, String name) {
    return run.counts().getOrDefault(name, 0L);
  }
}
