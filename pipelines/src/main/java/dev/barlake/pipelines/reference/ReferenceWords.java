package dev.barlake.pipelines.reference;

import dev.barlake.pipelines.cli.ExitCode;
import dev.barlake.pipelines.cli.LastWords;
import dev.barlake.pipelines.cli.Paint;
import dev.barlake.reference.Verdict;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.stream.Collectors;

/** What a refresh says to people at its end. */
final class ReferenceWords {
  private static final String STANDS = "Yesterday's tables stand";

  private ReferenceWords() {}

  static List<String> of(ReferenceSummary run, Paint paint) {
    if (run.tables() == null) {
      return List.of(); // a plan
    }
    ExitCode code = ExitCode.of(run.exitCode());
    return new LastWords(
            code,
            code == ExitCode.DONE ? replaced(run) : STANDS + ".",
            notes(run),
            run.error(),
            "What changed: ./barlake sql --mysql \"SELECT * FROM reference_refreshes\"",
            mend(code))
        .text(paint);
  }

  private static String mend(ExitCode code) {
    return code == ExitCode.FAILED_REQUESTS
        ? "What to do: if the lists are right as they are, run it once with a higher --maxShrink or"
            + " --maxQuarantine. Rows that do not fit are in reference_quarantine."
        : "What to do: see the message, then run the same command again.";
  }

  private static String replaced(ReferenceSummary run) {
    return "Replaced the tables in %s: %s."
        .formatted(
            String.format(Locale.ROOT, "%.0f s", run.seconds()),
            run.tables().entrySet().stream()
                .map(table -> replaced(table.getKey(), table.getValue()))
                .collect(Collectors.joining("; ")));
  }

  private static String replaced(String table, Verdict.TableChange change) {
    return "%s has %,d rows (%,d added, %,d removed, %,d changed)"
        .formatted(table, change.rows(), change.added(), change.removed(), change.changed());
  }

  private static List<String> notes(ReferenceSummary run) {
    List<String> notes = new ArrayList<>();
    if (run.warnings() != null) {
      notes.addAll(run.warnings());
    }
    if (run.news() != null && run.exitCode() == ExitCode.DONE.code()) {
      run.news().entrySet().stream()
          .filter(news -> news.getValue().count() > 0)
          .map(ReferenceWords::news)
          .forEach(notes::add);
    }
    return notes;
  }

  /** As {@code Listed: 3, first AAPL, MSFT.} */
  private static String news(Map.Entry<String, Verdict.News> news) {
    String name = news.getKey().replaceAll("([A-Z])", " $1").toLowerCase(Locale.ROOT);
    return "%s: %,d, first %s."
        .formatted(
            name.substring(0, 1).toUpperCase(Locale.ROOT) + name.substring(1),
            news.getValue().count(),
            String.join(", ", news.getValue().examples()));
  }
}
