package dev.barlake.pipelines.cli;

import java.time.Duration;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Optional;

/** How long a run has taken and will take: what the progress lines of all jobs have in common. */
public final class Pace {
  private final long startedAt = System.nanoTime();

  /**
   * A line as {@code 24 % · dates 3/12 · 1,234 bars · 2 min left · waits for …}.
   *
   * @param waits what nothing goes on without; not shown at the end
   */
  public String line(long done, long planned, Optional<String> waits, String... details) {
    List<String> parts = new ArrayList<>();
    parts.add("%d %%".formatted(planned == 0 ? 100 : 100 * done / planned));
    parts.addAll(Arrays.asList(details));
    parts.add(left(done, planned));
    if (done < planned) {
      waits.ifPresent(what -> parts.add("waits for " + what));
    }
    return String.join(" · ", parts);
  }

  /** A line of a run whose length nobody knows, as {@code 1,234 rows · 2 min so far}. */
  public String line(Optional<String> waits, String... details) {
    List<String> parts = new ArrayList<>(Arrays.asList(details));
    parts.add(humanly(Duration.ofSeconds((long) seconds())) + " so far");
    waits.ifPresent(what -> parts.add("waits for " + what));
    return String.join(" · ", parts);
  }

  /** As {@code 130 requests (300/min)}. */
  public String requests(long requests) {
    return "%,d requests (%,.0f/min)".formatted(requests, requests * 60 / seconds());
  }

  private String left(long done, long planned) {
    return done == 0
        ? "time left not known yet"
        : humanly(Duration.ofSeconds((long) (seconds() * (planned - done) / done))) + " left";
  }

  private double seconds() {
    return Math.max(0.001, (System.nanoTime() - startedAt) / 1e9);
  }

  private static String humanly(Duration duration) {
    long seconds = Math.max(0, duration.toSeconds());
    if (seconds < 60) {
      return seconds + " s";
    }
    return seconds < 3600
        ? "%d min".formatted(Math.round(seconds / 60.0))
        : "%d h %d min".formatted(seconds / 3600, seconds % 3600 / 60);
  }
}
