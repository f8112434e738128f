package dev.barlake.pipelines.verify;

import dev.barlake.pipelines.cli.ExitCode;
import dev.barlake.pipelines.cli.LastWords;
import dev.barlake.pipelines.cli.Paint;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;

/** What a verification says to people at its end. */
final class VerifyWords {
  private VerifyWords() {}

  static List<String> of(VerifySummary run, Paint paint) {
    ExitCode code = ExitCode.of(run.exitCode());
    if (code == ExitCode.NOTHING_TO_DO) {
      return LastWords.nothing("the lake has no such bars.");
    }
    if (run.receipt() == null) {
      return List.of(); // a plan
    }
    return new LastWords(
            code,
            looked(run),
            notes(run),
            run.error(),
            "What the lake holds: ./barlake status --lake=" + run.lake(),
            ("All of it: ./barlake sql --lake=%s \"SELECT * FROM verdicts WHERE verdict IN ('suspect',"
                    + " 'missing')\"; with --heal=true it is asked for again.")
                .formatted(run.lake()))
        .text(paint);
  }

  private static String looked(VerifySummary run) {
    return "Looked at %,d dates of series in %s (%,d anew): %,d verified, %,d consistent, %,d silent."
        .formatted(
            run.counts().entrySet().stream()
                .filter(count -> !count.getKey().equals("made"))
                .mapToLong(count -> count.getValue())
                .sum(),
            String.format(Locale.ROOT, "%.0f s", run.seconds()),
            count(run, "made"),
            count(run, "verified"),
            count(run, "consistent"),
            count(run, "silent"));
  }

  private static List<String> notes(VerifySummary run) {
    List<String> notes = new ArrayList<>();
    if (count(run, "never_asked") > 0) {
      notes.add("%,d were never asked for.".formatted(count(run, "never_asked")));
    }
    if (!run.healed().isEmpty()) {
      notes.add(
          "Asked about %,d again: %,d are healed (%,d bars new, %,d changed), %,d silent, %,d as before."
              .formatted(
                  run.healed().get("asked"),
                  run.healed().get("healed"),
                  run.healed().get("added"),
                  run.healed().get("changed"),
                  run.healed().get("silent"),
                  run.healed().get("still")));
    }
    return notes;
  }

  private static long count(VerifySummary run, String name) {
    return run.counts().getOrDefault(name, 0L);
  }
}
