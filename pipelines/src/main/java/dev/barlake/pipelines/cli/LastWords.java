package dev.barlake.pipelines.cli;

import java.util.ArrayList;
import java.util.List;

/**
 * What a run says to people at its end, on standard error, in the same order for each job.
 *
 * @param written what came of it, in a sentence
 * @param notes what is no failure, but should be seen
 * @param failed what failed and why; null if nothing did
 * @param look what to run after a success
 * @param mend what to do about a failure that does not pass by itself
 */
public record LastWords(
    ExitCode code, String written, List<String> notes, String failed, String look, String mend) {

  /** Those of a run that found nothing to do. */
  public static List<String> nothing(String why) {
    return List.of("Nothing to do: " + why);
  }

  /** The sentences, a line each. */
  public List<String> text(Paint paint) {
    boolean good = code == ExitCode.DONE;
    List<String> words = new ArrayList<>();
    words.add(good ? paint.good(written) : written);
    words.addAll(notes);
    if (failed != null) {
      words.add(paint.bad(failed));
    }
    words.add(good ? look : next());
    return words;
  }

  private String next() {
    return code == ExitCode.TRY_AGAIN_LATER ? "The same command, later, goes on from here." : mend;
  }
}
