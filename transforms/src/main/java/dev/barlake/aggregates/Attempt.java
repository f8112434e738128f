package dev.barlake.aggregates;

import dev.barlake.lake.Layout;
import java.io.Serializable;
import java.time.Instant;
import java.time.ZoneOffset;
import java.time.format.DateTimeFormatter;
import java.util.Locale;
import java.util.concurrent.ThreadLocalRandom;

/**
 * One attempt of a run. A retry has the run id of the attempt before it, and so may two processes
 * at a time; none writes over another's receipts, since each has a directory of its own.
 *
 * @param id unique within the run, without asking anybody: when it began, and a random number
 */
public record Attempt(String runId, String id) implements Serializable {
  private static final DateTimeFormatter START =
      DateTimeFormatter.ofPattern("yyyyMMdd'T'HHmmss'Z'", Locale.ROOT).withZone(ZoneOffset.UTC);

  /** A new attempt that begins at an instant. */
  public static Attempt begin(String runId, Instant now) {
    int random = ThreadLocalRandom.current().nextInt();
    return new Attempt(runId, START.format(now) + String.format(Locale.ROOT, "-%08x", random));
  }

  /** The directory of its receipts in the lake, without a slash at its end. */
  public String receipts() {
    return Layout.receipts(runId, id);
  }

  /** Its nth file of receipts, counted from 0. */
  public ManifestPart part(int number) {
    return new ManifestPart(this, number);
  }
}
